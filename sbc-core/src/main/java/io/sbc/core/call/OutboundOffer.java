package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An INVITE of ours, in or outside a dialog, or an UPDATE: what carries an offer to the party that is asked. Tells of the
 * first 2xx only; looks after what RFC 3261 §13.2.2.4 asks for afterwards: a repeated 2xx is acknowledged again, the 2xx
 * of another fork is acknowledged and ended by BYE. On the shard.
 */
final class OutboundOffer implements ClientTransactionUser {

    /** Other forks that are told apart; a 2xx of a further one is acknowledged and ended each time it comes. */
    private static final int MAXIMUM_FORKS = 16;

    /** Who asked. One final call: an answer, a refusal or a failure. */
    interface Listener {

        /** 101 to 198, in order if reliable: 199 (RFC 6228) is for those who said they support it. */
        void onProgress(OutboundOffer offer, EarlyResponse response);

        void onAnswer(OutboundOffer offer, SipResponse response);

        void onRefusal(OutboundOffer offer, SipResponse response);

        void onFailure(OutboundOffer offer, TransactionFailure failure);
    }

    private final CallEnvironment env;
    private final CallLeg leg;
    private final boolean late;
    private final Listener listener;
    private final Set<String> forks = new HashSet<>();

    private @Nullable OutboundRequest request;
    private @Nullable SipResponse accepted;
    private @Nullable SipRequest ack;
    private boolean dismissed;

    /** @param late it carries no offer, but asks for one */
    OutboundOffer(CallEnvironment env, CallLeg leg, boolean late, Listener listener) {
        this.env = env;
        this.leg = leg;
        this.late = late;
        this.listener = listener;
    }

    /**
     * Outside a dialog.
     *
     * @param isLast whether there is no other place to ask, so that this one has all the time of RFC 3261
     */
    void invite(SipRequest invite, Destination destination, boolean isLast) {
        Optional<Duration> silence = isLast || !(destination instanceof NextHop)
                ? Optional.empty()
                : Optional.of(env.routes().silenceLimit());
        request = OutboundRequest.send(env, leg, invite, Optional.of(destination), this, silence);
    }

    /** Inside the leg's dialog. */
    void send(SipRequest reoffer) {
        request = leg.send(reoffer, this);
    }

    CallLeg leg() {
        return leg;
    }

    boolean isLate() {
        return late;
    }

    /** Whether its 2xx has come, so that there is nothing to cancel any more. */
    Optional<SipResponse> accepted() {
        return Optional.ofNullable(accepted);
    }

    /** @param reason what Reason of the CANCEL says */
    void cancel(Optional<String> reason) {
        if (request != null && sent().method().equals(SipMethod.INVITE)) {
            request.cancel(reason);
        }
    }

    SipRequest sent() {
        if (request == null) {
            throw new IllegalStateException("nothing was sent");
        }
        return request.sent();
    }

    /** Sends the ACK for the 2xx, with an answer if that was the offer. An UPDATE has none. */
    void acknowledge(Optional<byte[]> answer) {
        if (!sent().method().equals(SipMethod.INVITE)) {
            return;
        }
        Dialog dialog = leg.dialog().orElseThrow(() -> new IllegalStateException("a 2xx makes a dialog"));
        SipRequest.Builder builder = ack(dialog);
        answer.ifPresent(sdp -> builder.body(RejectionMapper.SDP, sdp));
        ack = builder.build();
        leg.sendAck(ack, dialog);
    }

    /** RFC 3261 §13.2.2.4: the INVITE's CSeq number and credentials. */
    private SipRequest.Builder ack(Dialog dialog) {
        SipRequest.Builder builder = leg.withOurs(dialog.ack(sent().cseq().number()), SipMethod.ACK);
        sent().allHeaders().stream().filter(field -> field.name().equals(HeaderName.AUTHORIZATION)
                || field.name().equals(HeaderName.PROXY_AUTHORIZATION))
                .forEach(field -> builder.add(field.name(), field.value()));
        return builder;
    }

    @Override
    public void onResponse(SipResponse response) {
        SipResponse first = accepted;
        if (response.isProvisional()) {
            if (response.status() > 100 && response.status() < 199 && first == null) {
                progress(response);
            }
        } else if (!response.isSuccess()) {
            listener.onRefusal(this, response);
        } else if (first == null) {
            leg.confirm(sent(), response); // may find it unreadable, which the transaction tells as a failure
            accepted = response;
            listener.onAnswer(this, response);
        } else if (response.to().tag().equals(first.to().tag())) {
            if (dismissed) {
                dismiss(response);
            } else if (ack != null) {
                SipRequest again = ack;
                leg.dialog().ifPresent(dialog -> leg.sendAck(again, dialog));
            }
        } else {
            dismiss(response);
        }
    }

    private void progress(SipResponse response) {
        boolean makesDialog = sent().to().tag().isEmpty();
        Optional<LegDialog> dialog = makesDialog ? leg.early(sent(), response) : Optional.empty();
        Optional<ReliableResponse> reliable = ReliableResponse.of(response);
        if (reliable.isPresent() && (dialog.isEmpty() || !dialog.get().isNext(reliable.get()))) {
            return; // RFC 3262 §4: it came before, or one before it is missing
        }
        listener.onProgress(this, new EarlyResponse(response, dialog, reliable));
    }

    /** This party answered, but another one has the call: from now on whatever 2xx comes is ended. */
    void lose(SipResponse answer) {
        dismissed = true;
        dismiss(answer);
    }

    /** RFC 3261 §13.2.2.4: acknowledges a 2xx that nobody needs, and ends its dialog. */
    private void dismiss(SipResponse response) {
        Dialog fork = Dialog.ofClient(sent(), response);
        leg.sendAck(ack(fork).build(), fork);
        boolean known = !forks.add(fork.remoteTag());
        if (known || forks.size() > MAXIMUM_FORKS) {
            return;
        }
        env.counters().increment(CallCounter.FORK_ENDED);
        Dialog counted = fork.counted(leg.nextSequence());
        SipRequest bye = leg.withOurs(counted.request(SipMethod.BYE), SipMethod.BYE).build();
        leg.destination(fork)
                .ifPresent(to -> OutboundRequest.send(env, leg, bye, Optional.of(to), new FinalResponse(() -> {})));
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        if (accepted == null) {
            listener.onFailure(this, failure);
        }
    }
}
