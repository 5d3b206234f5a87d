package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipResponse;

/** Hears what becomes of a request. Called on the shard, never from inside {@link Transactions#send}. */
public interface ClientTransactionUser {

    /**
     * A response: provisional ones (100 too), then one final. For INVITE each further 2xx (retransmission or another
     * fork) comes too while the transaction is in state Accepted (RFC 6026): acknowledge each.
     */
    void onResponse(SipResponse response);

    /** No final response will come. The last call. */
    void onFailure(TransactionFailure failure);
}
