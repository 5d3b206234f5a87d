package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sbc.core.directory.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits together is committed together, and nobody answers for another's failure. */
class GroupedWriterTest {

    private final Semaphore mayBegin = new Semaphore(0);
    private final CountDownLatch isBusy = new CountDownLatch(1);
    private final List<Integer> commits = new ArrayList<>();
    private Handle handle;
    private GroupedWriter writer;
    private boolean commitFails;

    @BeforeEach
    void open() {
        handle = Jdbi.create("jdbc:sqlite::memory:").open();
        handle.execute("CREATE TABLE t (v INTEGER PRIMARY KEY)");
        writer = new GroupedWriter(works -> {
            isBusy.countDown();
            mayBegin.acquireUninterruptibly();
            handle.useTransaction(transaction -> {
                int before = count();
                works.accept(transaction);
                if (commitFails) {
                    throw new StoreException("no commit");
                }
                commits.add(count() - before);
            });
        }).start();
    }

    @AfterEach
    void close() {
        mayBegin.release(1_000);
        writer.close();
        handle.close();
    }

    private int count() {
        return handle.select("SELECT COUNT(*) FROM t").mapTo(Integer.class).one();
    }

    /** One is being written while the others come. */
    private List<Future<Integer>> behindOne(List<Callable<Integer>> works) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            all.add(callers.submit(() -> insert(0)));
            isBusy.await();
            works.forEach(work -> all.add(callers.submit(work)));
            while (writer.waiting() < works.size()) {
                Thread.onSpinWait();
            }
            mayBegin.release(1_000);
        }
        return all;
    }

    private int insert(int value) {
        return writer.write(open -> open.execute("INSERT INTO t VALUES (?)", value));
    }

    @Test
    void shouldCommitTogetherWhatWaitsTogether() throws Exception {
        List<Future<Integer>> all = behindOne(List.of(() -> insert(1), () -> insert(2), () -> insert(3)));

        for (Future<Integer> each : all) {
            assertEquals(1, each.get());
        }
        assertEquals(List.of(1, 3), commits);
    }

    @Test
    void shouldLetTheOthersSucceedWhenOneFails() throws Exception {
        List<Future<Integer>> all = behindOne(List.of(() -> insert(1), () -> insert(0), () -> insert(3)));

        assertEquals(1, all.get(1).get());
        assertThrows(ExecutionException.class, () -> all.get(2).get());
        assertEquals(1, all.get(3).get());
        assertEquals(3, count());
    }

    @Test
    void shouldTellEverybodyWhenTheCommitFails() throws Exception {
        commitFails = true;
        List<Future<Integer>> all = behindOne(List.of(() -> insert(1), () -> insert(2)));

        for (Future<Integer> each : all) {
            assertThrows(ExecutionException.class, each::get);
        }
        assertEquals(0, count());
    }

    @Test
    void shouldRefuseWhatComesAfterTheEnd() {
        writer.close();

        assertThrows(StoreException.class, () -> insert(1));
    }

    @Test
    void shouldRefuseAWorkThatWaitsForAnother() {
        mayBegin.release(1);

        assertThrows(IllegalStateException.class, () -> writer.write(_ -> insert(1)));
    }
}
