package io.sbc.admin.oauth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Authorization} header of the scheme {@code OAuth} (RFC 5849 §3.5.1). */
final class AuthorizationHeader {

    private static final String SCHEME = "oauth";
    private static final Pattern PARAMETER = Pattern.compile("[ \\t]*([^\\s=,\"]+)=\"([^\"]*)\"[ \\t]*(,|$)");
    private static final String REALM = "realm";

    private AuthorizationHeader() {}

    /** Whether the header is of this scheme. */
    static boolean isOAuth(String header) {
        int end = header.indexOf(' ');
        return SCHEME.equals((end < 0 ? header : header.substring(0, end)).toLowerCase(Locale.ROOT));
    }

    /**
     * The parameters, without {@code realm}, which is never signed; empty when the header is not well-formed.
     *
     * @param header one that {@link #isOAuth}
     */
    static Optional<List<Parameter>> parse(String header) {
        String text = header.substring(SCHEME.length()).trim();
        List<Parameter> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return Optional.empty();
            }
            try {
                String name = PercentEncoding.decode(matcher.group(1));
                if (!name.equalsIgnoreCase(REALM)) {
                    parameters.add(new Parameter(name, PercentEncoding.decode(matcher.group(2))));
                }
            } catch (IllegalArgumentException broken) {
                return Optional.empty();
            }
            at = matcher.end();
        }
        return Optional.of(parameters);
    }
}
