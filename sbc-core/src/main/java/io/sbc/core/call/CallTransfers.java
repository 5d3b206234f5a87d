package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.dialogid.CallDialogs;
import io.sbc.core.dialogid.DialogHeader;
import io.sbc.core.dialogid.DialogPair;
import io.sbc.core.dialogid.LegId;
import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.dialog.DialogId;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.translate.AddressMap;
import java.util.Optional;

/**
 * What one call has to do with transfers: each side may name its dialogs to the other, and it may have REFERs whose
 * outcome is not told yet, even after its end. On the shard.
 */
final class CallTransfers {

    private final CallEnvironment env;
    private final CallPlan plan;
    private final CallDialogs dialogs;
    private final PendingRefers refers;

    /** What the INVITE that begins the call replaces or joins, as the callee knows it. */
    private Optional<DialogHeader> replaced = Optional.empty();

    /** @param onNoneLeft the last REFER is done */
    CallTransfers(CallEnvironment env, CallPlan plan, Runnable onNoneLeft) {
        this.env = env;
        this.plan = plan;
        this.dialogs = new CallDialogs(env.transfers().ids());
        this.refers = new PendingRefers(env.shard(), env.transfers().refers(), onNoneLeft);
    }

    /** What the other side may call this call's dialogs is known from the callee's first tag on (RFC 3891, RFC 4235). */
    void know(CallLeg caller, CallLeg callee) {
        Optional<Dialog> ofCaller = caller.dialog();
        Optional<Dialog> ofCallee = callee.dialog();
        if (ofCaller.isEmpty() || ofCallee.isEmpty()) {
            return;
        }
        boolean toPbx = caller.side() == Side.SET;
        LegId callerId = id(ofCaller.get().id());
        LegId calleeId = id(ofCallee.get().id());
        Optional<SipUri> phone = (toPbx ? ofCaller : ofCallee).map(Dialog::remoteTarget);
        dialogs.know(new DialogPair(plan.device().id(), toPbx ? callerId : calleeId, toPbx ? calleeId : callerId,
                callee.isConfirmed(), phone));
    }

    private static LegId id(DialogId dialog) {
        return new LegId(dialog.callId(), dialog.localTag(), dialog.remoteTag());
    }

    /**
     * Takes down what the INVITE replaces or joins, just before it goes on: a dialog that has ended since the INVITE came must
     * not be named to the callee by what it never was called there, nor left out.
     *
     * @return why the call cannot go on
     */
    Optional<Rejection> name(InboundOffer offer) {
        if (!offer.isFirst() || !TransferHeaders.isReplacing(offer.request())) {
            return Optional.empty();
        }
        replaced = TransferHeaders.named(offer.request(), offer.leg().side(), env.transfers().dialogs());
        return replaced.isPresent() ? Optional.empty() : Optional.of(new Rejection.NoDialog());
    }

    /** Lays what an offer of {@code from} says of transfers over the one to {@code to}. */
    void pass(InboundOffer offer, CallLeg from, CallLeg to, SipRequest.Builder request) {
        SipRequest like = offer.request();
        if (offer.isFirst()) {
            TransferHeaders.pass(like, new AddressMap(from.side(), from.domain(), to.domain(), plan.device(),
                    env.bindings()), env.transfers().dialogs(), request);
            replaced.ifPresent(named -> request.set(named.kind().header(), named));
        } else {
            TransferHeaders.passSupport(like, request);
        }
        TransferHeaders.show(to, like, env.transfers().dialogs());
        request.set(HeaderName.CONTACT, to.contact()).set(HeaderName.ALLOW, to.allow());
    }

    PendingRefers refers() {
        return refers;
    }

    /** The call is over; REFERs may go on. */
    void end() {
        dialogs.close();
    }
}
