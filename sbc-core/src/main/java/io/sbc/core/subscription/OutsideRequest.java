package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.PbxAuthorization;
import io.sbc.core.call.Rejection;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * A request of ours that is no INVITE: with credentials when the PBX asks for them (RFC 3261 §22.2), and to the next
 * destination when one is out of reach or says 503 (RFC 3263 §4.3). On the shard.
 */
final class OutsideRequest implements ClientTransactionUser {

    /** Who asked; either an answer or a failure is told, once. */
    interface User {

        /** A final response, whatever its status, but no challenge that could be answered. */
        void onAnswer(SipRequest sent, SipResponse response);

        /** It goes there; told again for each further destination. */
        default void onSent(Destination destination) {}

        /** There is none. */
        void onFailure(Rejection rejection);

        /** Of these nobody needs the outcome. */
        User NOBODY = new User() {

            @Override
            public void onAnswer(SipRequest sent, SipResponse response) {}

            @Override
            public void onFailure(Rejection rejection) {}
        };
    }

    private final RequestEnvironment env;
    private final Side side;
    private final Optional<PbxAuthorization.Client> credentials;
    private final LongSupplier sequence;
    private final Queue<Destination> further;
    private final User user;
    private SipRequest sent;
    private Destination destination;

    private OutsideRequest(RequestEnvironment env, Side side, Optional<PbxAuthorization.Client> credentials,
            LongSupplier sequence, SipRequest request, List<Destination> destinations, User user) {
        this.env = env;
        this.side = side;
        this.credentials = credentials;
        this.sequence = sequence;
        this.further = new ArrayDeque<>(destinations);
        this.user = user;
        this.sent = request;
        this.destination = further.remove();
    }

    /**
     * Sends.
     *
     * @param side where it goes
     * @param sequence the next CSeq number, for the same request again
     * @param destinations in the order to try them; with none the failure is told later
     */
    static void send(RequestEnvironment env, Side side, Optional<PbxAuthorization.Client> credentials,
            LongSupplier sequence, SipRequest request, List<Destination> destinations, User user) {
        if (destinations.isEmpty()) {
            env.shard().execute(() -> user.onFailure(outOfReach(side)));
            return;
        }
        SipRequest first = credentials.map(client -> client.begin(request)).orElse(request);
        new OutsideRequest(env, side, credentials, sequence, first, destinations, user).transmit();
    }

    private void transmit() {
        user.onSent(destination);
        env.transactions().send(sent, destination, this);
    }

    private void again(SipRequest request) {
        sent = request.edit().set(HeaderName.CSEQ, new CSeq(sequence.getAsLong(), request.method())).build();
        transmit();
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isFinal()) {
            return;
        }
        if (response.status() == 503) {
            failed();
            if (goOn()) {
                return;
            }
        } else if (destination instanceof NextHop hop) {
            env.routes().onAnswered(hop);
        }
        boolean challenge = response.status() == 401 || response.status() == 407;
        Optional<SipRequest> answered = challenge
                ? credentials.flatMap(client -> client.answer(sent, response))
                : Optional.empty();
        if (answered.isPresent()) {
            again(answered.get());
        } else {
            user.onAnswer(sent, response);
        }
    }

    private void failed() {
        if (destination instanceof NextHop hop) {
            env.routes().onFailed(hop);
        }
    }

    private boolean goOn() {
        if (further.isEmpty()) {
            return false;
        }
        destination = further.remove();
        again(sent);
        return true;
    }

    /** After a time-out nobody waits for the next destination's answer any more (RFC 4320 §1.2). */
    @Override
    public void onFailure(TransactionFailure failure) {
        if (failure == TransactionFailure.OVERLOADED) {
            user.onFailure(new Rejection.Overloaded("transactions"));
            return;
        }
        failed();
        if (failure == TransactionFailure.TIMEOUT) {
            user.onFailure(side == Side.SET ? new Rejection.Unavailable() : new Rejection.TimedOut());
        } else if (!goOn()) {
            user.onFailure(outOfReach(side));
        }
    }

    /** A phone that is not there is unavailable, a PBX makes it our failure. */
    static Rejection outOfReach(Side side) {
        return side == Side.SET ? new Rejection.Unavailable() : new Rejection.Overloaded("PBX out of reach");
    }
}
