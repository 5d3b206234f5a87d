package io.sbc.core.call;

import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.Optional;

/**
 * What happens to a call. Descriptions were negotiated before: an event carries what is to go to the <em>other</em>
 * party, ready to send.
 */
public sealed interface CallEvent {

    /** There are ports, and the asker's offer (if it made one) has become ours for the other party. */
    record OfferReady(int targets) implements CallEvent {}

    /** No ports, or an offer that this side's policy does not take. */
    record OfferRefused(Rejection rejection) implements CallEvent {}

    /** A provisional response above 100 from the party that was asked. */
    record Progress(Provisional provisional) implements CallEvent {}

    /**
     * A 2xx from the party that was asked.
     *
     * @param description its answer, or with {@code late} its offer, in the asker's terms
     * @param acknowledgement what our ACK says at once: the answer to an offer that the asker has answered before, made by
     *        another fork
     */
    record Answer(SipResponse response, Optional<SdpSession> description, boolean late,
            Optional<SdpSession> acknowledgement) implements CallEvent {

        Answer(SipResponse response, Optional<SdpSession> description, boolean late) {
            this(response, description, late, Optional.empty());
        }
    }

    /** A 2xx whose description is missing or not acceptable. */
    record AnswerRefused(SipResponse response, Rejection rejection) implements CallEvent {}

    /**
     * No 2xx will come from the party that was asked: a final response of 300 and up, or nothing at all.
     *
     * @param tryNext another target may do better (RFC 3263 §4.3: no answer, transport failure, 503)
     * @param dialogGone it says that the dialog does not exist (RFC 3261 §12.2.1.2: 408 or 481 inside one)
     */
    record Refusal(Rejection rejection, boolean tryNext, boolean dialogGone) implements CallEvent {

        /** The same, and nobody else is asked. */
        Refusal last() {
            return new Refusal(rejection, false, dialogGone);
        }
    }

    /** The asker cancels its INVITE, or its connection is gone before there is a dialog to save. */
    record Cancel(LegRole from) implements CallEvent {}

    /** The party that was asked takes too long. */
    record AnswerTimeout() implements CallEvent {}

    /** The ACK for our 2xx. */
    record Ack(LegRole from, Optional<SdpSession> answer) implements CallEvent {}

    /** The ACK for our 2xx with offer has no answer, or one that is not acceptable. */
    record AckRefused(LegRole from, Rejection rejection) implements CallEvent {}

    /** The ACK for our 2xx did not come in 64*T1. */
    record AckTimeout(LegRole from) implements CallEvent {}

    /** A re-INVITE, or an UPDATE with an offer. */
    record Reoffer(LegRole from, ServerTransaction transaction) implements CallEvent {}

    /** A request inside the dialog that changes no session: INFO, MESSAGE, OPTIONS, UPDATE without offer. */
    record Request(LegRole from, ServerTransaction transaction) implements CallEvent {}

    record Bye(LegRole from, ServerTransaction transaction) implements CallEvent {}

    /** The session with this party is to be refreshed by a re-INVITE of ours (RFC 4028 §7.4). */
    record RefreshDue(LegRole with) implements CallEvent {}

    /** Our BYE is answered or given up. */
    record ByeDone(LegRole to) implements CallEvent {}

    /** No media from anyone for the configured time. */
    record MediaTimedOut() implements CallEvent {}

    /** The media session is gone. */
    record MediaClosed() implements CallEvent {}

    /** We end it: shutdown, or a fault of ours. */
    record Abort(Rejection rejection) implements CallEvent {}
}
