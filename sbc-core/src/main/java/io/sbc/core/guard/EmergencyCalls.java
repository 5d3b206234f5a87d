package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The emergency calls of the set side by Call-ID, so that what belongs to them passes as they did: over the flow that they
 * came by, or over one of a registered phone, since the dialog follows the device. A mark ends a while after the BYE, or
 * when nothing of the call was seen for long; at most {@value #MAX}, the longest silent goes. Any thread.
 */
final class EmergencyCalls {

    static final int MAX = 10_000;

    private static final long SILENCE_NANOS = Duration.ofHours(4).toNanos();

    /** RFC 3261 §17: no retransmission comes later than 64·T1. */
    private static final long AFTER_BYE_NANOS = Duration.ofSeconds(64).toNanos();

    private final Map<String, Mark> byCallId = new ConcurrentHashMap<>();
    private final Clock clock;

    private static final class Mark {

        private final Flow flow;
        private volatile long endNanos;

        Mark(Flow flow, long endNanos) {
            this.flow = flow;
            this.endNanos = endNanos;
        }
    }

    EmergencyCalls(Clock clock) {
        this.clock = clock;
    }

    void begin(SipRequest invite, Flow flow) {
        long now = clock.nanoTime();
        if (byCallId.put(invite.callId(), new Mark(flow, now + SILENCE_NANOS)) == null) {
            byCallId.values().removeIf(mark -> now - mark.endNanos >= 0);
            if (byCallId.size() > MAX) {
                byCallId.entrySet().stream()
                        .min((a, b) -> Long.signum(a.getValue().endNanos - b.getValue().endNanos))
                        .ifPresent(first -> byCallId.remove(first.getKey(), first.getValue()));
            }
        }
    }

    /**
     * Whether a request belongs to one of them.
     *
     * @param registered whether the flow is a registered phone's
     */
    boolean covers(SipRequest request, Flow flow, boolean registered) {
        if (byCallId.isEmpty()) {
            return false;
        }
        Mark mark = byCallId.get(request.callId());
        if (mark == null || (!registered && !mark.flow.equals(flow))) {
            return false;
        }
        long now = clock.nanoTime();
        if (now - mark.endNanos >= 0) {
            byCallId.remove(request.callId(), mark);
            return false;
        }
        mark.endNanos = now + (request.method().equals(SipMethod.BYE) ? AFTER_BYE_NANOS : SILENCE_NANOS);
        return true;
    }

    int size() {
        return byCallId.size();
    }
}
