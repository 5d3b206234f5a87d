package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do for an INVITE of ours once its 2xx is acknowledged (RFC 3261 §13.2.2.4): the same 2xx again gets the
 * same ACK, that of another fork is dismissed. Its transaction keeps it for 64*T1, whatever becomes of the call, and at a
 * thousand calls a second there are 32,000 of them: so it has the octets of one message and the way to the peer, and makes
 * the rest of them in the rare case that something comes. On the shard.
 */
final class AnsweredInvite implements ClientTransactionUser {

    private final CallLeg.Remains leg;
    private final SipRequest ack;
    private @Nullable OtherForks others;

    /** @param others those that were dismissed before the ACK; null when there were none */
    AnsweredInvite(CallLeg.Remains leg, SipRequest ack, @Nullable OtherForks others) {
        ack.forgetReads();
        this.leg = leg;
        this.ack = ack;
        this.others = others;
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isSuccess()) {
            return;
        }
        if (response.to().tag().equals(ack.to().tag())) {
            leg.sendAck(ack, Dialog.nextHop(ack));
        } else {
            others().dismiss(ack, response);
        }
    }

    private OtherForks others() {
        OtherForks known = others;
        if (known == null) {
            known = leg.otherForks(ack);
            others = known;
        }
        return known;
    }

    /** Nothing can be lost that was acknowledged. */
    @Override
    public void onFailure(TransactionFailure failure) {}
}
