package io.sbc.core.call;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request that changes no session from a leg to the other and brings the final response back: INFO, MESSAGE
 * and OPTIONS with their bodies as they are, REFER, NOTIFY and SUBSCRIBE as {@link TransferRequests} turns them. On the
 * shard.
 */
final class RequestRelay implements ClientTransactionUser {

    /** RFC 3261 §17.1.2.2, timer F: so many T1 whoever asked waits; a moment before that the request is over for us. */
    private static final int WAIT_IN_T1 = 64;
    private static final long AHEAD_NANOS = 1_000_000;

    /** What a kind of request has of its own beside what all have. */
    interface Kind {

        /** Of these nothing: the body passes. */
        Kind PLAIN = new Kind() {
        };

        /** Lays its header fields and body over the response to the one who asked. */
        default void passBack(SipResponse answer, SipResponse.Builder back) {
            if (answer.bodyLength() > 0) {
                back.body(answer.header(HeaderName.CONTENT_TYPE).orElse("application/octet-stream"), answer.body());
            }
        }

        /** It went out. */
        default void onSent(OutboundRequest request) {}

        /** It has its 2xx, which {@link #passBack} has seen. */
        default void onSuccess(SipResponse answer) {}

        /** It has another final response, or none. */
        default void onRefusal(int status) {}
    }

    private final CallEnvironment env;
    private final CallLeg from;
    private final CallLeg to;
    private final ServerTransaction transaction;
    private final Kind kind;
    private boolean over;
    private @Nullable OutboundRequest outbound;
    private @Nullable Timer deadline;

    private RequestRelay(CallEnvironment env, CallLeg from, CallLeg to, ServerTransaction transaction, Kind kind) {
        this.env = env;
        this.from = from;
        this.to = to;
        this.transaction = transaction;
        this.kind = kind;
    }

    static void relay(CallEnvironment env, PendingRefers refers, CallLeg from, CallLeg to,
            ServerTransaction transaction) {
        SipRequest request = transaction.request();
        SipRequest.Builder onward = onward(env, to, request);
        switch (request.method().name()) {
            case "REFER", "NOTIFY", "SUBSCRIBE" -> {
                TransferRequests transfers = new TransferRequests(env, refers, from, to);
                switch (transfers.prepare(request, onward)) {
                    case TransferRequests.Prepared.Refused refused -> from.reject(transaction, refused.rejection());
                    case TransferRequests.Prepared.Ready ready -> send(env, from, to, transaction, onward,
                            ready.kind());
                }
            }
            default -> {
                if (request.bodyLength() > 0) {
                    onward.body(request.header(HeaderName.CONTENT_TYPE).orElse("application/octet-stream"),
                            request.body());
                }
                send(env, from, to, transaction, onward, Kind.PLAIN);
            }
        }
    }

    private static SipRequest.Builder onward(CallEnvironment env, CallLeg to, SipRequest request) {
        SipRequest.Builder onward = to.request(request.method());
        onward.set(HeaderName.MAX_FORWARDS, request.maxForwards().orElse(CallLeg.MAX_FORWARDS) - 1);
        env.policy().pass(request, onward);
        return onward;
    }

    private static void send(CallEnvironment env, CallLeg from, CallLeg to, ServerTransaction transaction,
            SipRequest.Builder onward, Kind kind) {
        new RequestRelay(env, from, to, transaction, kind).send(onward.build());
    }

    private void send(SipRequest onward) {
        OutboundRequest sent = to.send(onward, this);
        outbound = sent;
        deadline = env.shard().schedule(WAIT_IN_T1 * env.parameters().t1().toNanos() - AHEAD_NANOS, this::onDeadline);
        kind.onSent(sent);
    }

    /** It is with its second flow, or its second try with credentials: who asked has given up, and it is not sent once more. */
    private void onDeadline() {
        if (outbound != null) {
            outbound.cancel(Optional.empty());
        }
        onFailure(TransactionFailure.TIMEOUT);
    }

    /** What comes after the end is nobody's business any more. */
    private boolean isFirstEnd() {
        boolean first = !over;
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
        return first;
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isFinal() || !isFirstEnd()) {
            return;
        }
        if (!response.isSuccess()) {
            kind.onRefusal(response.status());
            from.reject(transaction, new Rejection.ByPeer(response));
            return;
        }
        SipResponse.Builder back = SipResponse.to(transaction.request(), response.status())
                .set(HeaderName.SERVER, env.policy().agent()).set(HeaderName.ALLOW, from.allow());
        TopologyPolicy.phrase(response.reasonPhrase()).ifPresent(back::reasonPhrase);
        env.policy().pass(response, back);
        kind.passBack(response, back);
        transaction.respond(back.toTag(from.localTag()).build());
        kind.onSuccess(response);
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        if (!isFirstEnd()) {
            return;
        }
        Rejection rejection = unreachable(to.side(), failure);
        kind.onRefusal(RejectionMapper.status(rejection));
        from.reject(transaction, rejection);
    }

    /** RFC 3261 §8.1.3.1: silence is 408, a broken way 503; a phone that is not there is unavailable either way. */
    static Rejection unreachable(Side side, TransactionFailure failure) {
        if (failure == TransactionFailure.OVERLOADED) {
            return new Rejection.Overloaded("transactions");
        }
        if (side == Side.SET) {
            return new Rejection.Unavailable();
        }
        return failure == TransactionFailure.TIMEOUT
                ? new Rejection.PbxSilent()
                : new Rejection.Overloaded("PBX out of reach");
    }
}
