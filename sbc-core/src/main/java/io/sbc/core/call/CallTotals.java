package io.sbc.core.call;

import io.sbc.base.Gauge;
import io.sbc.core.sip.message.SipRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Calls and dialogs of the whole SBC, and the limit on them. Shared by the shards; thread-safe. */
public final class CallTotals {

    private final int maximum;
    private final Predicate<SipRequest> urgent;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger dialogs = new AtomicInteger();

    /** @param maximum calls at most; dialogs are twice as many at most */
    public CallTotals(int maximum) {
        this(maximum, invite -> false);
    }

    /**
     * @param maximum calls at most, the urgent ones not counted; dialogs are twice as many at most
     * @param urgent INVITEs that the limit does not refuse
     */
    public CallTotals(int maximum, Predicate<SipRequest> urgent) {
        this.maximum = maximum;
        this.urgent = urgent;
    }

    /** Whether nothing may refuse this INVITE. */
    boolean isUrgent(SipRequest invite) {
        return urgent.test(invite);
    }

    /** Room for one more call, taken at once; false when there is none. */
    boolean tryStart(SipRequest invite) {
        if (calls.incrementAndGet() > maximum && !urgent.test(invite)) {
            calls.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A call goes on that a process before this one has let in. */
    void resumed() {
        calls.incrementAndGet();
    }

    void ended() {
        calls.decrementAndGet();
    }

    void dialogAdded() {
        dialogs.incrementAndGet();
    }

    void dialogRemoved() {
        dialogs.decrementAndGet();
    }

    /** Calls from INVITE until nothing of them is left. */
    public int calls() {
        return calls.get();
    }

    /** Legs that a request can find: early and confirmed dialogs, and INVITEs of ours that may become one. */
    public int dialogs() {
        return dialogs.get();
    }

    /** For the metrics. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_calls", "Calls from INVITE until nothing of them is left", calls::get),
                new Gauge("sbc_dialogs", "Dialogs of calls, early ones included", dialogs::get));
    }
}
