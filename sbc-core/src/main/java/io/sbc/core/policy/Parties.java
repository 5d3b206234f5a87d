package io.sbc.core.policy;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.TelUri;
import java.util.Optional;

/**
 * Callers and callees as each side names them: the user part is kept as it was written, escapes, {@code *} and {@code #}
 * included (SIP-7, SIP-14); the host becomes the domain of the side that is told. Stateless; any thread.
 */
public final class Parties {

    private static final String ANONYMOUS_HOST = "anonymous.invalid";

    private Parties() {}

    /** The user part that a request is for: of a SIP URI, or the number of a {@code tel:} URI; empty without one. */
    public static Optional<String> dialled(SipRequest request) {
        return user(request.requestUri());
    }

    /** A user part as people write it: without escapes, so that {@code %2321} is {@code #21}. */
    public static String shown(String user) {
        return SipUri.of(user, ANONYMOUS_HOST).userDecoded();
    }

    /** The user part of an address. */
    public static Optional<String> user(NameAddr address) {
        return user(address.uri());
    }

    private static Optional<String> user(String uri) {
        if (TelUri.isTel(uri)) {
            return TelUri.parse(uri).map(tel -> tel.number().replace("#", "%23"));
        }
        return SipUri.parse(uri).map(SipUri::user).filter(user -> !user.isEmpty());
    }

    /** {@code user} at {@code domain} under the display name of {@code original}; no parameter of it passes. */
    public static NameAddr named(NameAddr original, String user, String domain) {
        return new NameAddr(original.displayName(), SipUri.of(user, domain).toString(), Parameters.NONE);
    }

    /** The caller of a request as the other side shall see it: anonymous where it asks for that (RFC 3323 §4.2). */
    public static NameAddr caller(SipRequest request, String domain) {
        return IdentityRules.hidesUser(request) ? anonymous() : caller(request.from(), domain);
    }

    /** Who does not want to be named (RFC 3323 §4.1.1.3). */
    public static NameAddr anonymous() {
        return new NameAddr("Anonymous", SipUri.of("anonymous", ANONYMOUS_HOST).toString(), Parameters.NONE);
    }

    /** The caller as the other side shall see it; who has no user part or asked for privacy stays anonymous. */
    public static NameAddr caller(NameAddr from, String domain) {
        boolean anonymous = from.sipUri().map(uri -> uri.host().equalsIgnoreCase(ANONYMOUS_HOST)).orElse(false);
        Optional<String> user = anonymous ? Optional.empty() : user(from);
        return user.map(known -> named(from, known, domain))
                .orElseGet(Parties::anonymous);
    }
}
