package io.sbc.core.sip.transaction;

import io.sbc.base.Timers.Timer;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Destination;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to one of several peers and gives up when nothing at all, not even a 100, was heard for a while, far
 * below timer B: so the next peer is asked while the caller still waits (RFC 3263 §4.3 leaves the time to us). Its user
 * hears {@link TransactionFailure#TIMEOUT} then; what the silent peer says later is the heir's ({@link
 * ClientTransaction#abandon}). One object for one request; on the shard.
 */
public final class SilenceLimit implements ClientTransactionUser {

    /** How long silence is borne. On the shard. */
    @FunctionalInterface
    public interface Patience {

        /**
         * How much longer, after so much of it.
         *
         * @param silent zero as the request goes out
         * @return empty: the peer is given up
         */
        Optional<Duration> further(Duration silent);

        /** No longer than this. */
        static Patience of(Duration limit) {
            return silent -> Optional.of(limit.minus(silent)).filter(Duration::isPositive);
        }
    }

    private final ShardContext shard;
    private final Patience patience;
    private final ClientTransactionUser user;
    private final ClientTransactionUser heir;
    private @Nullable ClientTransaction transaction;
    private @Nullable Timer timer;

    private SilenceLimit(ShardContext shard, Patience patience, ClientTransactionUser user,
            ClientTransactionUser heir) {
        this.shard = shard;
        this.patience = patience;
        this.user = user;
        this.heir = heir;
    }

    /** As {@link Transactions#send}; {@code heir} gets what comes after {@code patience} is over. */
    public static ClientTransaction send(Transactions transactions, ShardContext shard, Patience patience,
            SipRequest request, Destination destination, ClientTransactionUser user, ClientTransactionUser heir) {
        SilenceLimit impatient = new SilenceLimit(shard, patience, user, heir);
        ClientTransaction transaction = transactions.send(request, destination, impatient);
        impatient.transaction = transaction;
        impatient.listen(Duration.ZERO);
        return transaction;
    }

    private void listen(Duration silent) {
        timer = null;
        patience.further(silent).ifPresentOrElse(
                more -> timer = shard.schedule(more.toNanos(), () -> listen(silent.plus(more))), this::giveUp);
    }

    private void giveUp() {
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
