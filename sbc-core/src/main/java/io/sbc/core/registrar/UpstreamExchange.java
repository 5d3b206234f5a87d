package io.sbc.core.registrar;

import io.sbc.core.icp.Icps;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.sip.auth.DigestClient;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.SilenceLimit;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One REGISTER to a PBX with all that it may take: its addresses one after the other (RFC 3263 §4.3: no answer, no
 * connection, 503), the answer to its challenge. Ends with one event. Owned by the shard.
 */
final class UpstreamExchange {

    /** Requests of one exchange, whatever the peers say. */
    static final int SENDS_MAX = 8;

    private final RegistrarContext context;
    private final PbxAccount account;
    private final long askedSeconds;
    private final Consumer<Event> end;
    private final Deque<NextHop> hops = new ArrayDeque<>();
    private UpstreamRefusal lastRefusal = new UpstreamRefusal.Unreachable();
    private int sends;

    /**
     * @param askedSeconds 0 to unregister
     * @param end gets {@code Accepted}, {@code TooBrief} or {@code Refused}, later than {@link #start} returns
     */
    UpstreamExchange(RegistrarContext context, PbxAccount account, long askedSeconds, Consumer<Event> end) {
        this.context = context;
        this.account = account;
        this.askedSeconds = askedSeconds;
        this.end = end;
    }

    void start() {
        context.icps().resolve(account.pbx(), context.shard(), this::onResolved);
    }

    private void onResolved(List<NextHop> found) {
        hops.addAll(found);
        if (found.isEmpty()) {
            boolean located = context.icps().isLocated(account.pbx());
            context.transactions().witness().onDecision(account.callId(), located ? "pbx-unreachable" : "no-dns-answer",
                    context.icps().trouble(account.pbx()));
        }
        toNextHop();
    }

    private void toNextHop() {
        NextHop hop = hops.poll();
        if (hop == null || sends >= SENDS_MAX) {
            context.metrics().count(RegistrarCounter.UPSTREAM_UNANSWERED);
            end.accept(new Event.Refused(lastRefusal));
        } else {
            send(account.register(askedSeconds), hop);
        }
    }

    private void send(SipRequest request, NextHop hop) {
        sends++;
        context.metrics().count(RegistrarCounter.UPSTREAM_REGISTERS);
        context.icps().onAsked(hop);
        Attempt attempt = new Attempt(request, hop);
        if (hops.isEmpty()) {
            context.transactions().send(request, hop, attempt);
        } else { // there is another one to ask: no need to wait for timer F
            SilenceLimit.send(context.transactions(), context.shard(),
                    SilenceLimit.Patience.of(context.icps().silenceLimit()), request, hop, attempt, new Abandoned());
        }
    }

    /** A REGISTER that was given up is forgotten: this hears nothing. */
    private static final class Abandoned implements ClientTransactionUser {

        @Override
        public void onResponse(SipResponse response) {}

        @Override
        public void onFailure(TransactionFailure failure) {}
    }

    /** Hears of one of the requests. */
    private final class Attempt implements ClientTransactionUser {
        private final SipRequest sent;
        private final NextHop hop;

        Attempt(SipRequest sent, NextHop hop) {
            this.sent = sent;
            this.hop = hop;
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.isFinal()) {
                onFinal(sent, hop, response);
            }
        }

        @Override
        public void onFailure(TransactionFailure failure) {
            switch (failure) {
                case TIMEOUT -> lastRefusal = new UpstreamRefusal.Silent();
                case TRANSPORT -> lastRefusal = new UpstreamRefusal.Unreachable();
                case OVERLOADED -> {
                    end.accept(new Event.Refused(new UpstreamRefusal.Busy()));
                    return;
                }
            }
            context.icps().onFailed(hop);
            toNextHop();
        }
    }

    private void onFinal(SipRequest sent, NextHop hop, SipResponse response) {
        int status = response.status();
        account.answeredBy(hop);
        if (status == 503) {
            OptionalLong retryAfter = seconds(response, HeaderName.RETRY_AFTER);
            context.icps().onBusy(hop, Duration.ofSeconds(retryAfter.orElse(Icps.BUSY_SECONDS)));
            lastRefusal = new UpstreamRefusal.ByStatus(status, retryAfter);
            toNextHop();
            return;
        }
        context.icps().onAnswered(hop);
        if (response.isSuccess()) {
            onSuccess(response);
        } else if (status == 401 || status == 407) {
            onChallenge(sent, hop, response);
        } else if (status == 423) {
            end.accept(new Event.TooBrief(seconds(response, HeaderName.MIN_EXPIRES).orElse(0)));
        } else {
            refuse(new UpstreamRefusal.ByStatus(status, seconds(response, HeaderName.RETRY_AFTER)));
        }
    }

    private void onSuccess(SipResponse response) {
        long granted;
        try {
            granted = account.granted(response, askedSeconds);
        } catch (MalformedHeaderException e) {
            granted = 0; // a Contact list that cannot be read tells nothing that may be relied on
        }
        if (askedSeconds > 0 && granted == 0) {
            refuse(new UpstreamRefusal.ByStatus(500, OptionalLong.empty()));
        } else {
            context.metrics().count(RegistrarCounter.UPSTREAM_ACCEPTED);
            account.takeServiceRoute(response);
            end.accept(new Event.Accepted(Math.min(granted, UpstreamRegistration.EXPIRES_MAX_SECONDS)));
        }
    }

    private void onChallenge(SipRequest sent, NextHop hop, SipResponse response) {
        switch (account.answer(sent, response)) {
            case DigestClient.Answer.Retry(SipRequest next) when sends < SENDS_MAX -> send(next, hop);
            case DigestClient.Answer.Retry(_),DigestClient.Answer.Refused(_) ->
                refuse(new UpstreamRefusal.Credentials());
        }
    }

    private void refuse(UpstreamRefusal refusal) {
        context.metrics().count(RegistrarCounter.UPSTREAM_REFUSED);
        end.accept(new Event.Refused(refusal));
    }

    /** The leading number of a header: Retry-After may carry a comment and parameters behind it (RFC 3261 §20.33). */
    private static OptionalLong seconds(SipMessage message, HeaderName name) {
        String text = message.header(name).orElse("").strip();
        int end = 0;
        while (end < text.length() && end < 10 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.substring(0, end)));
    }
}
