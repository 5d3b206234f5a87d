package io.sbc.admin.status;

import io.sbc.base.CounterDescriptor;
import io.sbc.base.Counters;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Dashboards that look on, no more than {@link #MAX}. Each has a small mailbox; whose mailbox is full when something comes is dropped, and nobody
 * waits for it. Any thread.
 */
public final class Streams implements AutoCloseable {

    /** At a time. */
    public static final int MAX = 50;

    /** Seconds that a reader may be behind. */
    private static final int MAILBOX = 8;

    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger(MAX);
    private final Counters<Counter> counters = new Counters<>(Counter.class);

    /** What an operator counts of them. */
    public enum Counter implements CounterDescriptor {
        OPENED("sbc_status_streams_opened_total", "Live streams of the status that were opened."),
        REFUSED("sbc_status_streams_refused_total", "Live streams refused because there were too many."),
        DROPPED("sbc_status_streams_dropped_total", "Live streams ended because their reader was too slow.");

        private final String metric;
        private final String help;

        Counter(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }

        @Override
        public String metric() {
            return metric;
        }

        @Override
        public String help() {
            return help;
        }
    }

    /** One that looks on; its messages are taken by one thread. */
    public final class Stream implements AutoCloseable {

        private final BlockingQueue<byte[]> mailbox = new ArrayBlockingQueue<>(MAILBOX);
        private volatile boolean over;

        /** The next message; null when there is none within that time, or never again. */
        public byte @Nullable [] next(long millis) throws InterruptedException {
            return over ? null : mailbox.poll(millis, TimeUnit.MILLISECONDS);
        }

        /** Whether nothing more will come. */
        public boolean isOver() {
            return over;
        }

        private void take(byte[] message) {
            if (!mailbox.offer(message)) {
                counters.increment(Counter.DROPPED);
                close();
            }
        }

        @Override
        public void close() {
            over = true;
            if (open.remove(this)) {
                places.incrementAndGet();
            }
        }
    }

    /** A new one; empty when there are too many. */
    public Optional<Stream> open() {
        if (places.getAndDecrement() <= 0) {
            places.incrementAndGet();
            counters.increment(Counter.REFUSED);
            return Optional.empty();
        }
        counters.increment(Counter.OPENED);
        Stream stream = new Stream();
        open.add(stream);
        return Optional.of(stream);
    }

    /** Gives a message to all. Never waits. */
    public void tell(byte[] message) {
        open.forEach(stream -> stream.take(message));
    }

    /** How many look on. */
    public int size() {
        return open.size();
    }

    public Counters<Counter> counters() {
        return counters;
    }

    @Override
    public void close() {
        open.forEach(Stream::close);
    }
}
