package io.sbc.core.icp;

import io.sbc.base.Timers.Timer;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.ClientTransaction;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.SentBy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One OPTIONS to one address (RFC 3261 §11), connection and all, within a time limit. The connection is opened first, so
 * that its failure can be told: refused, silent, or TLS. On the shard; one object for one check.
 */
final class NodeCheck implements ClientTransactionUser {

    private static final int MAX_FORWARDS = 70;

    /** Hears what comes after the end: nothing of it counts. */
    private static final ClientTransactionUser NOBODY = new ClientTransactionUser() {

        @Override
        public void onResponse(SipResponse response) {}

        @Override
        public void onFailure(TransactionFailure failure) {}
    };

    private final ShardContext shard;
    private final Transactions transactions;
    private final Connector connector;
    private final NextHop hop;
    private final SentBy ours;
    private final String agent;
    private Consumer<CheckVerdict> end = verdict -> {};
    private @Nullable Timer timer;
    private @Nullable ClientTransaction transaction;
    private boolean ended;

    NodeCheck(ShardContext shard, Transactions transactions, Connector connector, NextHop hop, SentBy ours,
            String agent) {
        this.shard = shard;
        this.transactions = transactions;
        this.connector = connector;
        this.hop = hop;
        this.ours = ours;
        this.agent = agent;
    }

    /** @param then told once, never from inside this call */
    void start(Duration timeout, Consumer<CheckVerdict> then) {
        end = then;
        timer = shard.schedule(timeout.toNanos(),
                () -> finish(new CheckVerdict.Silent(transaction != null && hop.protocol().isStream())));
        connector.connect(hop).whenComplete((flow, failure) -> shard.execute(() -> onConnected(failure)));
    }

    private void onConnected(@Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (failure == null) {
            transaction = transactions.send(options(), hop, this);
        } else {
            finish(CheckVerdict.ofFailure(failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure));
        }
    }

    /** To the address itself, so that no PBX takes it for somebody else's and sends it on. */
    private SipRequest options() {
        InetAddress address = hop.address().getAddress();
        SentBy theirs = SentBy.of(address.getHostAddress(), hop.address().getPort());
        SipUri target = SipUri.of("", theirs.host(), theirs.port());
        SipUri self = SipUri.of("sbc", ours.host(), ours.port());
        return SipRequest.builder(SipMethod.OPTIONS, target).set(HeaderName.MAX_FORWARDS, MAX_FORWARDS)
                .set(HeaderName.FROM, NameAddr.of(self).withTag(shard.newTag()))
                .set(HeaderName.TO, NameAddr.of(target)).set(HeaderName.CALL_ID, shard.newCallId())
                .set(HeaderName.CSEQ, new CSeq(1, SipMethod.OPTIONS))
                .set(HeaderName.CONTACT, NameAddr.of(self)).set(HeaderName.USER_AGENT, agent).build();
    }

    @Override
    public void onResponse(SipResponse response) {
        if (response.isFinal()) {
            finish(CheckVerdict.ofStatus(response.status()));
        }
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        switch (failure) {
            case TIMEOUT -> finish(new CheckVerdict.Silent(hop.protocol().isStream()));
            case TRANSPORT -> finish(new CheckVerdict.NoWay("the connection was lost"));
            // Our own fault, which says nothing about the PBX.
            case OVERLOADED -> finish(new CheckVerdict.Answered(0));
        }
    }

    private void finish(CheckVerdict verdict) {
        if (ended) {
            return;
        }
        ended = true;
        if (timer != null) {
            timer.cancel();
        }
        if (transaction != null) {
            transaction.abandon(NOBODY);
        }
        end.accept(verdict);
    }
}
