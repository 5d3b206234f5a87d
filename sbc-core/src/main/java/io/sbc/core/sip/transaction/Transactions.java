package io.sbc.core.sip.transaction;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination;

/** The transactions of one shard, as call control and registrar use them. All calls are made on the shard. */
public interface Transactions {

    /**
     * Starts a client transaction (RFC 3261 §17.1). Adds the topmost Via (address of the side, {@code rport}, a new
     * branch that names the shard), so {@code request} has none; {@code Max-Forwards} is the caller's.
     */
    ClientTransaction send(SipRequest request, Destination destination, ClientTransactionUser user);

    /** Sends an ACK for a 2xx (RFC 3261 §13.2.2.4): a request of its own branch without a transaction. */
    void sendAck(SipRequest ack, Destination destination);

    /** The same transactions for emergency calls: what is begun by these, no limit refuses. */
    default Transactions urgent() {
        return this;
    }

    /** From now on messages are changed by these rules; before the first message. */
    default void use(MessageRules rules) {}

    /** From now on all of this shard is told to that witness; before the first message. */
    default void watch(Witness witness) {}

    /** Whether a Via is one that we write on that side (RFC 3261 §16.3 item 4): a request that has it went by us already. */
    default boolean isOurs(Side side, Via via) {
        return false;
    }

    /** Who is told; {@link Witness#NONE} unless somebody watches. */
    default Witness witness() {
        return Witness.NONE;
    }
}
