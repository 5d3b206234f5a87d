package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.SilenceLimit.Patience;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An INVITE of ours, in or outside a dialog, or an UPDATE: what carries an offer to the party that is asked. Tells of the
 * first 2xx only; that of another fork is dismissed. Once the first is acknowledged, {@link AnsweredInvite} looks after what
 * comes. On the shard.
 */
final class OutboundOffer implements ClientTransactionUser {

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
    private final OtherForks others;

    private @Nullable OutboundRequest request;
    private @Nullable SipResponse accepted;

    /** @param late it carries no offer, but asks for one */
    OutboundOffer(CallEnvironment env, CallLeg leg, boolean late, Listener listener) {
        this.env = env;
        this.leg = leg;
        this.late = late;
        this.listener = listener;
        this.others = new OtherForks(env, leg);
    }

    /**
     * Outside a dialog.
     *
     * @param silence how long it may be silent there; empty: all the time of RFC 3261
     */
    void invite(SipRequest invite, Destination destination, Optional<Patience> silence) {
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

    /**
     * Sends the ACK for the 2xx, with an answer if that was the offer; an UPDATE has none. What may come after it is no
     * business of the call any more.
     */
    void acknowledge(Optional<byte[]> answer) {
        if (!sent().method().equals(SipMethod.INVITE)) {
            return;
        }
        Dialog dialog = leg.dialog().orElseThrow(() -> new IllegalStateException("a 2xx makes a dialog"));
        SipRequest.Builder builder = OtherForks.ack(leg, dialog, sent());
        answer.ifPresent(sdp -> builder.body(RejectionMapper.SDP, sdp));
        SipRequest ack = builder.build();
        leg.sendAck(ack, dialog);
        leave(ack);
    }

    private void leave(SipRequest ack) {
        if (request != null) {
            request.leaveTo(new AnsweredInvite(leg.remains(), ack, others.areKnown() ? others : null));
        }
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
        } else if (!response.to().tag().equals(first.to().tag())) {
            others.dismiss(sent(), response);
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
        others.dismiss(sent(), answer);
        Dialog lost = Dialog.ofClient(sent(), answer);
        leave(OtherForks.ack(leg, lost, sent()).build());
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        if (accepted == null) {
            listener.onFailure(this, failure);
        }
    }
}
