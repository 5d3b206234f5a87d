package io.sbc.core.sip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Via value (RFC 3261 §20.42, RFC 3581).
 *
 * @param transport as written, for example {@code TLS}
 * @param host sent-by host, IPv6 in brackets
 * @param port 0 when none is written
 */
public record Via(String transport, String host, int port, Parameters parameters) {

    public static Optional<Via> parse(String text) {
        return Optional.ofNullable(read(text));
    }

    /**
     * {@code SIP / version / transport LWS host [ : port ] *( ; param )}, white space wherever §25.1 has it. Any version
     * is read, so that a request of another one can be answered with 505.
     */
    static @Nullable Via read(String text) {
        int to = text.length();
        int versionStart = afterSlash(text, expect(text, 0, to, "SIP"));
        int versionEnd = versionStart < 0 ? -1 : Grammar.endOfToken(text, versionStart, to);
        int at = versionEnd == versionStart ? -1 : afterSlash(text, versionEnd);
        if (at < 0) {
            return null;
        }
        int transportStart = at;
        int transportEnd = Grammar.endOfToken(text, transportStart, to);
        int hostStart = Grammar.skipSpace(text, transportEnd, to);
        if (transportEnd == transportStart || hostStart == transportEnd) {
            return null;
        }
        int hostEnd = Grammar.endOfHost(text, hostStart, to);
        if (!Grammar.isHost(text, hostStart, hostEnd)) {
            return null;
        }
        at = Grammar.skipSpace(text, hostEnd, to);
        int port = 0;
        if (at < to && text.charAt(at) == ':') {
            int portStart = Grammar.skipSpace(text, at + 1, to);
            at = portStart;
            while (at < to && Grammar.isDigit(text.charAt(at))) {
                at++;
            }
            port = (int) Grammar.number(text, portStart, at, 65535);
            if (port <= 0) {
                return null;
            }
        }
        Parameters parameters = Parameters.parse(text, at, to);
        return parameters == null
                ? null
                : new Via(Words.of(text, transportStart, transportEnd), text.substring(hostStart, hostEnd), port,
                        parameters);
    }

    /** The position behind a slash and white space around it; -1 when there is none at {@code from}, or for -1. */
    private static int afterSlash(String text, int from) {
        int at = from < 0 ? -1 : expect(text, from, text.length(), "/");
        return at < 0 ? -1 : Grammar.skipSpace(text, at, text.length());
    }

    private static int expect(String text, int from, int to, String word) {
        int at = Grammar.skipSpace(text, from, to);
        return text.regionMatches(true, at, word, 0, word.length()) ? at + word.length() : -1;
    }

    /** The {@code branch} parameter; empty when missing. */
    public Optional<String> branch() {
        return parameters.get("branch");
    }

    public Via withParameter(String name, String value) {
        return new Via(transport, host, port, parameters.with(name, value));
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(96).append("SIP/2.0/").append(transport).append(' ').append(host);
        if (port != 0) {
            out.append(':').append(port);
        }
        parameters.appendTo(out);
        return out.toString();
    }
}
