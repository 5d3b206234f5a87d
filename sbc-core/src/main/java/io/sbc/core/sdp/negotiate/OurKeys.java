package io.sbc.core.sdp.negotiate;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Our own keys towards one peer for one m-line: one for each suite that we offered or answered with. A key stays while
 * its suite stays in use (lesson 1); a suite that was left gets a new key when it comes again, since a key must not meet
 * a second context that starts at rollover counter 0 (RFC 3711 §9.1). Immutable.
 */
record OurKeys(Map<SrtpSuite, SrtpKey> bySuite, Optional<SrtpSuite> inUse) {

    static final OurKeys NONE = new OurKeys(Map.of(), Optional.empty());

    OurKeys {
        bySuite = Map.copyOf(bySuite);
    }

    /** These, with a random key for each suite that has none. */
    OurKeys withKeysFor(Collection<SrtpSuite> suites, RandomGenerator random) {
        if (bySuite.keySet().containsAll(suites)) {
            return this;
        }
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        for (SrtpSuite suite : suites) {
            if (!keys.containsKey(suite)) {
                byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
                random.nextBytes(keyAndSalt);
                keys.put(suite, new SrtpKey(suite, keyAndSalt));
            }
        }
        return new OurKeys(keys, inUse);
    }

    SrtpKey key(SrtpSuite suite) {
        SrtpKey key = bySuite.get(suite);
        if (key == null) {
            throw new IllegalStateException("no key was made for " + suite);
        }
        return key;
    }

    /** These after an exchange that agreed on {@code key}, or on plain RTP. */
    OurKeys agreed(Optional<SrtpKey> key) {
        Optional<SrtpSuite> suite = key.map(SrtpKey::suite);
        Map<SrtpSuite, SrtpKey> keys = new EnumMap<>(SrtpSuite.class);
        keys.putAll(bySuite);
        inUse.filter(before -> !Optional.of(before).equals(suite)).ifPresent(keys::remove);
        key.ifPresent(used -> keys.put(used.suite(), used));
        return new OurKeys(keys, suite);
    }
}
