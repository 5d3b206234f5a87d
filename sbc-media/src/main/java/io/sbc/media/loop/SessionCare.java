package io.sbc.media.loop;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.socket.Datagram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a loop does for its sessions without packets: reports for peers that send none, and from time to time the counters
 * for whoever watches quality. Sessions take their turns spread over the interval. One thread: the loop.
 */
final class SessionCare {

    /** 2^64 over the golden ratio: successive ids are spread evenly. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final long sampleNanos;
    private final Datagram scratch;
    private final Outbox outbox;
    private final Clock clock;

    /** @param sampleNanos between two samples of a session; 0: none are taken */
    SessionCare(long sampleNanos, Datagram scratch, Outbox outbox, Clock clock) {
        this.clock = clock;
        this.sampleNanos = sampleNanos;
        this.scratch = scratch;
        this.outbox = outbox;
    }

    /** When a new session is sampled first. */
    long firstSampleNanos(MediaSessionId id, long nowNanos) {
        return nowNanos + (long) (((id.value() * SPREAD) >>> 11) * 0x1.0p-53 * sampleNanos);
    }

    /** One round, ten times a second. */
    void turn(Collection<LoopSession> sessions, long nowNanos) {
        List<LoopEvent.Sample> samples = List.of();
        for (LoopSession session : sessions) {
            if (session.isFaulted()) {
                continue;
            }
            session.makeReports(scratch, nowNanos);
            if (sampleNanos > 0 && session.sampleDue(nowNanos, sampleNanos)) {
                if (samples.isEmpty()) {
                    samples = new ArrayList<>();
                }
                samples.add(new LoopEvent.Sample(session.id(), session.snapshot(),
                        session.state(clock.epochMillis(), nowNanos)));
            }
        }
        if (!samples.isEmpty()) {
            outbox.offer(new LoopEvent.Sampled(samples));
        }
    }
}
