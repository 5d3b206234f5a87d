package io.sbc.core.call;

import io.sbc.base.Timers;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reliable provisional responses to one INVITE of a peer (RFC 3262 §3): one at a time, repeated at intervals from T1 that
 * double, until its PRACK comes; given up after 64*T1. Those that come meanwhile wait, {@value #MAXIMUM} at most. On the
 * shard.
 */
final class ReliableProgress {

    static final int MAXIMUM = 16;

    /** §3: the first RSeq is at most 2^31 - 1. */
    private static final long FIRST_MAX = (1L << 31) - 1;

    private record Waiting(SipResponse.Builder response, boolean described, Optional<PrackOrigin> origin) {}

    /** What a PRACK acknowledged. */
    record Acknowledged(boolean described, Optional<PrackOrigin> origin) {}

    private final CallEnvironment env;
    private final ServerTransaction transaction;
    private final CSeq invite;
    private final Runnable onGivenUp;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private @Nullable Waiting outstanding;
    private @Nullable SipResponse sent;
    private long rseq;
    private long intervalNanos;
    private long deadlineNanos;
    private boolean described;
    private boolean finished;
    private Timers.@Nullable Timer timer;

    /** @param onGivenUp the PRACK did not come: the INVITE is to be refused with 5xx */
    ReliableProgress(CallEnvironment env, ServerTransaction transaction, Runnable onGivenUp) {
        this.env = env;
        this.transaction = transaction;
        this.invite = transaction.request().cseq(); // a PRACK may come when the transaction has let its request go
        this.onGivenUp = onGivenUp;
    }

    /** @param withDescription it carries an offer or an answer */
    void add(SipResponse.Builder response, boolean withDescription, Optional<PrackOrigin> origin) {
        if (finished || waiting.size() == MAXIMUM) {
            return;
        }
        waiting.add(new Waiting(response, withDescription, origin));
        if (outstanding == null) {
            sendNext();
        }
    }

    private void sendNext() {
        Waiting next = finished ? null : waiting.poll();
        outstanding = next;
        if (next == null) {
            return;
        }
        rseq = rseq == 0 ? env.shard().random().nextLong(1, FIRST_MAX + 1) : rseq + 1;
        SipResponse response = next.response().set(ReliableResponse.RSEQ, rseq)
                .set(HeaderName.REQUIRE, ReliableResponse.EXTENSION).build();
        sent = response;
        transaction.respond(response);
        intervalNanos = env.parameters().t1().toNanos();
        deadlineNanos = env.shard().clock().nanoTime() + 64 * intervalNanos;
        timer = env.shard().schedule(intervalNanos, this::repeat);
    }

    private void repeat() {
        SipResponse response = sent;
        if (response == null || finished) {
            return;
        }
        long leftNanos = deadlineNanos - env.shard().clock().nanoTime();
        if (leftNanos <= 0) {
            finish();
            onGivenUp.run();
            return;
        }
        transaction.respond(response);
        intervalNanos *= 2; // §3: it does not end at T2
        timer = env.shard().schedule(Math.min(intervalNanos, leftNanos), this::repeat);
    }

    /** Takes the RAck of a PRACK; empty when it fits nothing that is out: 481 (§3). */
    Optional<Acknowledged> acknowledge(ReliableResponse rack) {
        Waiting acknowledged = outstanding;
        if (acknowledged == null || !rack.equals(new ReliableResponse(rseq, invite))) {
            return Optional.empty();
        }
        outstanding = null;
        sent = null;
        stopTimer();
        described |= acknowledged.described();
        sendNext();
        return Optional.of(new Acknowledged(acknowledged.described(), acknowledged.origin()));
    }

    /** What is out without its PRACK. */
    Optional<ReliableResponse> unacknowledged() {
        return outstanding == null ? Optional.empty() : Optional.of(new ReliableResponse(rseq, invite));
    }

    /** §3: a 2xx must wait until what carries a description is acknowledged. */
    boolean holdsAnswer() {
        Waiting out = outstanding;
        return !finished && ((out != null && out.described()) || waiting.stream().anyMatch(Waiting::described));
    }

    /** Whether a description was acknowledged: the session was agreed before the 2xx. */
    boolean wasDescribed() {
        return described;
    }

    /** A final response is out: nothing is repeated any more, but a PRACK that is on its way is still taken. */
    void finish() {
        finished = true;
        waiting.clear();
        sent = null;
        stopTimer();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
