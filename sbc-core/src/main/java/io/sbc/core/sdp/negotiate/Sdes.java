package io.sbc.core.sdp.negotiate;

import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.InlineKey;
import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decisions about crypto lines (RFC 4568 §5.1) under the policy of a side. Pure functions. */
final class Sdes {

    /**
     * A line of the peer that can be used: its suite is enabled and it asks for nothing special.
     *
     * @param spelling the suite as the peer writes it
     */
    record Usable(int tag, String spelling, SrtpKey key) {

        SrtpSuite suite() {
            return key.suite();
        }
    }

    /** A line of our own offer. */
    record Offered(int tag, String spelling, SrtpKey key) {

        CryptoAttribute toAttribute() {
            return CryptoAttribute.of(tag, spelling, key.keyAndSalt(), key.identifier().map(Object::toString));
        }
    }

    /**
     * What was agreed on for one m-line and side.
     *
     * @param spelling the suite as the offer wrote it: a peer that misspells it may know no other name
     * @param peerKey protects what the peer sends
     * @param ourKey protects what we send
     */
    record Agreed(int tag, String spelling, SrtpKey peerKey, SrtpKey ourKey) {

        Offered ours() {
            return new Offered(tag, spelling, ourKey);
        }
    }

    private Sdes() {}

    /** Suites in the order in which we want them: the preferred one first. */
    static List<SrtpSuite> order(RtpSecurityPolicy policy) {
        List<SrtpSuite> order = new ArrayList<>();
        order.add(policy.preferred());
        for (SrtpSuite suite : policy.enabled()) {
            if (!order.contains(suite)) {
                order.add(suite);
            }
        }
        return order;
    }

    /**
     * The order for an exchange that follows another: the suite in use stands first, so that a hold or a refresh changes
     * neither suite nor key (lesson 1). Seen with baresip 1.0.0: a suite that changes in a re-INVITE kills its audio.
     */
    private static List<SrtpSuite> order(RtpSecurityPolicy policy, Optional<SrtpSuite> inUse) {
        List<SrtpSuite> order = order(policy);
        inUse.filter(order::remove).ifPresent(order::addFirst);
        return order;
    }

    /**
     * Chooses from an offer: the suite in use, else the preferred one, else the first of our order that it has; empty for
     * plain RTP.
     *
     * @param keys ours towards that peer
     * @throws NotAcceptable when the policy does not take this offer
     */
    static Optional<Usable> choose(RtpSecurityPolicy policy, PeerStream stream, OurKeys keys) {
        if (policy.inbound() == RtpSecurityPolicy.Inbound.RTP_ONLY) {
            if (stream.isSecure()) {
                throw new NotAcceptable(NotAcceptable.TRANSPORT_PROTOCOL,
                        stream.label() + " must be RTP/AVP, not " + stream.profile());
            }
            return Optional.empty();
        }
        Optional<Usable> line = usable(stream, order(policy, keys.inUse()));
        if (line.isPresent()) {
            if (keys.hold(line.get().key)) { // RFC 4568 §7.1.2: one key for both directions would be one keystream
                throw new NotAcceptable(NotAcceptable.ATTRIBUTE, stream.label() + " repeats our own key");
            }
            return line;
        }
        if (!stream.isSecure() && policy.inbound() == RtpSecurityPolicy.Inbound.SRTP_OR_RTP) {
            return Optional.empty();
        }
        if (!stream.isSecure() && !stream.hasCryptoLines()) {
            throw new NotAcceptable(NotAcceptable.TRANSPORT_PROTOCOL, stream.label() + " must be SRTP");
        }
        throw new NotAcceptable(NotAcceptable.ATTRIBUTE, stream.label() + " has no usable a=crypto line");
    }

    private static Optional<Usable> usable(PeerStream stream, List<SrtpSuite> order) {
        for (SrtpSuite suite : order) {
            for (CryptoAttribute line : stream.crypto()) {
                Optional<Usable> usable = usable(line, suite);
                if (usable.isPresent()) {
                    return usable;
                }
            }
        }
        return Optional.empty();
    }

