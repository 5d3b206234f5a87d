package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransaction;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.SilenceLimit;
import io.sbc.core.sip.transaction.SilenceLimit.Patience;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of ours on a leg, sent again with credentials when the PBX asks for them (RFC 3261 §22.2), or with a larger
 * session interval (RFC 4028 §7.3): a new transaction with the leg's next CSeq. Its user hears of everything but the
 * responses that could be answered so. A request inside a dialog follows a phone once to its new flow. On the shard.
 */
final class OutboundRequest implements ClientTransactionUser {

    private final CallEnvironment env;
    private final CallLeg leg;
    private final ClientTransactionUser user;
    private final Optional<Patience> silence;

    private Optional<Destination> destination;
    private boolean followed;
    private SipRequest sent;
    private @Nullable ClientTransaction transaction;
    private boolean cancelled;

    private OutboundRequest(CallEnvironment env, CallLeg leg, SipRequest request, Optional<Destination> destination,
            ClientTransactionUser user, Optional<Patience> silence) {
        this.env = env;
        this.leg = leg;
        this.destination = destination;
        this.user = user;
        this.silence = silence;
        this.sent = request;
    }

    static OutboundRequest send(CallEnvironment env, CallLeg leg, SipRequest request,
            Optional<Destination> destination, ClientTransactionUser user) {
        return send(env, leg, request, destination, user, Optional.empty());
    }

    /** @param silence how long the peer may be without a word, a 100 included, until it is given up */
    static OutboundRequest send(CallEnvironment env, CallLeg leg, SipRequest request,
            Optional<Destination> destination, ClientTransactionUser user, Optional<Patience> silence) {
        SipRequest first = leg.authorization().map(client -> client.begin(request)).orElse(request);
        OutboundRequest outbound = new OutboundRequest(env, leg, first, destination, user, silence);
        outbound.transmit();
        return outbound;
    }

    private void transmit() {
        if (destination.isEmpty()) {
            env.shard().execute(() -> user.onFailure(TransactionFailure.TRANSPORT));
            return;
        }
        transaction = silence.isPresent()
                ? SilenceLimit.send(env.transactions(), env.shard(), silence.get(), sent, destination.get(), this,
                        new AbandonedInvite(env, leg, sent, destination.get()))
                : env.transactions().send(sent, destination.get(), this);
    }

    /** What went out last, without Via: the ACK for a 2xx has its CSeq number and credentials. */
    SipRequest sent() {
        return sent;
    }

    /**
     * Cancels an INVITE; it still ends with a final response or a failure.
     *
     * @param reason the value of Reason in the CANCEL
     */
    void cancel(Optional<String> reason) {
        cancelled = true;
        if (transaction != null) {
            reason.ifPresentOrElse(transaction::cancel, transaction::cancel);
        }
    }

    /** After the 2xx to an INVITE: what comes from now on is for {@code heir}. */
    void leaveTo(ClientTransactionUser heir) {
        if (transaction != null) {
            transaction.leaveTo(heir);
        }
    }

    @Override
    public void onResponse(SipResponse response) {
        if (destination.isPresent() && destination.get() instanceof NextHop hop) {
            if (response.status() == 503) {
                env.routes().onBusy(hop, RetryAfter.of(response));
            } else {
                env.routes().onAnswered(hop);
            }
        }
        Optional<SipRequest> again = cancelled ? Optional.empty() : mended(response);
        if (again.isEmpty()) {
            user.onResponse(response);
            return;
        }
        again(again.get());
    }

    /** The request with what the response asks for: credentials, or a larger session interval (RFC 4028 §7.3). */
    private Optional<SipRequest> mended(SipResponse response) {
        return switch (response.status()) {
            case 401, 407 -> leg.authorization().flatMap(client -> client.answer(sent, response));
            case 422 -> leg.timer().askAgain(sent, response).map(SipRequest.Builder::build);
            default -> Optional.empty();
        };
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        if (destination.isPresent() && destination.get() instanceof NextHop hop
                && failure != TransactionFailure.OVERLOADED) {
            env.routes().onFailed(hop);
        }
        Optional<Destination> now = moved();
        if (now.isPresent() && failure != TransactionFailure.OVERLOADED && !cancelled) {
            followed = true;
            destination = now;
            again(sent);
            return;
        }
        user.onFailure(failure);
    }

    /** Where a phone is now that registered over a new flow while this request was on its way to the old one (lesson 8). */
    private Optional<Destination> moved() {
        boolean inDialog = sent.to().tag().isPresent();
        return inDialog && !followed && leg.side() == Side.SET
                ? leg.destination().filter(now -> !Optional.of(now).equals(destination))
                : Optional.empty();
    }

    private void again(SipRequest request) {
        sent = request.edit().set(HeaderName.CSEQ, new CSeq(leg.nextSequence(), request.method())).build();
        transmit();
    }
}
