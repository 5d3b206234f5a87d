package io.sbc.core.guard;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the guard writes to the log: each block; refusals once a minute for each source, whatever else happens no more than
 * {@value #LINES_PER_SECOND} lines a second. Everything is counted anyway. Any thread.
 */
final class GuardJournal {

    private static final int LINES_PER_SECOND = 10;
    private static final int LINES_BURST = 50;
    private static final Logger LOG = LoggerFactory.getLogger(GuardJournal.class);
    private static final Rate OF_SOURCE = Rate.within(1, Duration.ofMinutes(1));
    private static final Rate OF_ALL = Rate.perSecond(LINES_PER_SECOND, LINES_BURST);

    private final Meters lines;

    GuardJournal(long nowNanos) {
        this.lines = new Meters(1, nowNanos);
    }

    void refused(GuardCounter why, Source source, long nowNanos) {
        if (source.take(SourceMeter.LOG, OF_SOURCE, 1, nowNanos) && mayWrite(nowNanos)) {
            LOG.info("guard refuses source={} decision={} level={}", SourceKey.text(source.key()), why.code(),
                    source.level(nowNanos));
        }
    }

    void blocked(Block block, long nowNanos) {
        if (mayWrite(nowNanos)) {
            LOG.warn("guard blocks source={} reason={} seconds={} times={} datagramsOnly={} note={}",
                    SourceKey.text(block.key()), block.reason().code(),
                    Duration.ofNanos(block.endNanos() - nowNanos).toSeconds(), block.times(), block.datagramsOnly(),
                    block.note());
        }
    }

    void unblocked(long key) {
        LOG.info("guard unblocks source={}", SourceKey.text(key));
    }

    void attacked(String user, long nowNanos) {
        if (mayWrite(nowNanos)) {
            LOG.warn("guard raises an alarm: many wrong passwords for one user from everywhere user={}",
                    Printable.of(user));
        }
    }

    void trustLost(String flow, long nowNanos) {
        if (mayWrite(nowNanos)) {
            LOG.warn("guard distrusts a registered flow that floods flow={}", flow);
        }
    }

    void emergency(String callId, String requestUri, boolean privileged, long nowNanos) {
        if (privileged || mayWrite(nowNanos)) {
            LOG.info("emergency call callId={} requestUri={} privileged={}", Printable.of(callId),
                    Printable.of(requestUri), privileged);
        }
    }

    private boolean mayWrite(long nowNanos) {
        return lines.take(0, OF_ALL, 1, nowNanos);
    }
}
