package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import oauth.signpost.OAuthConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OPS-7: {@code kill -9} at random moments while eight clients write users by signed requests, and now and then in the middle of a start. Every
 * acknowledged write is there, no user is half, the history is whole, the start needs no hand: with SQLite, and with PostgreSQL. {@code
 * -Dsbc.kill.rounds} for more ({@code ./sbc test --kill}), {@code -Dsbc.kill.seed} for others.
 */
class KillRoundsIT {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = Integer.getInteger("sbc.kill.rounds", 2);
    private static final long SEED = Long.getLong("sbc.kill.seed", 20_260_101);
    private static final int WRITES_MAX = 120;
    /** One start in so many is killed, too. */
    private static final int STARTS_KILLED = 10;
    private static final int START_MILLIS_MAX = 3_000;
    private static final int REPORT_EACH = 10;
    /** Making the ahead-of-time cache takes as long as it saves in so many starts. */
    private static final int ROUNDS_WORTH_A_CACHE = 30;
    /** The machine may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void shouldKeepEveryAcknowledgedWriteThroughKillsWithSqlite() throws Exception {
        try (Sut sut = new Sut(directory, "")) {
            rounds("SQLite", sut);
        }
    }

    @Test
    void shouldKeepEveryAcknowledgedWriteThroughKillsWithPostgres() throws Exception {
        try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                Sut sut = new Sut(directory, postgres.store())) {
            rounds("PostgreSQL", sut);
        }
    }

    private static void rounds(String store, Sut sut) throws Exception {
        Random random = new Random(SEED);
        AtomicInteger extensions = new AtomicInteger(100_000);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            writers.add(new Writer(sut, i, SEED, extensions));
        }
        Duration longestStart = Duration.ZERO;
        int startsKilled = 0;
        if (ROUNDS >= ROUNDS_WORTH_A_CACHE) {
            sut.warmUp();
        }
        sut.start();
        OAuthConsumer consumer = sut.provisioner("manager"); // one for all rounds: its token, too, is an acknowledged write
        for (int round = 1; round <= ROUNDS; round++) {
            sut.awaitTaken(consumer);
            writeUntilKilled(sut, writers, consumer, 1 + random.nextInt(WRITES_MAX));
            if (random.nextInt(STARTS_KILLED) == 0) {
                sut.launch().endsWithin(Duration.ofMillis(random.nextInt(START_MILLIS_MAX)));
                sut.kill();
                startsKilled++;
            }

            Duration start = sut.start();
            longestStart = start.compareTo(longestStart) > 0 ? start : longestStart;
            Map<String, List<String>> users = sut.users();
            for (Writer writer : writers) {
                assertEquals(List.of(), writer.check(users), "round " + round + ", seed " + SEED);
            }
            if (round % REPORT_EACH == 0 || round == ROUNDS) {
                assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean(), "round " + round);
                System.out.printf("%s: %d rounds, %d starts killed, acknowledged writes: %d, longest start: %d ms%n",
                        store, round, startsKilled, acknowledged(writers), longestStart.toMillis());
            }
        }
    }

    private static int acknowledged(List<Writer> writers) {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }

    private static void writeUntilKilled(Sut sut, List<Writer> writers, OAuthConsumer consumer, int writes)
            throws Exception {
        AtomicBoolean dying = new AtomicBoolean();
        int before = acknowledged(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (Writer writer : writers) {
                ends.add(threads.submit(() -> writer.writeUntilGone(consumer, dying)));
            }
            try {
                sut.process().await("take writes", PATIENCE, () -> acknowledged(writers) - before >= writes
                        || ends.stream().anyMatch(Future::isDone));
            } finally { // else the writers would go on for ever
                dying.set(true);
                sut.kill();
            }
            for (Future<?> end : ends) {
                end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }
}
