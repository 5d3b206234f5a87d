package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A desk set behind the PBX, whose addresses and words the set side must never see. */
final class Desk extends Party {

    private final Pbx pbx;
    private final String host;
    private final Map<String, LateFork> lateForks = new HashMap<>();

    Desk(Stage stage, Pbx pbx, String extension, String number) {
        super(stage, extension, Pbx.MARK);
        this.pbx = pbx;
        this.host = "10.77.1." + number;
    }

    @Override
    Exchanges exchanges() {
        return pbx.exchanges();
    }

    /** Datagrams get lost, PBXs fall silent: nothing is promised to a desk set. */
    @Override
    boolean isReachableSince(long millis) {
        return false;
    }

    /** In the place of a call of another desk set that is a matter of the PBX alone. */
    @Override
    void transferTo(String dialled, Optional<Replaces> replaces) {
        if (pbx.desk(dialled).isPresent()) {
            replaces.flatMap(this::ofAnyDesk).ifPresent(talk -> {
                stage.counts().replaced++;
                talk.hangUp();
            });
        } else {
            pbx.contactOf(dialled).ifPresent(contact -> call(dialled, contact, replaces));
        }
    }

    /** A BYE is repeated until it is lost no more. */
    @Override
    boolean couldBeToldSince(long restartMillis) {
        return pbx.isUpSince(restartMillis);
    }

    @Override
    String company() {
        return Pbx.MARK;
    }

    /** Another desk set picks up too, as forks of a PBX do. */
    @Override
    void onAnswered(Sip ok) {
        if (chance(0.1)) {
            LateFork fork = new LateFork(this, pbx, ok);
            lateForks.put(fork.tag(), fork);
        }
    }

    @Override
    public void onRequest(Wire wire, Sip request) {
        LateFork fork = lateForks.get(request.toTag());
        if (fork == null) {
            super.onRequest(wire, request);
        } else {
            fork.onRequest(wire, request);
        }
    }

    @Override
    public void onAck(Sip ack) {
        LateFork fork = lateForks.get(ack.toTag());
        if (fork == null) {
            super.onAck(ack);
        } else {
            fork.onAck();
        }
    }

    @Override
    Optional<Wire> wire() {
        return pbx.wire();
    }

    @Override
    String domain() {
        return "pbx.example";
    }

    @Override
    String contact() {
        return "sip:" + user + "@" + pbx.active().hostAndPort();
    }

    @Override
    String host() {
        return host;
    }

    @Override
    boolean isSecure() {
        return chance(0.2);
    }

    @Override
    boolean prefersClear() {
        return chance(0.5);
    }

    @Override
    Optional<String> credentials(String challenge, Sip request) {
        return Optional.empty();
    }

    private Optional<Talk> ofAnyDesk(Replaces replaces) {
        return pbx.desks().stream().flatMap(desk -> desk.named(replaces).stream()).findFirst();
    }

    /** Calls a registered extension: an INVITE to what it registered as its Contact. */
    void callExtension(String extension) {
        pbx.contactOf(extension).ifPresent(contact -> call(extension, contact));
    }

    @Override
    void onBegun(String callId) {
        pbx.owns(callId, this);
    }

    /** As a crash of the PBX makes it. */
    void forgetAll() {
        talks().forEach(this::forget);
        lateForks.clear();
    }
}
