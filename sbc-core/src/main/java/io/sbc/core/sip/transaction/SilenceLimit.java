package io.sbc.core.sip.transaction;

import io.sbc.base.Timers.Timer;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Destination;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to one of several peers and gives up when nothing at all, not even a 100, was heard for a while, far
 * below timer B: so the next peer is asked while the caller still waits (RFC 3263 §4.3 leaves the time to us). Its user
 * hears {@link TransactionFailure#TIMEOUT} then; what the silent peer says later is the heir's ({@link
 * ClientTransaction#abandon}). One object for one request; on the shard.
 */
public final class SilenceLimit implements ClientTransactionUser {

    private final ClientTransactionUser user;
    private final ClientTransactionUser heir;
    private @Nullable ClientTransaction transaction;
    private @Nullable Timer timer;

    private SilenceLimit(ClientTransactionUser user, ClientTransactionUser heir) {
        this.user = user;
        this.heir = heir;
    }

    /** As {@link Transactions#send}; {@code heir} gets what comes after {@code limit} has passed in silence. */
    public static ClientTransaction send(Transactions transactions, ShardContext shard, Duration limit,
            SipRequest request, Destination destination, ClientTransactionUser user, ClientTransactionUser heir) {
        SilenceLimit impatient = new SilenceLimit(user, heir);
        ClientTransaction transaction = transactions.send(request, destination, impatient);
        impatient.transaction = transaction;
        impatient.timer = shard.schedule(limit.toNanos(), impatient::giveUp);
        return transaction;
    }

    private void giveUp() {
        timer = null;
        if (transaction != null) {
            transaction.abandon(heir);
            user.onFailure(TransactionFailure.TIMEOUT);
        }
    }

    private void heard() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void onResponse(SipResponse response) {
        heard();
        user.onResponse(response);
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        heard();
        user.onFailure(failure);
    }
}
