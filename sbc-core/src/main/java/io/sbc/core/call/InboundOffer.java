package io.sbc.core.call;

import io.sbc.base.Timers;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An INVITE of a peer, in or outside a dialog, or its UPDATE with an offer: answered once, and the 2xx to an INVITE is
 * repeated until its ACK, at intervals from T1 to T2 for 64*T1 (RFC 3261 §13.3.1.4). On the shard.
 */
final class InboundOffer {

    private static final ServerTransaction OVER = new ServerTransaction() {

        @Override
        public SipRequest request() {
            throw new IllegalStateException("the offer is over");
        }

        @Override
        public Flow flow() {
            throw new IllegalStateException("the offer is over");
        }

        @Override
        public void respond(SipResponse response) {
            throw new IllegalStateException("the offer is over");
        }
    };

    private final CallEnvironment env;
    private final CallLeg leg;
    private final ServerTransaction transaction;
    private final Runnable onAckTimeout;
    private final Runnable onPrackMissing;

    private @Nullable ReliableProgress reliable;
    private boolean answered;
    private @Nullable SipResponse repeated;
    private long intervalNanos;
    private long deadlineNanos;
    private Timers.@Nullable Timer timer;

    /**
     * @param onAckTimeout the ACK for our 2xx did not come
     * @param onPrackMissing a reliable provisional response was not acknowledged
     */
    InboundOffer(CallEnvironment env, CallLeg leg, ServerTransaction transaction, Runnable onAckTimeout,
            Runnable onPrackMissing) {
        this.env = env;
        this.leg = leg;
        this.transaction = transaction;
        this.onAckTimeout = onAckTimeout;
        this.onPrackMissing = onPrackMissing;
    }

    /** In the place of one that is over: nothing of its messages is kept for the length of a call. */
    static InboundOffer over(CallEnvironment env, CallLeg leg) {
        InboundOffer over = new InboundOffer(env, leg, OVER, () -> {}, () -> {});
        over.answered = true;
        return over;
    }

    CallLeg leg() {
        return leg;
    }

    ServerTransaction transaction() {
        return transaction;
    }

    SipRequest request() {
        return transaction.request();
    }

    boolean isUpdate() {
        return request().method().equals(SipMethod.UPDATE);
    }

    /** Whether a final response is out. */
    boolean isAnswered() {
        return answered;
    }

    /** Whether it came outside a dialog and makes the call. */
    boolean isFirst() {
        return request().to().tag().isEmpty();
    }

    /** Whether its peer acknowledges provisional responses. */
    boolean takesReliable() {
        return isFirst() && ReliableResponse.takenBy(request());
    }

    /** A provisional response. */
    void progress(Provisional provisional) {
        if (answered) {
            return;
        }
        SipResponse.Builder response = response(provisional.response(), provisional.description());
        if (isReliable(provisional.origin())) {
            reliable().add(response, provisional.description().isPresent(), provisional.origin());
        } else {
            transaction.respond(response.build());
        }
    }

    /** Whether a provisional response is: where the callee's is and the caller takes it, or where the caller insists. */
    boolean isReliable(Optional<PrackOrigin> origin) {
        return takesReliable() && (origin.isPresent() || ReliableResponse.requiredBy(request()));
    }

    private ReliableProgress reliable() {
        ReliableProgress known = reliable;
        if (known == null) {
            known = new ReliableProgress(env, transaction, onPrackMissing);
            reliable = known;
        }
        return known;
    }

    /** Takes a PRACK; empty when it acknowledges nothing that is out. */
    Optional<ReliableProgress.Acknowledged> acknowledge(SipRequest prack) {
        return reliable == null
                ? Optional.empty()
                : ReliableResponse.acknowledgedBy(prack).flatMap(reliable::acknowledge);
    }

    /** What its peer has yet to acknowledge by PRACK. */
    Optional<ReliableResponse> unacknowledged() {
        return Optional.ofNullable(reliable).flatMap(ReliableProgress::unacknowledged);
    }

    /** RFC 3262 §3: a 2xx must wait until what carries a description is acknowledged. */
    boolean holdsAnswer() {
        return reliable != null && reliable.holdsAnswer();
    }

    /** Whether its peer has our description for sure, before the 2xx. */
    boolean wasDescribed() {
        return reliable != null && reliable.wasDescribed();
    }

    void answer(SipResponse like, Optional<SdpSession> description) {
        if (answered) {
            return;
        }
        answered = true;
        if (reliable != null) {
            reliable.finish();
        }
        SipResponse.Builder success = response(like, description);
        leg.timer().answer(request(), success);
        SipResponse response = success.build();
        transaction.respond(response);
        if (!isUpdate()) {
            repeated = response;
            intervalNanos = env.parameters().t1().toNanos();
            deadlineNanos = env.shard().clock().nanoTime() + 64 * intervalNanos;
            timer = env.shard().schedule(intervalNanos, this::repeat);
        }
    }

    private void repeat() {
        SipResponse response = repeated;
        if (response == null) {
            return;
        }
        long leftNanos = deadlineNanos - env.shard().clock().nanoTime();
        if (leftNanos <= 0) {
            repeated = null;
            onAckTimeout.run();
            return;
        }
        leg.repeat(transaction, response);
        intervalNanos = Math.min(2 * intervalNanos, env.parameters().t2().toNanos());
        timer = env.shard().schedule(Math.min(intervalNanos, leftNanos), this::repeat);
    }

    /** A final response of 300 or above, unless a final one is out. */
    void reject(Rejection rejection) {
        if (answered) {
            return;
        }
        answered = true;
        if (reliable != null) {
            reliable.finish();
        }
        leg.reject(transaction, rejection);
    }

    /** Whether this is the ACK that the repetition waits for. */
    boolean awaits(SipRequest ack) {
        return repeated != null && ack.cseq().number() == request().cseq().number();
    }

    /** The 2xx is acknowledged, or there will be no ACK; the INVITE may not be asked for any more. */
    void settle() {
        repeated = null;
        if (reliable != null) {
            reliable.finish();
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        transaction.settled();
    }

    private SipResponse.Builder response(SipResponse like, Optional<SdpSession> description) {
        SipResponse.Builder response = SipResponse.to(request(), like.status()).toTag(leg.localTag());
        TopologyPolicy.phrase(like.reasonPhrase()).ifPresent(response::reasonPhrase);
        env.policy().pass(like, response);
        TransferHeaders.show(leg, like, env.transfers().dialogs());
        response.set(HeaderName.CONTACT, leg.contact())
                .set(HeaderName.ALLOW, leg.allow()).set(HeaderName.SERVER, env.policy().agent());
        TransferHeaders.passSupport(like, response);
        if (request().has(HeaderName.RECORD_ROUTE)) { // §12.1.1
            request().allHeaders().stream().filter(field -> field.name().equals(HeaderName.RECORD_ROUTE))
                    .forEach(field -> response.add(HeaderName.RECORD_ROUTE, field.value()));
        }
        Bodies.carry(like, description, response);
        return response;
    }
}
