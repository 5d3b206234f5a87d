package io.sbc.core.call;

import io.sbc.core.sip.message.NameAddr;

/** A dialog of a {@link ScriptedPeer}, put aside while it has another. */
record Parked(String callId, String local, String remote, String target, long cseq) {

    static Parked of(ScriptedPeer peer) {
        return new Parked(peer.callId, peer.local, peer.remote, peer.target, peer.cseq);
    }

    /** The peer goes on with it; returns the one that it had. */
    Parked resume(ScriptedPeer peer) {
        Parked other = of(peer);
        peer.callId = callId;
        peer.local = local;
        peer.remote = remote;
        peer.target = target;
        peer.cseq = Math.max(cseq, peer.cseq);
        return other;
    }

    String localTag() {
        return tag(local);
    }

    String remoteTag() {
        return tag(remote);
    }

    private static String tag(String address) {
        return NameAddr.parse(address).orElseThrow().tag().orElse("");
    }

    /** Replaces of RFC 3891 for whoever is at the other end of this dialog. */
    String replaces() {
        return callId + ";to-tag=" + remoteTag() + ";from-tag=" + localTag();
    }

    /** As it stands in a URI. */
    String escapedReplaces() {
        return "Replaces=" + replaces().replace(";", "%3B").replace("=", "%3D").replace("@", "%40");
    }
}
