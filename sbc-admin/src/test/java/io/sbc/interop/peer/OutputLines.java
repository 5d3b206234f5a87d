package io.sbc.interop.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a process printed, line by line, oldest first, for readers who wait for a line to come. Holds the last
 * {@link #LINES_MAX} lines; every line keeps its number for good, so that "after this point" has a meaning. Any thread.
 */
public final class OutputLines {

    /** 20,000 lines of at most 4 KiB: 80 MB in the worst case, 2 MB as programs really print. */
    static final int LINES_MAX = 20_000;

    private static final int LINE_CHARS_MAX = 4096;
    private static final Pattern TERMINAL_ESCAPES = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long dropped;
    private boolean ended;

    void add(String raw) {
        String line = TERMINAL_ESCAPES.matcher(raw).replaceAll("").strip();
        if (line.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
                dropped++;
            }
            lines.addLast(line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) : line);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number that the next line will get: pass it to {@link #await} to look only at what comes from now on. */
    public long mark() {
        lock.lock();
        try {
            return dropped + lines.size();
        } finally {
            lock.unlock();
        }
    }

    /** All lines still held, a copy. */
    public List<String> all() {
        return since(0);
    }

    /** The lines from number {@code mark} on that are still held, a copy. */
    public List<String> since(long mark) {
        lock.lock();
        try {
            var held = new ArrayList<>(lines);
            int from = Math.clamp(mark - dropped, 0, held.size());
            return List.copyOf(held.subList(from, held.size()));
        } finally {
            lock.unlock();
        }
    }

    /** The last lines, at most {@code count}. */
    public List<String> tail(int count) {
        List<String> held = all();
        return held.subList(Math.max(0, held.size() - count), held.size());
    }

    /**
     * Waits until a line from number {@code mark} on satisfies the condition.
     *
     * @return that line; empty when the time passed, or the process ended, before it came
     */
    public Optional<String> await(Predicate<String> condition, long mark, Duration limit) {
        long remainingNanos = limit.toNanos();
        long next = mark;
        lock.lock();
        try {
            while (true) {
                for (String line : since(next)) {
                    if (condition.test(line)) {
                        return Optional.of(line);
                    }
                }
                next = Math.max(next, dropped + lines.size());
                if (ended || remainingNanos <= 0) {
                    return Optional.empty();
                }
                remainingNanos = grown.awaitNanos(remainingNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
