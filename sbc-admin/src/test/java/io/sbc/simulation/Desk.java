package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;
import java.util.Optional;

/** A desk set behind the PBX, whose addresses and words the set side must never see. */
final class Desk extends Party {

    private final Pbx pbx;
    private final String host;

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

    @Override
    void transferTo(String uri) {
        callExtension(Sip.userIn(uri));
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
        return "sip:" + user + "@" + Pbx.ADDRESS.getHostString() + ":" + Pbx.ADDRESS.getPort();
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
    }
}
