package io.sbc.core.call;

import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries a PRACK (RFC 3262), or an UPDATE with an offer (RFC 3311) before the call is answered, from one leg into a
 * dialog of the other and brings the response back, with what both say about media. On the shard.
 */
final class EarlyExchange implements ClientTransactionUser {

    private final CallEnvironment env;
    private final MediaExchange media;
    private final CallLeg from;
    private final ServerTransaction transaction;
    private final CallLeg to;
    private final LegDialog dialog;
    private final Runnable onEnd;

    private Optional<ReliableResponse> acknowledged = Optional.empty();
    private Consumer<Rejection> unusable = _ -> {};
    private boolean offering;

    /**
     * @param to the leg that gets it, in {@code dialog}
     * @param onEnd the response is back
     */
    EarlyExchange(CallEnvironment env, MediaExchange media, CallLeg from, ServerTransaction transaction, CallLeg to,
            LegDialog dialog, Runnable onEnd) {
        this.env = env;
        this.media = media;
        this.from = from;
        this.transaction = transaction;
        this.to = to;
        this.dialog = dialog;
        this.onEnd = onEnd;
    }

    /** An UPDATE with an offer. */
    void update() {
        switch (Description.of(transaction.request())) {
            case Description.Present(SdpSession sdp) -> offer(sdp);
            case Description.Absent _ -> refuse(Description.NO_OFFER);
            case Description.Malformed _ -> refuse(Description.MALFORMED);
        }
    }

    /**
     * A PRACK: with the answer to what it acknowledges, with a new offer, or with nothing (RFC 3262 §5). One whose
     * description is of no use is refused and does not go on; {@code onUnusable} sees to the callee, who waits for it.
     */
    void prack(PrackOrigin origin, Consumer<Rejection> onUnusable) {
        acknowledged = Optional.of(origin.response());
        unusable = onUnusable;
        switch (Description.of(transaction.request())) {
            case Description.Absent _ when origin.offer() -> refuseUnsent(Description.NO_ANSWER);
            case Description.Absent _ -> send(Optional.empty());
            case Description.Malformed _ -> refuseUnsent(Description.MALFORMED);
            case Description.Present(SdpSession sdp) when origin.offer() ->
                answered(media.answer(from.side(), sdp));
            case Description.Present(SdpSession sdp) -> offer(sdp);
        }
    }

    private void answered(Prepared answer) {
        switch (answer) {
            case Prepared.Ready ready -> {
                media.apply(true);
                send(ready.description());
            }
            case Prepared.Refused refused -> refuseUnsent(refused.rejection());
        }
    }

    private void offer(SdpSession sdp) {
        offering = true;
        media.prepare(from.side(), Optional.of(sdp), outcome -> {
            switch (outcome) {
                case Prepared.Ready ready -> send(ready.description());
                case Prepared.Refused refused -> refuseUnsent(refused.rejection());
            }
        });
    }

    private void refuseUnsent(Rejection rejection) {
        unusable.accept(rejection);
        refuse(rejection);
    }

    private void send(Optional<SdpSession> description) {
        SipRequest request = transaction.request();
        SipMethod method = request.method();
        SipRequest.Builder onward = to.request(dialog, method);
        env.policy().pass(request, onward);
        onward.set(HeaderName.MAX_FORWARDS, request.maxForwards().orElse(CallLeg.MAX_FORWARDS) - 1);
        acknowledged.ifPresent(response -> onward.set(ReliableResponse.RACK, response.toRAck()));
        Bodies.carry(request, description, onward);
        to.send(dialog, onward.build(), this);
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isFinal()) {
            return;
        }
        if (!response.isSuccess()) {
            refuse(new Rejection.ByPeer(response));
            return;
        }
        if (transaction.request().method().equals(SipMethod.UPDATE)) {
            dialog.refreshed(response);
        }
        if (!offering) {
            accept(response, Optional.empty());
            return;
        }
        Prepared answer = switch (Description.of(response)) {
            case Description.Present(SdpSession sdp) -> media.answer(to.side(), sdp);
            case Description.Absent _ -> new Prepared.Refused(Description.NO_ANSWER);
            case Description.Malformed _ -> new Prepared.Refused(Description.MALFORMED);
        };
        switch (answer) {
            case Prepared.Ready ready -> {
                media.apply(true);
                accept(response, ready.description());
            }
            case Prepared.Refused refused -> refuse(refused.rejection());
        }
    }

    private void accept(SipResponse like, Optional<SdpSession> description) {
        SipResponse.Builder back = from.ok(transaction);
        env.policy().pass(like, back);
        Bodies.carry(like, description, back);
        transaction.respond(back.build());
        onEnd.run();
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        refuse(RequestRelay.unreachable(to.side(), failure));
    }

    private void refuse(Rejection rejection) {
        if (offering) {
            media.abandon();
        }
        from.reject(transaction, rejection);
        onEnd.run();
    }
}
