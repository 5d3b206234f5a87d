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
 * Takes one request that changes no session (INFO, MESSAGE, OPTIONS) from a leg to the other and brings the final
 * response back. On the shard.
 */
final class RequestRelay implements ClientTransactionUser {

    private final CallEnvironment env;
    private final CallLeg from;
    private final CallLeg to;
    private final ServerTransaction transaction;

    private RequestRelay(CallEnvironment env, CallLeg from, CallLeg to, ServerTransaction transaction) {
        this.env = env;
        this.from = from;
        this.to = to;
        this.transaction = transaction;
    }

    static void relay(CallEnvironment env, CallLeg from, CallLeg to, ServerTransaction transaction) {
        SipRequest request = transaction.request();
        SipRequest.Builder onward = to.request(request.method());
        onward.set(HeaderName.MAX_FORWARDS, request.maxForwards().orElse(CallLeg.MAX_FORWARDS) - 1);
        env.policy().pass(request, onward);
        if (request.bodyLength() > 0) {
            onward.body(request.header(HeaderName.CONTENT_TYPE).orElse("application/octet-stream"), request.body());
        }
        to.send(onward.build(), new RequestRelay(env, from, to, transaction));
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isFinal()) {
            return;
        }
        if (!response.isSuccess()) {
            from.reject(transaction, new Rejection.ByPeer(response));
            return;
        }
        SipResponse.Builder back = SipResponse.to(transaction.request(), response.status())
                .set(HeaderName.SERVER, env.policy().agent()).set(HeaderName.ALLOW, RejectionMapper.ALLOW);
        TopologyPolicy.phrase(response.reasonPhrase()).ifPresent(back::reasonPhrase);
        env.policy().pass(response, back);
        if (response.bodyLength() > 0) {
            back.body(response.header(HeaderName.CONTENT_TYPE).orElse("application/octet-stream"), response.body());
        }
        transaction.respond(back.toTag(from.localTag()).build());
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        from.reject(transaction, unreachable(to.side(), failure));
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
