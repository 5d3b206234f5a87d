package io.sbc.interop.peer;

/** What baresip does about SRTP with keys in SDP (RFC 4568). */
public enum MediaEncryption {

    /** Offers RTP/AVP, ignores crypto attributes. */
    NONE(""),

    /** Offers RTP/AVP with crypto attributes, takes them, works without. */
    OPTIONAL("srtp"),

    /** Offers RTP/SAVP and takes nothing else. */
    MANDATORY("srtp-mand");

    private final String module;

    MediaEncryption(String module) {
        this.module = module;
    }

    String accountParameter() {
        return module.isEmpty() ? "" : ";mediaenc=" + module;
    }
}
