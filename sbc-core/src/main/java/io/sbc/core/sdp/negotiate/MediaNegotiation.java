package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpSession;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.StreamPorts;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The offer/answer state of a whole call across both sides: what each side offered and answered, which keys are ours on
 * each, and the SDP session ids that each side saw. Immutable: each step returns the next state, and the state before it
 * stays valid, so that a refused re-INVITE falls back by itself (RFC 3261 §14.1). Keys belong to the exchange that
 * carried them (lesson 16); our own key on a side stays the same while its peer keeps its suite (lesson 1).
 *
 * <p>A call moves like this: {@code receiveOffer(from)} gives the offer for the other side; {@code receiveAnswer} of the
 * other side gives the answer for the first; then {@link #plan()} is what media shall do. Early answers in 18x go the
 * same way. For a late offer (INVITE without SDP) the offer arrives in the 2xx and the answer in the ACK: the same two
 * steps, sides swapped.
 */
public final class MediaNegotiation {

    /** Nothing offered yet. */
    public static MediaNegotiation start(RtpSecurityPolicy set, RtpSecurityPolicy icp, String sessionName) {
        throw new UnsupportedOperationException("contract");
    }

    /** How many m-lines the offer has: what {@code MediaCommand.Open} must ask for. */
    public static int streams(SdpSession offer) {
        throw new UnsupportedOperationException("contract");
    }

    /**
     * Takes an offer from {@code from} and makes the one for the other side.
     *
     * @param ports our own address per m-line, both sides
     */
    public Result receiveOffer(Side from, SdpSession offer, List<StreamPorts> ports, RandomGenerator random) {
        throw new UnsupportedOperationException("contract");
    }

    /** Takes the answer of {@code from} to the outstanding offer and makes the answer for the other side. */
    public Result receiveAnswer(Side from, SdpSession answer) {
        throw new UnsupportedOperationException("contract");
    }

    /** The outstanding offer was refused or cancelled: back to what was agreed before. */
    public MediaNegotiation abandonOffer() {
        throw new UnsupportedOperationException("contract");
    }

    public boolean isOfferOutstanding() {
        throw new UnsupportedOperationException("contract");
    }

    /** Whether an exchange has been completed. */
    public boolean isAgreed() {
        throw new UnsupportedOperationException("contract");
    }

    /** What media shall do as far as it is known: with an offer outstanding, the side that has not answered is empty. */
    public MediaPlan plan() {
        throw new UnsupportedOperationException("contract");
    }

    /** Per m-line and side in words for log, ladder and call record: suite or "RTP", never a key. */
    public String describe(Side side) {
        throw new UnsupportedOperationException("contract");
    }

    /** The next step. */
    public sealed interface Result {

        /** What to send to the other side, and the state from now on. */
        record Relay(SdpSession description, MediaNegotiation next) implements Result {}

        /** Answer 488 with this Warning text towards the side that is to blame (RFC 3261 §20.43). */
        record Refused(int warnCode, String reason) implements Result {}
    }
}
