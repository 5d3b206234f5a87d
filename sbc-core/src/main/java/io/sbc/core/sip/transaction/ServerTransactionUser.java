package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.Flow;

/** The core of one shard behind the transactions: gets what peers ask for. Called on the shard. */
public interface ServerTransactionUser {

    /** A new request, not ACK and not CANCEL. It must be answered, now or later. */
    void onRequest(ServerTransaction transaction);

    /** An ACK that belongs to no transaction: the one for a 2xx. */
    void onAck(SipRequest ack, Flow flow);

    /** The peer cancelled this INVITE; its CANCEL is answered. Answer the INVITE with 487 unless a final one is out. */
    void onCancel(ServerTransaction invite);

    /** Whether a CANCEL of this INVITE is to be believed that came over another flow, from another address. */
    default boolean mayCancel(ServerTransaction invite, Flow flow) {
        return false;
    }

    /** The final response to this INVITE was not acknowledged (timer H), or could not be sent. */
    void onFailure(ServerTransaction transaction, TransactionFailure failure);

    /** A flow is gone; transactions on it have been told. */
    void onFlowClosed(Flow flow);
}
