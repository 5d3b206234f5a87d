package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;

/**
 * What is left to do for an INVITE of ours once its 2xx is acknowledged (RFC 3261 §13.2.2.4): the same 2xx again gets the
 * same ACK, that of another fork is dismissed. Its transaction keeps it for 64*T1, whatever becomes of the call; so it
 * knows the leg and one message, and no call. On the shard.
 */
final class AnsweredInvite implements ClientTransactionUser {

    private final CallLeg leg;
    private final Dialog dialog;
    private final SipRequest ack;
    private final OtherForks others;

    AnsweredInvite(CallLeg leg, Dialog dialog, SipRequest ack, OtherForks others) {
        this.leg = leg;
        this.dialog = dialog;
        this.ack = ack;
        this.others = others;
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isSuccess()) {
            return;
        }
        if (response.to().tag().equals(ack.to().tag())) {
            leg.sendAck(ack, dialog);
        } else {
            others.dismiss(ack, response);
        }
    }

    /** Nothing can be lost that was acknowledged. */
    @Override
    public void onFailure(TransactionFailure failure) {}
}
