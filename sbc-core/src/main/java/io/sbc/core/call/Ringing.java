package io.sbc.core.call;

import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The INVITEs of one call that are out at the same time: the first 2xx wins and the others are cancelled; if nobody
 * answers, the best refusal counts. This is the response context of RFC 3261 §16.7 for a back-to-back user agent: each
 * INVITE has a dialog of its own. On the shard.
 */
final class Ringing implements OutboundOffer.Listener {

    /** RFC 3326 §3.1: a phone that reads this does not show a missed call. */
    static final String ELSEWHERE = "SIP;cause=200;text=\"Call completed elsewhere\"";

    /** Who calls. */
    interface Listener {

        void onProgress(OutboundOffer offer, EarlyResponse response);

        /** Somebody answers, {@code left} others stop ringing. */
        void onElsewhere(int left);

        /** The first 2xx of all; nothing comes after it. */
        void onAnswer(OutboundOffer offer, SipResponse response);

        /**
         * This INVITE ended without 2xx.
         *
         * @return whether another one was {@linkplain #add added} in its place
         */
        boolean onLost(OutboundOffer offer, Optional<SipResponse> refusal);

        /** Nobody answered; this is the best that was said. */
        void onAllRefused(CallEvent.Refusal best);
    }

    private final Listener listener;
    private final List<OutboundOffer> open = new ArrayList<>();
    private @Nullable OutboundOffer winner;
    private CallEvent.@Nullable Refusal best;
    private boolean over;

    Ringing(Listener listener) {
        this.listener = listener;
    }

    /** One more that is out. */
    void add(OutboundOffer offer) {
        open.add(offer);
    }

    /** Whether an INVITE that ends now may be replaced by another. */
    boolean isOver() {
        return over;
    }

    /** Cancels all of them; each still ends. */
    void cancel(Optional<String> reason) {
        over = true;
        List.copyOf(open).forEach(offer -> offer.cancel(reason));
    }

    @Override
    public void onProgress(OutboundOffer offer, EarlyResponse response) {
        if (winner == null) {
            listener.onProgress(offer, response);
        }
    }

    @Override
    public void onAnswer(OutboundOffer offer, SipResponse response) {
        open.remove(offer);
        if (winner != null) { // its 2xx crossed our CANCEL (RFC 3261 §9.1)
            offer.lose(response);
            listener.onLost(offer, Optional.empty());
            return;
        }
        winner = offer;
        listener.onElsewhere(open.size());
        cancel(Optional.of(ELSEWHERE));
        listener.onAnswer(offer, response);
    }

    @Override
    public void onRefusal(OutboundOffer offer, SipResponse response) {
        if (response.status() >= 600) { // §16.7 step 5: nobody else shall ring
            cancel(Optional.empty());
        }
        lost(offer, Optional.of(response), Refusals.of(response));
    }

    @Override
    public void onFailure(OutboundOffer offer, TransactionFailure failure) {
        lost(offer, Optional.empty(), Refusals.of(offer.leg().side(), failure));
    }

    private void lost(OutboundOffer offer, Optional<SipResponse> response, CallEvent.Refusal refusal) {
        open.remove(offer);
        boolean replaced = listener.onLost(offer, response);
        if (winner != null) {
            return;
        }
        if (replaced && response.filter(redirect -> redirect.status() < 400).isPresent()) {
            return; // it was followed: nothing that the caller need know
        }
        CallEvent.Refusal before = best;
        CallEvent.Refusal now = before == null ? refusal : Refusals.better(before, refusal);
        best = now;
        if (open.isEmpty()) {
            over = true;
            listener.onAllRefused(now);
        }
    }
}
