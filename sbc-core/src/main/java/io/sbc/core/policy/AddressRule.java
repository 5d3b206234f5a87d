package io.sbc.core.policy;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the number (user part, without escapes) or the domain of addresses (SIP-13). What it makes must be fit for a
 * URI; where it is not, the address stays as it was. Pure.
 *
 * @param what which part
 * @param places which addresses
 * @param pattern must match all of the part
 */
public record AddressRule(Part what, Set<Place> places, SafePattern pattern) {

    /** Which part of an address. */
    public enum Part {
        NUMBER,
        DOMAIN
    }

    /** Which address. From, To and Request-URI are those of requests outside dialogs. */
    public enum Place {
        REQUEST_URI,
        FROM,
        TO,
        P_ASSERTED_IDENTITY,
        REFER_TO,
        DIVERSION;

        /** As rules write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public AddressRule {
        places = Set.copyOf(places);
    }

    /** The address after this rule. */
    SipUri on(SipUri uri) {
        return switch (what) {
            case NUMBER -> uri.user().isEmpty()
                    ? uri
                    : pattern.whole(uri.userDecoded()).flatMap(AddressRule::escaped).map(uri::withUser).orElse(uri);
            case DOMAIN -> pattern.whole(uri.host()).filter(host -> SipUri.parse("sip:" + host).isPresent())
                    .map(host -> uri.withHostPort(host, uri.port())).orElse(uri);
        };
    }

    NameAddr on(NameAddr address) {
        Optional<SipUri> uri = address.sipUri();
        if (uri.isEmpty()) {
            return address;
        }
        SipUri changed = on(uri.get());
        return changed.equals(uri.get()) ? address : address.withUri(changed);
    }

    /** RFC 3261 §25.1: {@code #} may not stand bare; what cannot be written so at all is no number. */
    private static Optional<String> escaped(String user) {
        String text = user.replace("%", "%25").replace("#", "%23");
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(text)
                        .filter(candidate -> SipUri.parse("sip:" + candidate + "@x")
                                .filter(uri -> uri.user().equals(candidate))
                                .isPresent());
    }
}
