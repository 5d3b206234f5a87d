package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.Set;

/** What an INVITE that got no 2xx means, and which of several such ends is told to the caller. Pure functions. */
final class Refusals {

    /** RFC 3261 §16.7 step 6: they say how the request can be mended. */
    private static final Set<Integer> HELPFUL = Set.of(401, 407, 415, 420, 484);

    private Refusals() {}

    static CallEvent.Refusal of(SipResponse response) {
        int status = response.status();
        return new CallEvent.Refusal(new Rejection.ByPeer(response), status == 503, status == 408 || status == 481);
    }

    /** A phone out of reach keeps its dialog: it may register again on a new flow (lesson 8). */
    static CallEvent.Refusal of(Side side, TransactionFailure failure) {
        return new CallEvent.Refusal(RequestRelay.unreachable(side, failure),
                failure != TransactionFailure.OVERLOADED, failure == TransactionFailure.TIMEOUT);
    }

    /** RFC 3261 §16.7 step 6: any 6xx, else the lowest class; among equals the one that tells most, then the first. */
    static CallEvent.Refusal better(CallEvent.Refusal first, CallEvent.Refusal second) {
        return rank(second) < rank(first) ? second : first;
    }

    private static int rank(CallEvent.Refusal refusal) {
        int status = refusal.rejection() instanceof Rejection.ByPeer peer
                ? peer.response().status()
                : RejectionMapper.status(refusal.rejection());
        int classOf = status / 100;
        return (classOf == 6 ? 0 : classOf * 10) + within(status);
    }

    private static int within(int status) {
        if (HELPFUL.contains(status)) {
            return 0;
        }
        return switch (status) {
            case 486 -> 1;
            case 480 -> 3; // also what we say of a phone that is not there
            case 408, 487 -> 4;
            default -> 2;
        };
    }
}
