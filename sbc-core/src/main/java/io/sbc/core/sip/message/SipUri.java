package io.sbc.core.sip.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A SIP or SIPS URI (RFC 3261 §19.1). Text is kept as it was written (escapes, semicolons in the user part, {@code *},
 * {@code #}), parameter names apart, whose needless escapes are undone; comparison by §19.1.4 is {@link #equivalent}.
 *
 * @param secure {@code sips:}
 * @param user without password, escapes kept; empty when there is none
 * @param host name, IPv4, or IPv6 with its brackets
 * @param port 0 when none is written
 * @param headers what stands behind {@code ?}, as written, else empty
 */
public record SipUri(boolean secure, String user, String host, int port, Parameters parameters, String headers) {

    /** §19.1.4: these never match when only one URI has them; {@code transport} by the examples given there. */
    private static final Set<String> DECISIVE = Set.of("user", "ttl", "method", "maddr", "transport");

    /** {@code sip:user@host}. */
    public static SipUri of(String user, String host) {
        return of(user, host, 0);
    }

    /** {@code sip:user@host:port}; no port written for 0. */
    public static SipUri of(String user, String host, int port) {
        return new SipUri(false, user, host, port, Parameters.NONE, "");
    }

    /** Parses; empty for what is no SIP or SIPS URI. */
    public static Optional<SipUri> parse(String text) {
        return Optional.ofNullable(read(text));
    }

    /** Whether the scheme is {@code sip} or {@code sips}, without a look at the rest. */
    static boolean hasSipScheme(String text) {
        return text.regionMatches(true, 0, "sip:", 0, 4) || text.regionMatches(true, 0, "sips:", 0, 5);
    }

    static @Nullable SipUri read(String text) {
        boolean secure = text.regionMatches(true, 0, "sips:", 0, 5);
        if (!secure && !text.regionMatches(true, 0, "sip:", 0, 4)) {
            return null;
        }
        int start = secure ? 5 : 4;
        int end = text.length();
        int userEnd = -1;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
                return null;
            }
            if (c == '@') {
                if (userEnd >= 0) {
                    return null;
                }
                userEnd = i;
            }
        }
        String user = "";
        int hostStart = start;
        if (userEnd >= 0) {
            int colon = text.indexOf(':', start);
            user = text.substring(start, colon >= 0 && colon < userEnd ? colon : userEnd);
            if (user.isEmpty()) {
                return null;
            }
            hostStart = userEnd + 1;
        }
        int hostEnd = Grammar.endOfHost(text, hostStart, end);
        if (!Grammar.isHost(text, hostStart, hostEnd)) {
            return null;
        }
        int at = hostEnd;
        int port = 0;
        if (at < end && text.charAt(at) == ':') {
            int portStart = at + 1;
            at = portStart;
            while (at < end && Grammar.isDigit(text.charAt(at))) {
                at++;
            }
            port = (int) Grammar.number(text, portStart, at, 65535);
            if (port <= 0) {
                return null;
            }
        }
        int question = text.indexOf('?', at);
        int parametersEnd = question < 0 ? end : question;
        Parameters parameters = readParameters(text, at, parametersEnd);
        if (parameters == null) {
            return null;
        }
        String headers = question < 0 ? "" : text.substring(question + 1);
        return new SipUri(secure, user, text.substring(hostStart, hostEnd), port, parameters, headers);
    }

    private static @Nullable Parameters readParameters(String text, int from, int to) {
        if (from == to) {
            return Parameters.NONE;
        }
        ParameterMap.Builder builder = new ParameterMap.Builder();
        int at = from;
        while (at < to) {
            if (text.charAt(at) != ';') {
                return null;
            }
            int next = text.indexOf(';', at + 1);
            int end = next < 0 || next > to ? to : next;
            int equals = text.indexOf('=', at + 1);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (nameEnd == at + 1 || hasBrokenEscape(text, at + 1, nameEnd)) {
                return null;
            }
            String value = nameEnd == end ? "" : Words.of(text, nameEnd + 1, end);
            // §19.1.2: %6C%72 is lr. Names are compared by us, so their needless escapes go; values stay.
            if (!builder.add(normalized(Words.of(text, at + 1, nameEnd)), value)) {
                return null;
            }
            at = end;
        }
        return new Parameters(builder.build());
    }

    /** A lone percent sign: undoing the escapes beside it would make another one, so no two readers would agree. */
    private static boolean hasBrokenEscape(String text, int from, int to) {
        for (int i = text.indexOf('%', from); i >= 0 && i < to; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= to || escapeAt(text, i) < 0) {
                return true;
            }
        }
        return false;
    }

    /** The user part with escapes undone once, its password and nothing else removed. */
    public String userDecoded() {
        if (user.indexOf('%') < 0) {
            return user;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(user.length());
        int plain = 0;
        for (int i = user.indexOf('%'); i >= 0; i = user.indexOf('%', i + 1)) {
            int escaped = escapeAt(user, i);
            if (escaped >= 0) {
                out.writeBytes(user.substring(plain, i).getBytes(StandardCharsets.UTF_8));
                out.write(escaped);
                plain = i + 3;
                i += 2;
            }
        }
        out.writeBytes(user.substring(plain).getBytes(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The octet that {@code %XX} at {@code at} stands for; -1 when that is no escape. */
    private static int escapeAt(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    public SipUri withUser(String user) {
        return new SipUri(secure, user, host, port, parameters, headers);
    }

    public SipUri withHostPort(String host, int port) {
        return new SipUri(secure, user, host, port, parameters, headers);
    }

    public SipUri withParameter(String name, String value) {
        return new SipUri(secure, user, host, port, parameters.with(name, value), headers);
    }

    public SipUri withoutParameters() {
        return new SipUri(secure, user, host, port, Parameters.NONE, headers);
    }

    /** RFC 3261 §19.1.4. */
    public boolean equivalent(SipUri other) {
        return equals(other) || (secure == other.secure
                && port == other.port
                && host.equalsIgnoreCase(other.host)
                && normalized(user).equals(normalized(other.user))
                && matches(parameters, other.parameters)
                && matches(other.parameters, parameters)
                && headerMap(headers).equals(headerMap(other.headers)));
    }

    private static boolean matches(Parameters these, Parameters those) {
        for (Map.Entry<String, String> entry : these.values().entrySet()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            String there = those.values().get(name);
            if (there == null
                    ? DECISIVE.contains(name)
                    : !normalized(there)
                            .equalsIgnoreCase(normalized(entry.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> headerMap(String headers) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header : headers.split("&", -1)) {
            int equals = header.indexOf('=');
            String name = equals < 0 ? header : header.substring(0, equals);
            map.merge(normalized(name), equals < 0 ? "" : normalized(header.substring(equals + 1)),
                    (a, b) -> a + ',' + b);
        }
        return map;
    }

    /** Escapes of unreserved characters undone, others in upper case: what §19.1.4 calls equivalent becomes equal. */
    private static String normalized(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int escaped = text.charAt(i) == '%' ? escapeAt(text, i) : -1;
            if (escaped < 0) {
                out.append(text.charAt(i));
                continue;
            }
            if (isUnreserved(escaped)) {
                out.append((char) escaped);
            } else {
                out.append(text.substring(i, i + 3).toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return out.toString();
    }

    private static boolean isUnreserved(int c) {
        return Grammar.isAlphanumeric(c) || "-_.!~*'()".indexOf(c) >= 0;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(64).append(secure ? "sips:" : "sip:");
        if (!user.isEmpty()) {
            out.append(user).append('@');
        }
        out.append(host);
        if (port != 0) {
            out.append(':').append(port);
        }
        parameters.appendTo(out);
        if (!headers.isEmpty()) {
            out.append('?').append(headers);
        }
        return out.toString();
    }
}
