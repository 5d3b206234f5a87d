package io.sbc.core.sdp.negotiate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Offers that list one medium twice, once as RTP/SAVP and once as RTP/AVP, as phones do whose SRTP is "preferred": one of
 * the two is meant. (What replaced this is RFC 5939 and RFC 8643.) Pure.
 */
final class Alternatives {

    private Alternatives() {}

    /**
     * Which of the streams to pass over, by index: of two of one type and other security which have a format in common, the
     * plain one if the secure one is acceptable, else the secure one if the plain one is. If neither is, both stay, and
     * their refusal tells why.
     */
    static Set<Integer> passedOver(List<PeerStream> streams, Predicate<PeerStream> acceptable) {
        Set<Integer> paired = new HashSet<>();
        Set<Integer> passedOver = new HashSet<>();
        for (int secure = 0; secure < streams.size(); secure++) {
            for (int plain = 0; plain < streams.size() && !paired.contains(secure); plain++) {
                if (!paired.contains(plain) && areAlternatives(streams.get(secure), streams.get(plain))) {
                    paired.add(secure);
                    paired.add(plain);
                    if (acceptable.test(streams.get(secure))) {
                        passedOver.add(plain);
                    } else if (acceptable.test(streams.get(plain))) {
                        passedOver.add(secure);
                    }
                }
            }
        }
        return passedOver;
    }

    private static boolean areAlternatives(PeerStream secure, PeerStream plain) {
        return secure.active() && plain.active() && secure.isSecure() && !plain.isSecure()
                && secure.type().equalsIgnoreCase(plain.type())
                && secure.formats().stream().anyMatch(plain.formats()::contains);
    }
}
