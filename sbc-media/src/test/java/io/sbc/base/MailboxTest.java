package io.sbc.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {

    @Test
    void shouldRefuseWhenFull() {
        Mailbox<Integer> mailbox = new Mailbox<>(4);
        for (int i = 0; i < 4; i++) {
            assertTrue(mailbox.offer(i));
        }

        assertFalse(mailbox.offer(4));

        assertEquals(4, mailbox.size());
        assertEquals(0, mailbox.poll());
    }

    @Test
    void shouldWakeItsReaderForEachMessage() throws InterruptedException {
        Mailbox<Integer> mailbox = new Mailbox<>(16);
        List<Integer> read = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread reader = Thread.ofPlatform().start(() -> {
            while (read.size() < 10_000) {
                mailbox.await(TimeUnit.SECONDS.toNanos(60));
                for (Integer message = mailbox.poll(); message != null; message = mailbox.poll()) {
                    read.add(message);
                }
            }
            done.countDown();
        });

        for (int i = 0; i < 10_000; i++) {
            while (!mailbox.offer(i)) {
                Thread.onSpinWait();
            }
        }

        assertTrue(done.await(30, TimeUnit.SECONDS), "the reader slept on a message");
        reader.join();
        assertEquals(9_999, read.getLast());
        assertNull(mailbox.poll());
    }
}
