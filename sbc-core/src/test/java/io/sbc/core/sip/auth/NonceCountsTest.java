package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceCountsTest {

    /** What it does, as a map says it. */
    private static final class Model {
        private final int capacity;
        private final Map<NonceSigner.Id, Long> known = new LinkedHashMap<>();
        private long forgotten = Long.MIN_VALUE;

        private Model(int capacity) {
            this.capacity = capacity;
        }

        private boolean use(NonceSigner.Id nonce, long count) {
            Long highest = known.get(nonce);
            if (highest == null && nonce.issuedAtMillis() <= forgotten) {
                return false;
            }
            known.put(nonce, highest == null ? count : Math.max(highest, count));
            if (known.size() > capacity) {
                NonceSigner.Id eldest = known.keySet().iterator().next();
                known.remove(eldest);
                forgotten = Math.max(forgotten, eldest.issuedAtMillis());
            }
            return highest == null || count > highest;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 100})
    void shouldForgetTheEldestAndCountTheOthers(int capacity) {
        Random seeded = new Random(capacity);
        Model model = new Model(capacity);
        NonceCounts counts = new NonceCounts(capacity, 0);

        for (int use = 0; use < 50_000; use++) {
            long issued = use / 20L + seeded.nextInt(20);
            NonceSigner.Id nonce = new NonceSigner.Id(issued, seeded.nextInt(3));
            long count = seeded.nextInt(5);

            assertEquals(model.use(nonce, count), counts.use(nonce, count, true), "use " + use);
            assertEquals(model.known.size(), counts.size());
        }
    }
}
