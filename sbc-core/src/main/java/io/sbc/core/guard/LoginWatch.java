package io.sbc.core.guard;

import io.sbc.core.Side;
import io.sbc.core.sip.auth.AuthObserver;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.net.InetAddress;

/** Learns from checks of credentials who guesses passwords and who looks for users. On the shards, several at once. */
final class LoginWatch implements AuthObserver {

    private final GuardState state;

    LoginWatch(GuardState state) {
        this.state = state;
    }

    /** Whom a request says it comes from, whether there is such a user or not. */
    static String claimedUser(SipRequest request) {
        NameAddr address = request.method().equals(SipMethod.REGISTER) ? request.to() : request.from();
        return address.sipUri().map(SipUri::userDecoded).orElse("");
    }

    @Override
    public void onVerdict(SipRequest request, Flow flow, boolean exists, AuthVerdict verdict) {
        if (flow.side() == Side.SET && state.settings.enabled()
                && verdict instanceof AuthVerdict.Challenged challenged) {
            switch (challenged.reason()) {
                case WRONG_CREDENTIALS -> {
                    onFailure(flow, claimedUser(request));
                    notice(flow, claimedUser(request), exists);
                }
                case NO_CREDENTIALS -> notice(flow, claimedUser(request), exists);
                case STALE_NONCE -> {
                    // The password was right.
                }
            }
        }
    }

    private void notice(Flow flow, String user, boolean exists) {
        if (!exists) {
            state.onStrangeUser(flow.remote().getAddress(), flow.protocol(), user);
        }
    }

    private void onFailure(Flow flow, String user) {
        state.counters.increment(GuardCounter.FAILED_LOGINS);
        InetAddress address = flow.remote().getAddress();
        if (state.allowed.contains(address)) {
            return;
        }
        long now = state.now();
        if (state.logins.onFailure(SourceKey.of(address), user)) {
            state.counters.increment(GuardCounter.DEVICE_ALARMS);
            state.journal.attacked(user, now);
        }
        Source source = state.source(address, now);
        if (!source.take(SourceMeter.FAILED_LOGINS, state.failedLogins, state.factor(source, now), now)) {
            state.block(address, flow.protocol(), BlockReason.FAILED_LOGINS, "wrong passwords");
        }
    }
}
