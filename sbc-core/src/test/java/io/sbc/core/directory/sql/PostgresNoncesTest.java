package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.NonceStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PostgresNoncesTest {

    @RegisterExtension
    static final PostgresTestServer SERVER = new PostgresTestServer();

    @TempDir
    Path directory;

    @Test
    void shouldLetOneOfAllNodesTakeANonceAndForgetOldOnes() throws Exception {
        TestDatabase database = SERVER.database(directory);
        try (SqlStore one = database.open(); SqlStore other = database.open()) {
            NonceStore here = one.nonces().orElseThrow();
            NonceStore there = other.nonces().orElseThrow();

            assertTrue(here.take(100, 7));
            assertFalse(there.take(100, 7));
            assertTrue(there.take(101, 7));
            assertTrue(there.take(100, 8));

            here.forgetBefore(101);
            assertTrue(there.take(100, 7));
            assertFalse(there.take(101, 7));
            assertEquals(List.of(1L, 1L, 1L, 1L), races(here, there));
        }
    }

    /** How many of eight got each of four nonces, all at the same time. */
    private static List<Long> races(NonceStore here, NonceStore there) throws Exception {
        List<Long> won = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 4; i++) {
                long hash = 1_000 + i;
                List<Callable<Boolean>> takers = new ArrayList<>();
                for (int j = 0; j < 8; j++) {
                    NonceStore node = j % 2 == 0 ? here : there;
                    takers.add(() -> node.take(200, hash));
                }
                long count = 0;
                for (Future<Boolean> taken : threads.invokeAll(takers)) {
                    count += taken.get() ? 1 : 0;
                }
                won.add(count);
            }
        }
        return won;
    }

    @Test
    void shouldHaveThemOnlyWhereThereMayBeOtherNodes() {
        try (SqlStore alone = TestDatabase.sqlite(directory).open()) {
            assertEquals(Optional.empty(), alone.nonces());
        }
    }
}
