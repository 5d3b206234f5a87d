package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * One refresh of a session by UPDATE without offer, and what becomes of any refresh of ours that fails (RFC 4028 §10, RFC
 * 3261 §14.1). On the shard.
 */
final class SessionRefresh implements ClientTransactionUser {

    /** How soon a refresh is tried again that could not be sent, or came at a bad time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int RETRY_AFTER_MAX_SECONDS = 10;

    private final CallEnvironment env;
    private final CallLeg leg;
    private final Runnable onDialogGone;
    private final SipRequest update;

    /** @param onDialogGone the peer does not know the dialog any more, or does not answer: BYE */
    SessionRefresh(CallEnvironment env, CallLeg leg, Runnable onDialogGone) {
        this.env = env;
        this.leg = leg;
        this.onDialogGone = onDialogGone;
        this.update = leg.request(SipMethod.UPDATE).build();
    }

    void send() {
        leg.send(update, this);
    }

    @Override
    public void onResponse(SipResponse response) {
        if (response.isProvisional()) {
            return;
        }
        if (response.isSuccess()) {
            leg.confirm(update, response);
            leg.timer().answered(response);
        } else {
            refused(env, leg, response, onDialogGone);
        }
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        failed(leg, failure, onDialogGone);
    }

    /** A refresh got a final response of 300 and up. */
    static void refused(CallEnvironment env, CallLeg leg, SipResponse response, Runnable onDialogGone) {
        SessionTimer timer = leg.timer();
        switch (response.status()) {
            case 408, 481 -> onDialogGone.run();
            case 491 -> timer.refreshIn(glare(leg.role(), env.shard().random()));
            case 405, 501 -> { // no UPDATE, whatever Allow said: by re-INVITE
                leg.current().ifPresent(LegDialog::withoutUpdate);
                timer.refreshIn(Duration.ZERO);
            }
            case 500, 503 -> timer.refreshIn(retryAfter(response));
            default -> {
                if (!timer.isSupported()) { // it is there, and that is all we wanted to know
                    timer.answered(response);
                }
            }
        }
    }

    /** A refresh got no response. A peer that is out of reach may come back until the session expires (lesson 8). */
    static void failed(CallLeg leg, TransactionFailure failure, Runnable onDialogGone) {
        if (failure == TransactionFailure.TIMEOUT) {
            onDialogGone.run();
        } else {
            leg.timer().refreshIn(SOON);
        }
    }

    /** RFC 3261 §14.1: the owner of the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms. */
    static Duration glare(LegRole role, RandomGenerator random) {
        return Duration.ofMillis(10L * (role == LegRole.CALLEE ? random.nextInt(210, 401) : random.nextInt(0, 201)));
    }

    private static Duration retryAfter(SipResponse response) {
        return response.header(HeaderName.RETRY_AFTER).map(value -> value.strip().split("\\D", 2)[0])
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(digits -> Duration.ofSeconds(Math.clamp(Long.parseLong(digits), 1, RETRY_AFTER_MAX_SECONDS)))
                .orElse(SOON);
    }
}
