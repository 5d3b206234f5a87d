package io.sbc.core.sdp.negotiate;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Our own keys towards one peer for one m-line: one for each suite that we offered or answered with. A key stays while
 * its suite and the peer stay (lesson 1); a suite that was left gets a new key when it comes again, since a key must not
 * meet a second context that starts at rollover counter 0 (RFC 3711 §9.1). Immutable.
 *
 * @param peer whom the suite in use was agreed with; empty for plain RTP
 */
record OurKeys(Map<SrtpSuite, SrtpKey> bySuite, Optional<Peer> peer) {

    static final OurKeys NONE = new OurKeys(Map.of(), Optional.empty());

    /**
     * The peer as the last exchange showed it.
     *
     * @param spelling how it writes the suite
     * @param rtp where it received last; empty while it never said
     */
    record Peer(SrtpKey key, String spelling, Optional<InetSocketAddress> rtp) {}

    OurKeys {
        bySuite = Map.copyOf(bySuite);
    }

    Optional<SrtpSuite> inUse() {
        return peer.map(each -> each.key.suite());
    }

    /** These, with a random key for each suite that has none. */
    OurKeys withKeysFor(Collection<SrtpSuite> suites, RandomGenerator random) {
        return withKeysFor(suites, SrtpKey.LIFETIME_MAX, random);
    }

    /** @param packets what a new key may protect */
    OurKeys withKeysFor(Collection<SrtpSuite> suites, long packets, RandomGenerator random) {
        if (bySuite.keySet().containsAll(suites)) {
            return this;
        }
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        for (SrtpSuite suite : suites) {
            if (!keys.containsKey(suite)) {
                byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
                random.nextBytes(keyAndSalt);
                keys.put(suite, new SrtpKey(suite, keyAndSalt, Optional.empty(), packets));
            }
        }
        return new OurKeys(keys, peer);
    }

    /**
     * These for the answer to an offer. A peer with another key or at another address may be another machine, or one that
     * begins anew with what it sends and hears: it cannot know the rollover counter of our key, so that gives way to a new
     * one, which begins at 0 (RFC 4568 §7.1.4, lesson 2). On hold with an unspecified address nobody has moved.
     */
    OurKeys meeting(SrtpKey theirs, Optional<InetSocketAddress> rtp) {
        boolean same = peer.isEmpty() || (peer.get().key.hasSecretOf(theirs)
                && (rtp.isEmpty() || peer.get().rtp.isEmpty() || peer.get().rtp.equals(rtp)));
        if (same || !inUse().equals(Optional.of(theirs.suite()))) {
            return this;
        }
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        keys.remove(theirs.suite());
        return new OurKeys(keys, peer);
    }

    /** These with another key for the suite in use, whose lifetime ends; the same for plain RTP. */
    OurKeys renewed(long packets, RandomGenerator random) {
        if (peer.isEmpty()) {
            return this;
        }
        SrtpSuite suite = peer.get().key.suite();
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        keys.remove(suite);
        return new OurKeys(keys, peer).withKeysFor(List.of(suite), packets, random);
    }

    boolean hold(SrtpKey key) {
        return bySuite.values().stream().anyMatch(ours -> ours.hasSecretOf(key));
    }

    SrtpKey key(SrtpSuite suite) {
        SrtpKey key = bySuite.get(suite);
        if (key == null) {
            throw new IllegalStateException("no key was made for " + suite);
        }
        return key;
    }

    /** The name of a suite as this peer knows it. */
    String spelling(SrtpSuite suite) {
        return peer.filter(each -> each.key.suite() == suite).map(Peer::spelling).orElse(suite.sdesName());
    }

    /** These after an exchange that agreed on SRTP, or on plain RTP, with the peer that said {@code stream}. */
    OurKeys agreed(Optional<Sdes.Agreed> agreed, PeerStream stream) {
        Optional<SrtpSuite> suite = agreed.map(each -> each.ourKey().suite());
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        inUse().filter(before -> !Optional.of(before).equals(suite)).ifPresent(keys::remove);
        agreed.ifPresent(each -> keys.put(each.ourKey().suite(), each.ourKey()));
        return new OurKeys(keys, agreed.map(each -> new Peer(each.peerKey(), each.spelling(),
                stream.rtp().or(() -> peer.flatMap(Peer::rtp)))));
    }
}
