package io.sbc.admin.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.admin.oauth.NonceWindow.Verdict;
import org.junit.jupiter.api.Test;

final class NonceWindowTest {

    private static final long SKEW = 300;
    private static final long NOW = 1_000_000;

    private final NonceWindow window = new NonceWindow(new byte[32], SKEW, _ -> 0, 1_000);

    private Verdict take(long timestamp, String nonce, long now) {
        return window.take("key", "token", timestamp, nonce, now);
    }

    @Test
    void shouldTakeANonceOnce() {
        assertEquals(Verdict.NEW, take(NOW, "n", NOW));
        assertEquals(Verdict.USED, take(NOW, "n", NOW + 1));
    }

    @Test
    void shouldKeepKeysTokensAndSecondsApart() {
        assertEquals(Verdict.NEW, take(NOW, "n", NOW));
        assertEquals(Verdict.NEW, take(NOW + 1, "n", NOW));
        assertEquals(Verdict.NEW, window.take("other", "token", NOW, "n", NOW));
        assertEquals(Verdict.NEW, window.take("key", "other", NOW, "n", NOW));
    }

    @Test
    void shouldRememberForAsLongAsTheTimeIsBelieved() {
        take(NOW + SKEW, "n", NOW);

        assertEquals(Verdict.USED, take(NOW + SKEW, "n", NOW + 2 * SKEW));
        assertEquals(Verdict.OUT_OF_TIME, take(NOW + SKEW, "n", NOW + 2 * SKEW + 1));
    }

    @Test
    void shouldForgetWhatIsOutOfTime() {
        for (int i = 0; i < 500; i++) {
            take(NOW + i % 7, "n" + i, NOW);
        }

        assertEquals(Verdict.NEW, take(NOW + 2 * SKEW, "later", NOW + 2 * SKEW));
        assertEquals(1, window.known());
    }

    @Test
    void shouldRefuseWhenFullAndTakeAgainWhenTimeHasPassed() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Verdict.NEW, take(NOW, "n" + i, NOW));
        }

        assertEquals(Verdict.FULL, take(NOW, "one more", NOW));
        assertEquals(Verdict.USED, take(NOW, "n7", NOW));
        assertEquals(Verdict.NEW, take(NOW + SKEW + 1, "one more", NOW + SKEW + 1));
    }

    @Test
    void shouldBelieveNothingFromBeforeItsBeginning() {
        NonceWindow young = new NonceWindow(new byte[32], SKEW, key -> key.equals("key") ? NOW : 0, 10);

        assertEquals(Verdict.OUT_OF_TIME, young.take("key", "token", NOW - 1, "n", NOW));
        assertEquals(Verdict.NEW, young.take("other", "token", NOW - 1, "n", NOW));
    }
}
