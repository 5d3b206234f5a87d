package io.sbc.core.call;

import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.Optional;

/**
 * What a step of {@link CallMachine} wants done; {@link Call} does it. There is at most one INVITE of a peer that we have
 * not answered (<em>the</em> inbound offer) and one of ours that has no final response or ACK (<em>the</em> outbound
 * offer) at any time.
 */
public sealed interface CallEffect {

    /** Sends the INVITE to the next target. */
    record InviteCallee() implements CallEffect {}

    /** Makes sure of ports for this re-INVITE or UPDATE and turns its offer into ours; it becomes the inbound offer. */
    record PrepareOffer(LegRole asker, ServerTransaction transaction) implements CallEffect {}

    /** Sends the prepared offer into the dialog of {@code to}. */
    record RelayOffer(LegRole to) implements CallEffect {}

    /** Sends a re-INVITE that changes nothing to this party; it becomes the outbound offer. */
    record SendRefresh(LegRole to) implements CallEffect {}

    /** Gives the asker a provisional response like this one. */
    record RelayProgress(Provisional provisional) implements CallEffect {}

    /** Gives the asker a 2xx like this one, repeated until its ACK. */
    record AnswerOffer(SipResponse response, Optional<SdpSession> description) implements CallEffect {}

    /** Gives the asker a final response of 300 or above, unless it has a final one. */
    record RejectOffer(Rejection rejection) implements CallEffect {}

    /** No more repetition of our 2xx. */
    record StopRepeating() implements CallEffect {}

    /** Acknowledges the 2xx to the outbound offer. */
    record Acknowledge(Optional<SdpSession> answer) implements CallEffect {}

    /** Cancels the outbound offer; it still ends with a final response. */
    record CancelOutbound() implements CallEffect {}

    /** Puts what was negotiated last into force: for good after a final answer, else as early media. */
    record ApplyMedia(boolean settled) implements CallEffect {}

    /** Back to what was agreed before the offer. */
    record AbandonOffer() implements CallEffect {}

    record CloseMedia() implements CallEffect {}

    record SendBye(LegRole to) implements CallEffect {}

    /** Answers a BYE with 200. */
    record ConfirmBye(ServerTransaction transaction) implements CallEffect {}

    /** Sends this request to the other party and brings its response back. */
    record RelayRequest(LegRole from, ServerTransaction transaction) implements CallEffect {}

    record RejectRequest(ServerTransaction transaction, Rejection rejection) implements CallEffect {}

    /** Gives the party that was asked until calls.answer-timeout. */
    record ArmAnswerTimer() implements CallEffect {}

    record StopAnswerTimer() implements CallEffect {}

    /** Notes why the call ends, for log and record; the first cause stays. */
    record NoteCause(String cause) implements CallEffect {}

    /** Takes the call out of every table and writes its record. */
    record Release() implements CallEffect {}
}
