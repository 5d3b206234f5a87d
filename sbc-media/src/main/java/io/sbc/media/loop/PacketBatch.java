package io.sbc.media.loop;

import io.sbc.base.Clock;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.Poller;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one turn, worked on stage by stage: all are received, then all are made ready, then all are sent. So the
 * kernel's code and ours do not push each other out of the caches for each packet. Before the second stage, what it will read of
 * each call is touched: a call's state is cold every 20 ms, and reads that do not wait for each other come from memory at one time.
 * Order within a stream is kept. One thread: the loop.
 */
final class PacketBatch implements AutoCloseable {

    /** More does not warm the caches further, and the first packet waits for the last. */
    static final int SIZE = 64;

    private final Clock clock;
    private final Poller poller;
    private final Datagram[] datagrams = new Datagram[SIZE];
    private final @Nullable SessionPort[] ports = new @Nullable SessionPort[SIZE];
    private int count;
    /** What was touched, so that nobody can leave it out. */
    private int touched;

    PacketBatch(Clock clock, Poller poller) {
        this.clock = clock;
        this.poller = poller;
        for (int i = 0; i < SIZE; i++) {
            datagrams[i] = Datagram.ofBatch();
        }
    }

    /** Where the next packet is to be received to. */
    Datagram free() {
        return datagrams[count];
    }

    /** Keeps what was received to {@link #free}; a full batch is relayed. */
    void take(SessionPort port) {
        ports[count++] = port;
        if (count == SIZE) {
            relay();
        }
    }

    /** Relays what was taken. */
    void relay() {
        if (count == 0) {
            return;
        }
        long now = clock.nanoTime();
        int sum = 0;
        for (int step = 0; step < RelayStream.APPROACH_STEPS; step++) {
            for (int i = 0; i < count; i++) {
                SessionPort port = ports[i];
                sum += port == null ? 0 : port.approachStream(step);
            }
        }
        touched = sum;
        for (int i = 0; i < count; i++) {
            SessionPort port = ports[i];
            if (port != null) {
                port.relay(datagrams[i], now);
                ports[i] = null;
            }
        }
        poller.sendDeferred(datagrams, count);
        count = 0;
    }

    /** For tests. */
    int touched() {
        return touched;
    }

    @Override
    public void close() {
        for (Datagram datagram : datagrams) {
            datagram.close();
        }
    }
}
