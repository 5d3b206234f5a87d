package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionFailure;

/**
 * Takes one request that changes no session from a leg to the other and brings the final response back: INFO, MESSAGE
 * and OPTIONS with their bodies as they are, REFER, NOTIFY and SUBSCRIBE as {@link TransferRequests} turns them. On the
 * shard.
 */
final class RequestRelay implements ClientTransactionUser {

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
        kind.onSent(to.send(onward.build(), new RequestRelay(env, from, to, transaction, kind)));
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isFinal()) {
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
                ? new Rejection.TimedOut()
                : new Rejection.Overloaded("PBX out of reach");
    }
}
