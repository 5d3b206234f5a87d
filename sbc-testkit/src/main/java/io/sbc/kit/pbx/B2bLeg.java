package io.sbc.kit.pbx;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import org.jspecify.annotations.Nullable;

/** One side of a call through the PBX. Agent thread. */
final class B2bLeg {
    final String callId;
    final String localTag;
    final String localContact;
    @Nullable
    Dialog dialog;
    /** The INVITE that we answer, first or later, until its final response is sent. */
    @Nullable
    ServerTransaction answering;
    /** The INVITE that we sent, first or later, until its final response is here. */
    @Nullable
    ClientTransaction asking;
    /** The CSeq of a 2xx that waits for its ACK, which comes from the other leg; 0 when none does. */
    long unacknowledged;

    B2bLeg(String callId, String localTag, String localContact) {
        this.callId = callId;
        this.localTag = localTag;
        this.localContact = localContact;
    }
}
