package io.sbc.admin.jobs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.jobs.JobStore;
import io.sbc.core.jobs.SavedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobsTest {

    private static final Job.Result FINE = new Job.Result(true, "fine", List.of());

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Jobs jobs = new Jobs(3, Duration.ofMinutes(10), now::get);

    @AfterEach
    void stop() {
        jobs.close();
    }

    private Job ended(String id) {
        await().until(() -> jobs.find(id).orElseThrow().isOver());
        return jobs.find(id).orElseThrow();
    }

    @Test
    void shouldRunOneAfterTheOtherAndShowProgress() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Job first = jobs.submit("test", "eve", progress -> {
            progress.at(3, 10);
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FINE;
        }).orElseThrow();
        Job second = jobs.submit("test", "eve", _ -> FINE).orElseThrow();

        inside.await();
        assertEquals(3, jobs.find(first.id()).orElseThrow().done());
        assertEquals(Job.State.WAITING, jobs.find(second.id()).orElseThrow().state());
        assertFalse(jobs.forget(first.id()), "it runs");
        go.countDown();

        assertEquals(10, ended(first.id()).done());
        assertEquals(Job.State.DONE, ended(second.id()).state());
        assertTrue(jobs.forget(first.id()));
    }

    @Test
    void shouldTakeNoMoreThanMayWait() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        jobs.submit("test", "eve", _ -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FINE;
        });
        inside.await();
        for (int i = 0; i < Jobs.WAITING_MAX; i++) {
            assertTrue(jobs.submit("test", "eve", _ -> FINE).isPresent());
        }

        assertTrue(jobs.submit("test", "eve", _ -> FINE).isEmpty());
        go.countDown();
    }

    @Test
    void shouldTellOfAJobThatBrokeAndGoOn() {
        Job broken = jobs.submit("test", "eve", _ -> {
            throw new IllegalStateException("no disk");
        }).orElseThrow();
        Job next = jobs.submit("test", "eve", _ -> FINE).orElseThrow();

        assertEquals("nothing was applied: no disk", ended(broken.id()).summary());
        assertEquals(Job.State.DONE, ended(next.id()).state());
    }

    @Test
    void shouldKeepOnlyTheLastOnesAndOnlyForAWhile() {
        for (int i = 0; i < 5; i++) {
            ended(jobs.submit("test", "eve", _ -> FINE).orElseThrow().id());
        }
        assertEquals(3, jobs.all().size());

        now.set(Instant.EPOCH.plus(Duration.ofMinutes(11)));
        assertEquals(0, jobs.all().size());
    }

    /** What the database has. */
    private static final class MemoryStore implements JobStore {

        final Map<String, SavedJob> kept = new ConcurrentSkipListMap<>();

        @Override
        public List<Glance> glance() {
            return kept.values().stream().map(job -> new Glance(job.id(), job.node(), job.state())).toList();
        }

        @Override
        public Optional<SavedJob> find(String id) {
            return Optional.ofNullable(kept.get(id));
        }

        @Override
        public void put(SavedJob job) {
            kept.put(job.id(), job);
        }

        @Override
        public void delete(Set<String> ids) {
            ids.forEach(kept::remove);
        }
    }

    private SavedJob left(String id, String node, SavedJob.State state) {
        return new SavedJob(id, "test", "eve", node, state, Instant.EPOCH, Optional.of(Instant.EPOCH), Optional.empty(),
                7,
                3, "", List.of());
    }

    private Jobs on(String node, JobStore store) {
        return new Jobs(3, Duration.ofMinutes(10), now::get, node, store);
    }

    @Test
    void shouldKnowAfterARestartWhatEndedWithItsReport() {
        MemoryStore store = new MemoryStore();
        Job.Row row = new Job.Row(2, "ada", "create", "");
        final String id;
        try (Jobs before = on("a", store)) {
            id = before.submit("test", "eve", _ -> new Job.Result(true, "fine", List.of(row))).orElseThrow().id();
            await().until(() -> store.find(id).orElseThrow().isOver());
        }

        try (Jobs after = on("a", store)) {
            Job job = after.find(id).orElseThrow();
            assertEquals(Job.State.DONE, job.state());
            assertEquals(List.of(row), job.rows());
            assertTrue(after.forget(id));
            assertEquals(Map.of(), store.kept);
        }
    }

    @Test
    void shouldTellWhatWasCutOffWhetherItWasApplied() {
        MemoryStore store = new MemoryStore();
        store.put(left("j1", "a", SavedJob.State.RUNNING));
        store.put(left("j2", "a", SavedJob.State.APPLIED));
        store.put(left("j3", "a", SavedJob.State.WAITING));
        store.put(left("j4", "b", SavedJob.State.RUNNING));

        try (Jobs after = on("a", store)) {
            assertEquals("interrupted: the SBC was stopped, nothing was applied",
                    after.find("j1").orElseThrow().summary());
            assertEquals(Job.State.FAILED, after.find("j1").orElseThrow().state());
            assertEquals(Job.State.DONE, after.find("j2").orElseThrow().state());
            assertEquals(Job.State.FAILED, after.find("j3").orElseThrow().state());
            assertEquals(Job.State.RUNNING, after.find("j4").orElseThrow().state(), "another node's");
        }
        now.set(Instant.EPOCH.plus(Duration.ofHours(2)));
        store.kept.keySet().retainAll(Set.of("j4"));
        try (Jobs later = on("c", store)) {
            assertEquals(Job.State.FAILED, later.find("j4").orElseThrow().state(), "that node is gone");
        }
    }

    @Test
    void shouldTakeUpWhatOtherNodesDoAndForget() {
        MemoryStore store = new MemoryStore();
        try (Jobs here = on("a", store); Jobs there = on("b", store)) {
            String id = there.submit("test", "eve", _ -> FINE).orElseThrow().id();
            await().until(() -> store.find(id).orElseThrow().isOver());
            here.reload();
            assertEquals(Job.State.DONE, here.find(id).orElseThrow().state());

            assertTrue(here.forget(id));
            there.reload();
            assertEquals(Optional.empty(), there.find(id));
        }
    }

    @Test
    void shouldRemoveFromTheStoreWhatIsForgotten() {
        MemoryStore store = new MemoryStore();
        try (Jobs kept = on("a", store)) {
            for (int i = 0; i < 6; i++) {
                String id = kept.submit("test", "eve", _ -> FINE).orElseThrow().id();
                await().until(() -> store.find(id).orElseThrow().isOver());
            }
            assertEquals(3, kept.all().size());
            kept.reload();
            assertEquals(3, kept.all().size(), "what is forgotten stays so");
            kept.submit("test", "eve", _ -> FINE);
            assertEquals(4, store.kept.size());
        }
    }
}
