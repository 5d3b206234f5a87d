package io.sbc.admin.oauth;

/** A name and a value, decoded; the value may be empty. */
public record Parameter(String name, String value) {

    /** Whether the protocol defines it: such ones must not come twice (RFC 5849 §3.1). */
    boolean isProtocol() {
        return name.startsWith("oauth_");
    }
}
