package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private final KeyRing<SrtpReceiveContext> ring = new KeyRing<>(SrtpReceiveContext::new);

    @Test
    void shouldFindTheContextOfAKeyAgain() {
        SrtpReceiveContext first = ring.contextOf(key(1));
        SrtpReceiveContext second = ring.contextOf(key(2));

        assertNotSame(first, second);
        assertSame(first, ring.contextOf(key(1)));
        assertSame(second, ring.contextOf(key(2)));
    }

    @Test
    void shouldHaveNoContextForPlainRtp() {
        assertNull(ring.contextOf(Protection.clear()));
    }

    @Test
    void shouldForgetTheKeyUnusedForLongest() {
        SrtpReceiveContext first = ring.contextOf(key(1));
        SrtpReceiveContext second = ring.contextOf(key(2));
        for (int other = 3; other <= 8; other++) {
            ring.contextOf(key(other));
        }
        ring.contextOf(key(1));
        ring.contextOf(key(9));

        assertSame(first, ring.contextOf(key(1)));
        assertNotSame(second, ring.contextOf(key(2)));
    }

    /** Forks that take turns with a suite each: our key towards every one of them goes on where it stood. */
    @Test
    void shouldRememberAKeyForEverySuiteThereIs() {
        List<SrtpReceiveContext> first = contextsOfAllSuites();

        assertEquals(first, contextsOfAllSuites());
    }

    private List<SrtpReceiveContext> contextsOfAllSuites() {
        List<SrtpReceiveContext> contexts = new ArrayList<>();
        for (SrtpSuite suite : SrtpSuite.values()) {
            contexts.add(Objects.requireNonNull(ring.contextOf(Protection.srtp(Packets.key(suite, 77)))));
        }
        return contexts;
    }

    @Test
    void shouldKnowASecretWhateverIdentifierItComesWith() {
        SrtpReceiveContext first = ring.contextOf(key(1));
        SrtpKey identified = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1)
                .withIdentifier(Optional.of(MasterKeyIdentifier.parse("1:4")));

        assertSame(first, ring.contextOf(Protection.srtp(identified)));
    }

    private static Protection key(long seed) {
        return Protection.srtp(Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, seed));
    }
}
