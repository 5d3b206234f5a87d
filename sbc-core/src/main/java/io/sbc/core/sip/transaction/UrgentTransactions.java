package io.sbc.core.sip.transaction;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination;

/**
 * A shard's transactions as emergency calls use them: the limit does not refuse their requests, whatever number a PBX's rules
 * have made of the one that was dialled. On the shard.
 */
record UrgentTransactions(TransactionTable table) implements Transactions {

    @Override
    public ClientTransaction send(SipRequest request, Destination destination, ClientTransactionUser user) {
        return table.sendAnyway(request, destination, user);
    }

    @Override
    public void sendAck(SipRequest ack, Destination destination) {
        table.sendAck(ack, destination);
    }

    @Override
    public Transactions urgent() {
        return this;
    }

    @Override
    public Witness witness() {
        return table.witness();
    }

    @Override
    public boolean isOurs(Side side, Via via) {
        return table.isOurs(side, via);
    }
}
