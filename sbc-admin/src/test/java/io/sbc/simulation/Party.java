package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One who calls and is called: a phone of the set side or a desk set behind the PBX. What it does next is a matter of
 * chance.
 */
abstract class Party implements Exchanges.User {

    final World world;
    final RandomGenerator random;
    final Stage stage;
    final String user;
    final String mark;
    private final Map<String, Talk> talks = new LinkedHashMap<>();
    private long names;

    /** @param mark stands in everything that this party invents: nothing of it may reach the other side */
    Party(Stage stage, String user, String mark) {
        this.stage = stage;
        this.world = stage.world();
        this.random = world.newRandom();
        this.user = user;
        this.mark = mark;
    }

    abstract Exchanges exchanges();

    /** Whether whatever the SBC sent since then has arrived. */
    abstract boolean isReachableSince(long millis);

    /** Where requests of ours go now; empty when we are cut off. */
    abstract Optional<Wire> wire();

    abstract String domain();

    abstract String contact();

    abstract String host();

    /** What an INVITE is authenticated with; empty when we have nothing for it. */
    abstract Optional<String> credentials(String challenge, Sip request);

    /** Whether we offer SRTP. */
    abstract boolean isSecure();

    /** Whether plain RTP is answered where the offer leaves the choice. */
    abstract boolean prefersClear();

    String address() {
        return "<sip:" + user + "@" + domain() + ">";
    }

    String newName(String what) {
        return mark + "-" + user + "-" + what + ++names;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Between 0 and {@code max} milliseconds. */
    long within(long max) {
        return random.nextLong(max + 1);
    }

    // Calls of ours

    /** To a number of the own domain. */
    void call(String dialled) {
        call(dialled, "sip:" + dialled + "@" + domain());
    }

    /** To {@code uri}, which is where {@code dialled} is to be found. */
    void call(String dialled, String uri) {
        Optional<Wire> over = wire();
        if (over.isPresent()) {
            Talk talk = new Talk(this, "<sip:" + dialled + "@" + domain() + ">", uri);
            talks.put(talk.localTag(), talk);
            onBegun(talk.callId());
            stage.counts().called();
            talk.invite(over.get());
        }
    }

    List<Talk> talks() {
        return List.copyOf(talks.values());
    }

    /** A call of ours has this Call-ID. */
    void onBegun(String callId) {}

    /** Asked by the other party of a call to call somebody (RFC 3515). */
    abstract void transferTo(String uri);

    void forget(Talk talk) {
        talks.remove(talk.localTag());
    }

    void hangUpAll() {
        new ArrayList<>(talks.values()).forEach(Talk::hangUp);
    }

    // Calls to us

    @Override
    public void onRequest(Wire wire, Sip request) {
        String tag = request.toTag();
        Talk talk = talks.get(tag);
        if (!tag.isEmpty() && (talk == null || !talk.owns(request))) {
            exchanges().respond(wire, request, Sip.response(request, 481, ""));
        } else if (talk != null) {
            talk.onRequest(wire, request);
        } else if (request.is("INVITE")) {
            Talk incoming = new Talk(this, request);
            talks.put(incoming.localTag(), incoming);
            incoming.onInvite(wire, request);
        } else {
            exchanges().respond(wire, request, Sip.response(request, 200, newName("t")));
        }
    }

    @Override
    public void onAck(Sip ack) {
        Talk talk = talks.get(ack.toTag());
        if (talk != null) {
            talk.onAck(ack);
        }
    }

    @Override
    public void onCancel(Wire wire, Sip invite) {
        talks().forEach(talk -> talk.onCancel(wire, invite));
    }
}