    /** One key, no parameter that changes what SRTP does: everything else is not selected. */
    private static Optional<Usable> usable(CryptoAttribute line, SrtpSuite suite) {
        if (!isNamed(suite, line.suite()) || line.keys().size() != 1 || line.hasMandatoryParameters()) {
            return Optional.empty();
        }
        InlineKey key = line.keys().getFirst();
        return Optional.of(new Usable(line.tag(), line.suite(), new SrtpKey(suite, key.keyAndSalt(),
                key.masterKeyIdentifier().map(MasterKeyIdentifier::parse), key.lifetimePackets())));
    }

    /** {@code AES_CM_256_…} is how libsrtp's users have long written RFC 6188's {@code AES_256_CM_…}. */
    private static boolean isNamed(SrtpSuite suite, String written) {
        String name = suite.sdesName();
        return written.equalsIgnoreCase(name)
                || (name.startsWith("AES_256_CM_")
                        && written.equalsIgnoreCase(name.replace("AES_256_CM_", "AES_CM_256_")));
    }

    /**
     * The agreement with an offerer on its line; {@code keys} must have one for the suite. Our packets carry a master key
     * identifier when its own do, the same one (RFC 4568 §7.1.5).
     */
    static Agreed agree(Usable line, OurKeys keys) {
        return new Agreed(line.tag, line.spelling, line.key,
                keys.key(line.suite()).withIdentifier(line.key.identifier()));
    }

    /** The keys that an offer under this policy needs. */
    static OurKeys keysForOffer(RtpSecurityPolicy policy, OurKeys keys, RandomGenerator random) {
        return policy.outbound() == RtpSecurityPolicy.Outbound.RTP_ONLY
                ? keys
                : keys.withKeysFor(policy.enabled(), policy.keyPackets(), random);
    }

    /** The lines of an offer under this policy, each with its own key; a suite keeps its tag in every offer. */
    static List<Offered> offer(RtpSecurityPolicy policy, OurKeys keys) {
        if (policy.outbound() == RtpSecurityPolicy.Outbound.RTP_ONLY) {
            return List.of();
        }
        List<SrtpSuite> tags = order(policy);
        return order(policy, keys.inUse()).stream()
                .map(suite -> new Offered(tags.indexOf(suite) + 1, keys.spelling(suite), keys.key(suite))).toList();
    }

    /**
     * Takes the answer to lines of ours (RFC 4568 §5.1.3); empty for plain RTP.
     *
     * @throws NotAcceptable unless it is exactly one of them, with a key of its own, or none where that is allowed
     */
    static Optional<Agreed> accept(RtpSecurityPolicy policy, List<Offered> offered, PeerStream answer) {
        if (!answer.hasCryptoLines()) {
            if (answer.isSecure() || (policy.outbound() == RtpSecurityPolicy.Outbound.SRTP_ONLY)) {
                throw new NotAcceptable(NotAcceptable.ATTRIBUTE, answer.label() + " was answered without a=crypto");
            }
            return Optional.empty();
        }
        if (offered.isEmpty()) {
            throw new NotAcceptable(NotAcceptable.ATTRIBUTE,
                    answer.label() + " was answered with a=crypto that was not "
                            + "offered");
        }
        if (answer.cryptoLines() != 1 || answer.crypto().size() != 1) {
            throw new NotAcceptable(NotAcceptable.ATTRIBUTE,
                    answer.label() + " was answered with " + answer.cryptoLines() + " a=crypto lines, "
                            + answer.crypto().size() + " of them well-formed; it must be one");
        }
        CryptoAttribute line = answer.crypto().getFirst();
        for (Offered ours : offered) {
            Optional<Usable> usable = ours.tag == line.tag() ? usable(line, ours.key.suite()) : Optional.empty();
            if (usable.isPresent()) {
                SrtpKey peerKey = usable.get().key;
                if (offered.stream().anyMatch(each -> each.key.hasSecretOf(peerKey))) {
                    throw new NotAcceptable(NotAcceptable.ATTRIBUTE, answer.label() + " was answered with our own key");
                }
                return Optional.of(new Agreed(ours.tag, ours.spelling, peerKey, ours.key));
            }
        }
        throw new NotAcceptable(NotAcceptable.ATTRIBUTE,
                answer.label() + " was answered with a tag or suite that was not offered");
    }
}
