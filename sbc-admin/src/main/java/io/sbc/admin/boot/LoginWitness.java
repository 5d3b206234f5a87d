package io.sbc.admin.boot;

import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.sip.auth.AuthObserver;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Flow;

/** Tells the flight recorder what came of credentials, beside the guard. The peer gets the same answer whatever it was. On a shard. */
record LoginWitness(AuthObserver guard, Witness witness, EdgeTroubles troubles) implements AuthObserver {

    @Override
    public void onVerdict(SipRequest request, Flow flow, boolean exists, AuthVerdict verdict) {
        guard.onVerdict(request, flow, exists, verdict);
        String callId = request.callId();
        switch (verdict) {
            case AuthVerdict.Authenticated known ->
                witness.onDecision(callId, "authenticated",
                        "the credentials of " + known.device().setUser() + " are right");
            case AuthVerdict.Malformed malformed ->
                witness.onDecision(callId, "malformed-credentials", malformed.what());
            case AuthVerdict.Challenged challenged -> {
                onChallenged(callId, exists, challenged.reason());
                if (!exists) {
                    onUnknown(request);
                }
            }
        }
    }

    /** There would be such a user, had there been a licence. */
    private void onUnknown(SipRequest request) {
        request.from().sipUri().map(SipUri::userDecoded).flatMap(troubles::unlicensed)
                .ifPresent(words -> witness.onDecision(request.callId(), "licence-exhausted", words));
    }

    private void onChallenged(String callId, boolean exists, AuthVerdict.Reason reason) {
        switch (reason) {
            case NO_CREDENTIALS -> witness.onDecision(callId, exists ? "challenged" : "challenged-unknown",
                    exists ? "no credentials yet" : "no credentials yet, and there is no such user");
            case WRONG_CREDENTIALS -> witness.onDecision(callId, exists ? "wrong-credentials" : "unknown-user",
                    exists
                            ? "the digest does not fit the set-side password, user or realm of the device"
                            : "there is no device with this set-side user");
            case STALE_NONCE ->
                witness.onDecision(callId, "stale-nonce", "right, but for a nonce that is too old or was used");
        }
    }
}
