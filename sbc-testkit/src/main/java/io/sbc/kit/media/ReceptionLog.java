package io.sbc.kit.media;

import io.sbc.kit.audio.HeardFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What came from the peer: sequence numbers extended, jitter, and every frame. Thread-safe. */
final class ReceptionLog {
    /** 20 minutes at 50 frames a second, about 15 MiB. */
    private static final int FRAMES_MAX = 60_000;
    /** RTP clock of G.711. */
    private static final double CLOCK_HZ = 8_000;

    private final List<HeardFrame> frames = new ArrayList<>();
    private boolean started;
    private int ssrc;
    private int ssrcChanges;
    private long received;
    private long receivedOfSsrc;
    private long baseSequence;
    private long highestSequence;
    private double jitter;
    private double previousTransit;
    private long lostOfFormerSsrcs;

    synchronized void add(int packetSsrc, int sequence, long timestamp, int payloadType, byte[] payload, long nanos) {
        if (!started || packetSsrc != ssrc) {
            restart(packetSsrc, sequence);
        }
        long extended = extend(sequence);
        highestSequence = Math.max(highestSequence, extended);
        received++;
        receivedOfSsrc++;
        // RFC 3550 §A.8: in units of the RTP timestamp.
        double transit = nanos * (CLOCK_HZ / 1e9) - timestamp;
        if (receivedOfSsrc > 1) {
            double difference = Math.abs(transit - previousTransit);
            // A pause (hold) makes the timestamp jump: no jitter.
            if (difference < CLOCK_HZ) {
                jitter += (difference - jitter) / 16;
            }
        }
        previousTransit = transit;
        if (frames.size() < FRAMES_MAX) {
            frames.add(new HeardFrame(extended, timestamp, payloadType, payload, nanos));
        }
        notifyAll();
    }

    private void restart(int packetSsrc, int sequence) {
        if (started) {
            ssrcChanges++;
            lostOfFormerSsrcs += lostOfSsrc();
        }
        started = true;
        ssrc = packetSsrc;
        receivedOfSsrc = 0;
        baseSequence = sequence;
        highestSequence = sequence;
    }

    /** RFC 3550 §A.1: the extension nearest to the highest number so far. */
    private long extend(int sequence) {
        long extended = (highestSequence & ~0xFFFFL) | sequence;
        if (extended - highestSequence > 0x8000) {
            return extended - 0x10000;
        }
        return highestSequence - extended > 0x8000 ? extended + 0x10000 : extended;
    }

    private long lostOfSsrc() {
        return started ? Math.max(0, highestSequence - baseSequence + 1 - receivedOfSsrc) : 0;
    }

    /** Waits until so many packets came in all; false when they did not in time. */
    synchronized boolean awaitReceived(long count, long limitNanos) throws InterruptedException {
        long deadline = System.nanoTime() + limitNanos;
        while (received < count) {
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
        }
        return true;
    }

    synchronized List<HeardFrame> frames() {
        return List.copyOf(frames);
    }

    synchronized long received() {
        return received;
    }

    synchronized long lost() {
        return lostOfFormerSsrcs + lostOfSsrc();
    }

    synchronized double jitterMillis() {
        return jitter * 1_000 / CLOCK_HZ;
    }

    synchronized int ssrcChanges() {
        return ssrcChanges;
    }

    /** What a report block says; null while nothing came. */
    synchronized RtcpCodec.@Nullable ReportBlock reportBlock(int lastSr,
            int delaySinceLastSr) {
        return started
                ? new RtcpCodec.ReportBlock(ssrc, (int) lostOfSsrc(), (int) highestSequence, (int) jitter, lastSr,
                        delaySinceLastSr)
                : null;
    }
}
