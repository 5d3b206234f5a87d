package io.sbc.admin.jobs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
}
