package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;

/**
 * A dialog of a leg as it moves on: the caller's one, or one of those that the forks of our INVITE made (RFC 3261
 * §12.1.2). On the shard.
 */
final class LegDialog {

    private static final long NONE = -1;

    private Dialog dialog;
    private boolean takesUpdate;
    private long lastRSeq = NONE;

    LegDialog(Dialog dialog) {
        this.dialog = dialog;
    }

    /** One that goes on. */
    LegDialog(Dialog dialog, boolean takesUpdate) {
        this(dialog);
        this.takesUpdate = takesUpdate;
    }

    Dialog dialog() {
        return dialog;
    }

    String remoteTag() {
        return dialog.remoteTag();
    }

    boolean takesUpdate() {
        return takesUpdate;
    }

    /** What the peer takes, if the message says so. */
    void noteAllow(SipMessage message) {
        if (message.has(HeaderName.ALLOW)) {
            takesUpdate = message.lists(HeaderName.ALLOW, SipMethod.UPDATE.name());
        }
    }

    /** The peer said that it does not know UPDATE, whatever its Allow says. */
    void withoutUpdate() {
        takesUpdate = false;
    }

    /** A request of the peer that was in order. */
    void received(SipRequest request) {
        dialog = dialog.received(request);
        noteAllow(request);
    }

    /** A response to a target refresh request of ours. */
    void refreshed(SipResponse response) {
        dialog = dialog.refreshed(response);
        noteAllow(response);
    }

    /** The 2xx to the INVITE that made this dialog. */
    void confirmed(SipResponse answer) {
        dialog = dialog.confirmed(answer);
        noteAllow(answer);
    }

    /** A request inside it with this CSeq number. */
    SipRequest.Builder request(SipMethod method, long sequence) {
        dialog = dialog.counted(sequence);
        return dialog.request(method);
    }

    /**
     * Whether this reliable response is the next one in order (RFC 3262 §4): not one that came before, nor one that came
     * too early. It is remembered.
     */
    boolean isNext(ReliableResponse response) {
        boolean next = lastRSeq == NONE || response.rseq() == lastRSeq + 1;
        if (next) {
            lastRSeq = response.rseq();
        }
        return next;
    }
}
