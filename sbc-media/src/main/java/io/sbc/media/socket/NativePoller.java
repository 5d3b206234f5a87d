package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Poller} over {@code epoll}, level-triggered, with an event descriptor to wake it. An {@code epoll_event} is a
 * mask of 4 octets and 8 octets of ours, packed on x86_64 and aligned on aarch64; ours hold the file descriptor.
 */
final class NativePoller implements Poller {

    private static final int EVENTS_MAX = 256;
    private static final int TOUCHED_AT_ONCE = 64;
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final java.lang.foreign.ValueLayout.OfInt UNALIGNED_INT = JAVA_INT.withByteAlignment(1);

    private final NativeSockets sockets;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT_SIZE * EVENTS_MAX, 8);
    private final MemorySegment scratch = arena.allocate(16, 8);
    private final int epoll;
    private final int wakeup;
    /** By file descriptor, which Linux keeps small. */
    private @Nullable ReadHandler[] handlers = new @Nullable ReadHandler[256];
    private final @Nullable RawSender raw;
    private final @Nullable ReservedTime reserved;
    private boolean closed;
    /** What was touched, so that nobody can leave it out. */
    private int touched;

    /**
     * @param raw sends batches; null: each channel sends for itself
     * @param reserving whether the polling thread asks for time on a core of its own
     */
    NativePoller(NativeSockets sockets, @Nullable RawSender raw, boolean reserving) throws IOException {
        this.raw = raw;
        this.reserved = reserving ? new ReservedTime(sockets, arena) : null;
        this.sockets = sockets;
        epoll = sockets.epollCreate();
        wakeup = sockets.eventDescriptor();
        if (epoll < 0 || wakeup < 0 || !watch(wakeup)) {
            throw new IOException("no epoll descriptor to be had: the limit of open files may be reached");
        }
    }

    private boolean watch(int descriptor) {
        scratch.set(UNALIGNED_INT, 0, NativeSockets.EPOLLIN);
        scratch.set(UNALIGNED_INT, DATA_OFFSET, descriptor);
        return sockets.epollControl(epoll, NativeSockets.EPOLL_CTL_ADD, descriptor, scratch.address()) == 0;
    }

    @Override
    public void onPollingThread(long nowNanos) {
        ThreadSlice.shorten(sockets);
        TimerSlack.remove(sockets);
        if (reserved != null) {
            reserved.begin(nowNanos);
        }
    }

    @Override
    public void review(boolean needed, long nowNanos) {
        if (reserved != null) {
            reserved.review(needed, nowNanos);
        }
    }

    @Override
    public boolean hasReservedTime() {
        return reserved != null && reserved.isHeld();
    }

    @Override
    public boolean add(UdpChannel channel, ReadHandler handler) {
        int descriptor = ((NativeUdpChannel) channel).descriptor();
        if (descriptor >= handlers.length) {
            handlers = Arrays.copyOf(handlers, Math.max(descriptor + 1, 2 * handlers.length));
        }
        handlers[descriptor] = handler;
        return watch(descriptor);
    }

    @Override
    public void remove(UdpChannel channel) {
        int descriptor = ((NativeUdpChannel) channel).descriptor();
        handlers[descriptor] = null;
    }

    @Override
    public int poll(int timeoutMillis) {
        int ready = sockets.epollWait(epoll, events.address(), EVENTS_MAX, timeoutMillis);
        int packets = 0;
        for (int from = 0; from < ready; from += TOUCHED_AT_ONCE) {
            int to = Math.min(ready, from + TOUCHED_AT_ONCE);
            touch(from, to);
            packets += call(from, to);
        }
        return packets;
    }

    private void touch(int from, int to) {
        int sum = 0;
        for (int step = 0; step < ReadHandler.APPROACH_STEPS; step++) {
            for (int i = from; i < to; i++) {
                ReadHandler handler = handlers[descriptor(i)];
                sum += handler == null ? 0 : handler.approach(step);
            }
        }
        touched = sum;
    }

    /** For tests. */
    int touched() {
        return touched;
    }

    private int call(int from, int to) {
        int packets = 0;
        for (int i = from; i < to; i++) {
            int descriptor = descriptor(i);
            if (descriptor == wakeup) {
                sockets.eventRead(wakeup, scratch.address());
            } else {
                ReadHandler handler = handlers[descriptor];
                if (handler != null) {
                    packets += handler.onReadable();
                }
            }
        }
        return packets;
    }

    private int descriptor(int event) {
        return events.get(UNALIGNED_INT, (long) event * EVENT_SIZE + DATA_OFFSET);
    }

    @Override
    public void sendDeferred(Datagram[] datagrams, int count) {
        if (raw == null) {
            Poller.super.sendDeferred(datagrams, count);
        } else {
            raw.send(datagrams, count);
        }
    }

    @Override
    public void pause(long nanos) {
        sockets.sleep(nanos, scratch);
    }

    @Override
    public synchronized void wakeup() {
        if (!closed) {
            sockets.eventWrite(wakeup, 1);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            sockets.close(wakeup);
            sockets.close(epoll);
            if (raw != null) {
                raw.close();
            }
            arena.close();
        }
    }
}
