package io.sbc.kit.pbx;

/** How the PBX connects its extensions. */
public enum PbxMode {
    /** Two dialogs, as Mitel's PBXs (RFC 7092). */
    BACK_TO_BACK,
    /**
     * A stateful proxy that stays in the path (RFC 3261 §16), as Kamailio: the callee sees the caller's Call-ID and tags, so
     * that a call of two phones comes back to a session border controller with the very tags that it sent out.
     */
    PROXY
}
