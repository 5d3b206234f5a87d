package io.sbc.core.capture;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.TelUri;
import io.sbc.core.sip.transport.Flow;
import java.util.Set;

/** Whose signalling is captured. A call that is meant once is followed on both legs, whatever its later messages say. */
public sealed interface CaptureTarget {

    /** Where a PBX names who withholds his number. */
    HeaderName ASSERTED = HeaderName.of("P-Asserted-Identity");

    /** Whether this message itself says that it is meant. */
    boolean means(Flow flow, SipMessage message);

    /** For people: {@code number 1001}. */
    String words();

    /** Everything. */
    record All() implements CaptureTarget {

        @Override
        public boolean means(Flow flow, SipMessage message) {
            return true;
        }

        @Override
        public String words() {
            return "all";
        }
    }

    /**
     * Devices of a user.
     *
     * @param user as it was asked for
     * @param names their user parts on both sides
     */
    record User(String user, Set<String> names) implements CaptureTarget {

        public User {
            names = Set.copyOf(names);
        }

        @Override
        public boolean means(Flow flow, SipMessage message) {
            return isParty(message, names);
        }

        @Override
        public String words() {
            return "user " + user;
        }
    }

    /** A number that calls or is called, as it stands in messages. */
    record PhoneNumber(String number) implements CaptureTarget {

        @Override
        public boolean means(Flow flow, SipMessage message) {
            return isParty(message, Set.of(number));
        }

        @Override
        public String words() {
            return "number " + number;
        }
    }

    /** Peers at an address, or in a network. */
    record Address(IpNetwork network) implements CaptureTarget {

        @Override
        public boolean means(Flow flow, SipMessage message) {
            return network.contains(flow.remote().getAddress());
        }

        @Override
        public String words() {
            return "address " + network;
        }
    }

    private static boolean isParty(SipMessage message, Set<String> names) {
        try {
            return isOneOf(message.from(), names) || isOneOf(message.to(), names)
                    || (message instanceof SipRequest request && isOneOf(request.requestUri(), names))
                    || message.contacts().stream().anyMatch(contact -> isOneOf(contact, names))
                    || isAsserted(message, names);
        } catch (MalformedHeaderException unreadable) {
            return false;
        }
    }

    /** Who withholds his number in From has it there (RFC 3325 §9.1). */
    private static boolean isAsserted(SipMessage message, Set<String> names) {
        return message.addresses(ASSERTED).stream().anyMatch(asserted -> isOneOf(asserted, names));
    }

    private static boolean isOneOf(NameAddr address, Set<String> names) {
        return isOneOf(address.uri(), names);
    }

    private static boolean isOneOf(String uri, Set<String> names) {
        return SipUri.parse(uri).map(SipUri::userDecoded).or(() -> TelUri.parse(uri).map(TelUri::number))
                .filter(names::contains).isPresent();
    }
}
