package io.sbc.core.translate;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A header value that is a token with parameters: Event ({@code refer;id=7}) and Subscription-State ({@code
 * active;expires=60}) of RFC 6665 §8.2.
 *
 * @param token in lower case
 */
public record TokenHeader(String token, Parameters parameters) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!%*_+`'~.-]{1,64}");

    /** Lends itself to the reader of header parameters. */
    private static final String ANY_ADDRESS = "<sip:any>";

    /** Parses; empty when it is none. */
    public static Optional<TokenHeader> parse(String value) {
        int semicolon = value.indexOf(';');
        String token = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        String parameters = semicolon < 0 ? "" : value.substring(semicolon);
        return NameAddr.parse(ANY_ADDRESS + parameters)
                .map(address -> new TokenHeader(token.toLowerCase(Locale.ROOT), address.parameters()));
    }

    /** The same with one parameter set or replaced. */
    public TokenHeader with(String name, String value) {
        return new TokenHeader(token, parameters.with(name, value));
    }

    /** Only the token and those parameters. */
    public TokenHeader only(String... names) {
        Parameters kept = Parameters.NONE;
        for (String name : names) {
            Optional<String> value = parameters.get(name);
            if (value.isPresent()) {
                kept = kept.with(name, value.get());
            }
        }
        return new TokenHeader(token, kept);
    }

    @Override
    public String toString() {
        return token + parameters;
    }
}
