package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import io.sbc.core.sip.auth.NonceSigner.Validity;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NonceSignerTest {

    private static final byte[] KEY = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] NOWHERE = {};
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Random random = new Random(1);
    private final NonceSigner signer = new NonceSigner(KEY, LIFETIME, clock);

    @Test
    void shouldAcceptItsOwnNonceUntilItsLifetimeIsOver() {
        String nonce = signer.sign(random, NOWHERE);

        assertEquals(Validity.VALID, signer.verify(nonce, NOWHERE));
        clock.advance(LIFETIME.toNanos());
        assertEquals(Validity.VALID, signer.verify(nonce, NOWHERE));
        clock.advance(Duration.ofMillis(1).toNanos());
        assertEquals(Validity.EXPIRED, signer.verify(nonce, NOWHERE));
    }

    @Test
    void shouldAcceptNoncesFromBeforeARestartWithTheSameKeyOnly() {
        String nonce = signer.sign(random, NOWHERE);

        assertEquals(Validity.VALID, new NonceSigner(KEY.clone(), LIFETIME, clock).verify(nonce, NOWHERE));
        byte[] other = KEY.clone();
        other[0] ^= 1;
        assertEquals(Validity.FOREIGN, new NonceSigner(other, LIFETIME, clock).verify(nonce, NOWHERE));
    }

    @Test
    void shouldFindEveryChangedCharacterForeign() {
        String nonce = signer.sign(random, NOWHERE);

        // The last character carries two bits that belong to nothing: the digest response covers them.
        for (int i = 0; i < nonce.length() - 1; i++) {
            char changed = nonce.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = nonce.substring(0, i) + changed + nonce.substring(i + 1);
            assertEquals(Validity.FOREIGN, signer.verify(tampered, NOWHERE), tampered);
        }
    }

    @Test
    void shouldFindForeignWhatIsNoNonceOfOurs() {
        for (String nonce : new String[]{"", "abc", "=".repeat(43), "A".repeat(43), "ä".repeat(43),
            "A".repeat(42) + "=",
            "A".repeat(10_000)}) {
            assertEquals(Validity.FOREIGN, signer.verify(nonce, NOWHERE), nonce);
        }
    }

    @Test
    void shouldBindANonceToItsSource() {
        String nonce = signer.sign(random, new byte[]{10, 0, 0, 1});

        assertEquals(Validity.VALID, signer.verify(nonce, new byte[]{10, 0, 0, 1}));
        assertEquals(Validity.FOREIGN, signer.verify(nonce, new byte[]{10, 0, 0, 2}));
        assertEquals(Validity.FOREIGN, signer.verify(nonce, NOWHERE));
    }

    @Test
    void shouldNotTakeANonceFromTheFuture() {
        VirtualClock ahead = new VirtualClock(clock.epochMillis() + 31_000);
        String nonce = new NonceSigner(KEY, LIFETIME, ahead).sign(random, NOWHERE);

        assertEquals(Validity.EXPIRED, signer.verify(nonce, NOWHERE));
    }

    @Test
    void shouldNeverRepeatANonce() {
        assertNotEquals(signer.sign(random, NOWHERE), signer.sign(random, NOWHERE));
    }

    @Test
    void shouldRefuseAShortKey() {
        assertThrows(IllegalArgumentException.class, () -> new NonceSigner(new byte[15], LIFETIME, clock));
    }

    @Test
    void shouldTakeEachCountOfANonceOnce() {
        NonceCounts counts = new NonceCounts(10, 0);
        String nonce = signer.sign(random, NOWHERE);

        assertTrue(counts.use(id(nonce), 1, false));
        assertFalse(counts.use(id(nonce), 1, false));
        assertTrue(counts.use(id(nonce), 3, false));
        assertFalse(counts.use(id(nonce), 2, false));
    }

    @Test
    void shouldStayBoundedAndStillKnowReplays() {
        NonceCounts counts = new NonceCounts(2, 0);
        String first = signer.sign(random, NOWHERE);
        assertTrue(counts.use(id(first), 1, false));
        for (int i = 0; i < 10; i++) {
            clock.advance(1_000_000);
            assertTrue(counts.use(id(signer.sign(random, NOWHERE)), 1, false));
        }

        assertEquals(2, counts.size());
        assertFalse(counts.use(id(first), 1, false), "pushed out, yet no replay");
    }

    private static NonceSigner.Id id(String nonce) {
        return NonceSigner.Nonce.read(nonce).id();
    }
}
