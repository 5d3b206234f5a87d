package io.sbc.simulation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A dialog as one who is asked to give it up names it (RFC 3891 §3): the To tag is that one's own. */
record Replaces(String callId, String toTag, String fromTag) {

    /** As a header. */
    static Optional<Replaces> parse(String value) {
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(new Replaces(value.substring(0, value.indexOf(';')).strip(),
                        Sip.parameter(value, "to-tag"), Sip.parameter(value, "from-tag")));
    }

    /** As a header inside a Refer-To. */
    static Optional<Replaces> in(String uri) {
        int at = uri.indexOf("Replaces=");
        return at < 0
                ? Optional.empty()
                : parse(URLDecoder.decode(uri.substring(at + "Replaces=".length()).split("&")[0].replace("+", "%2B"),
                        StandardCharsets.UTF_8));
    }

    /** For a Refer-To. */
    String escaped() {
        return "Replaces=" + toString().replace(";", "%3B").replace("=", "%3D").replace("@", "%40");
    }

    @Override
    public String toString() {
        return callId + ";to-tag=" + toTag + ";from-tag=" + fromTag;
    }
}
