package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
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
        ring.contextOf(key(3));
        ring.contextOf(key(4));
        ring.contextOf(key(1));
        ring.contextOf(key(5));

        assertSame(first, ring.contextOf(key(1)));
        assertNotSame(second, ring.contextOf(key(2)));
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
