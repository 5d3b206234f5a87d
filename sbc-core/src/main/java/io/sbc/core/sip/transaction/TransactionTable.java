package io.sbc.core.sip.transaction;

import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one shard: makes them, matches messages to them (RFC 3261 §17.1.3, §17.2.3). Owned by the
 * shard's thread; only {@link #size} may be asked from elsewhere. At the limit, requests of peers get 503 with Retry-After and ours fail; CANCEL and ACK always pass.
 */
public final class TransactionTable implements Transactions {

    /** What a 503 for want of room says: by then short transactions are over. Seconds. */
    private static final int RETRY_AFTER_SECONDS = 5;

    /** For requests of ours inside dialogs: one part in so many of the limit, above it. */
    private static final int RESERVE = 8;

    private final ShardContext shard;
    private final Connector connector;
    private final TimerParams onDatagrams;
    private final TimerParams onStreams;
    private final int limit;
    private final Counters<EdgeCounter> counters;
    private final Predicate<SipRequest> urgent;
    private final Map<TransactionKey, RunningServer<?, ?>> servers = new HashMap<>();
    private final Map<TransactionKey, RunningClient<?, ?>> clients = new HashMap<>();
    private final FlowBindings flows = new FlowBindings();
    private final OutboundWay outbound;

    /** For its transactions: how they reach their users. */
    final UserCalls users;
    private MessageRules rules = MessageRules.NONE;
    /** Null while nobody watches: one test for each message. */
    private @Nullable Witness watching;
    private volatile int size;

    /** @param limit transactions of this shard, client and server together */
    public TransactionTable(ShardContext shard, Connector connector, SignallingSettings settings, int limit,
            Counters<EdgeCounter> counters) {
        this(shard, connector, settings, limit, counters, request -> false);
    }

    /**
     * @param limit transactions of this shard, client and server together
     * @param urgent requests, of ours and of peers, that the limit does not refuse
     */
    public TransactionTable(ShardContext shard, Connector connector, SignallingSettings settings, int limit,
            Counters<EdgeCounter> counters, Predicate<SipRequest> urgent) {
        this.shard = shard;
        this.connector = connector;
        this.onDatagrams = TimerParams.of(settings, false);
        this.onStreams = TimerParams.of(settings, true);
        this.limit = limit;
        this.counters = counters;
        this.urgent = urgent;
        this.outbound = new OutboundWay(shard, connector, counters);
        this.users = new UserCalls(shard, counters);
    }

    /** Who gets what peers ask for; once, before the first message. */
    public void serve(ServerTransactionUser user) {
        users.serve(user);
    }

    /** Transactions that live now. Any thread. */
    public int size() {
        return size;
    }

    @Override
    public void use(MessageRules changed) {
        rules = changed;
    }

    @Override
    public void watch(Witness witness) {
        watching = witness;
    }

    @Override
    public Witness witness() {
        Witness now = watching;
        return now == null ? Witness.NONE : now;
    }

    /** Before a message is sent. */
    void sending(SipMessage message, Flow flow, boolean repeated) {
        if (watching != null) {
            watching.onSent(message, flow, repeated);
        }
    }

    private void received(SipMessage message, Flow flow, boolean repeated) {
        if (watching != null) {
            watching.onReceived(message, flow, repeated);
        }
    }

    private void noWay(SipRequest request, Destination destination, Throwable why) {
        if (watching != null && destination instanceof NextHop hop) {
            watching.onNoWay(request, hop, why);
        }
    }

    MessageRules rules() {
        return rules;
    }

    // ---- what our side sends

    @Override
    public ClientTransaction send(SipRequest written, Destination destination, ClientTransactionUser user) {
        if (size >= limit && !mayExceed(written)) {
            counters.increment(EdgeCounter.TRANSACTIONS_REFUSED);
            shard.schedule(0, () -> user.onFailure(TransactionFailure.OVERLOADED));
            return new RefusedRequest(written);
        }
        return sendAnyway(written, destination, user);
    }

    @Override
    public Transactions urgent() {
        return new UrgentTransactions(this);
    }

    /** Whatever the limit says. */
    ClientTransaction sendAnyway(SipRequest written, Destination destination, ClientTransactionUser user) {
        OutboundWay.Addressed addressed = outbound.address(written, destination, rules);
        return begin(addressed.request(), addressed.branch(), addressed.side(), addressed.to(), user);
    }

    @Override
    public void sendAck(SipRequest written, Destination destination) {
        OutboundWay.Addressed addressed = outbound.address(written, destination, rules);
        SipRequest ack = addressed.request();
        // What cannot be sent is lost like a datagram: the peer repeats its 2xx and the user its ACK.
        outbound.withFlow(addressed.to(), flow -> {
            sending(ack, flow, false);
            flow.send(ack);
        }, why -> noWay(ack, addressed.to(), why));
    }

    /** Emergency calls; and within a reserve what dialogs need, for refused they would only live longer. */
    private boolean mayExceed(SipRequest request) {
        return urgent.test(request) || (size < limit + limit / RESERVE && request.to().tag().isPresent());
    }

    /** A CANCEL of ours: a transaction whose outcome nobody needs, outside the limit. */
    void sendCancel(SipRequest cancel, @Nullable Flow flow) {
        if (flow != null) {
            begin(cancel, cancel.topmostVia().branch().orElseThrow(), flow.side(), new OverFlow(flow),
                    new IgnoringUser());
        }
    }

    private RunningClient<?, ?> begin(SipRequest request, String branch, Side side, Destination destination,
            ClientTransactionUser user) {
        TransactionKey key = TransactionKey.ofClient(side, branch, request.method());
        TimerParams timers = timersFor(OutboundWay.protocolOf(destination));
        RunningClient<?, ?> client = request.method().equals(SipMethod.INVITE)
                ? new InviteClientTransaction(this, key, timers, request, user)
                : new NonInviteClientTransaction(this, key, timers, request, user);
        clients.put(key, client);
        resize();
        start(client);
        outbound.withFlow(destination, flow -> {
            if (!client.isTerminated()) {
                client.useFlow(flow);
            }
        }, why -> {
            noWay(request, destination, why);
            client.failLater();
        });
        return client;
    }

    private static <S, E> void start(RunningClient<S, E> client) {
        client.begin(client.first(), null);
    }

    @Override
    public boolean isOurs(Side side, Via via) {
        return outbound.isOurs(side, via);
    }

    private TimerParams timersFor(TransportProtocol protocol) {
        return protocol.isStream() ? onStreams : onDatagrams;
    }

    // ---- what peers send

    /** A response from the network. */
    public void onResponse(SipResponse response, Flow flow) {
        received(response, flow, false);
        RunningClient<?, ?> client = clients.get(TransactionKey.ofResponse(flow.side(), response));
        if (client == null) {
            counters.increment(EdgeCounter.RESPONSES_UNMATCHED);
        } else {
            client.onResponse(rules.inbound(response, flow));
        }
    }

    /** A request from the network, its topmost Via completed by the transport. */
    public void onRequest(SipRequest request, Flow flow) {
        onRequest(request, flow, false);
    }

    /** The same; the limit does not refuse it. */
    public void onUrgentRequest(SipRequest request, Flow flow) {
        onRequest(request, flow, true);
    }

    private void onRequest(SipRequest request, Flow flow, boolean privileged) {
        TransactionKey key = TransactionKey.ofRequest(flow.side(), request);
        RunningServer<?, ?> known = servers.get(key);
        received(request, flow, known != null && !request.method().equals(SipMethod.ACK));
        if (request.method().equals(SipMethod.ACK)) {
            if (known instanceof InviteServerTransaction invite) {
                invite.onAck(rules.inbound(request, flow));
            } else {
                users.passUpAck(rules.inbound(request, flow), flow);
            }
        } else if (known != null) {
            known.onRepeated();
        } else if (size >= limit && !privileged && !request.method().equals(SipMethod.CANCEL)) {
            refuse(request, flow);
        } else {
            accept(key, rules.inbound(request, flow), flow);
        }
    }

    /** A flow is gone: its transactions first, then the user. */
    public void onFlowClosed(Flow flow) {
        if (watching != null) {
            watching.onFlowClosed(flow);
        }
        flows.onClosed(flow);
        users.passUpClosed(flow);
    }

    private void accept(TransactionKey key, SipRequest request, Flow flow) {
        Flow back = connector.responseFlow(flow, request.topmostVia());
        TimerParams timers = timersFor(flow.protocol());
        if (request.method().equals(SipMethod.INVITE)) {
            InviteServerTransaction invite = new InviteServerTransaction(this, key, timers, request, flow, back);
            start(invite);
            invite.onTurnOver();
        } else {
            start(new NonInviteServerTransaction(this, key, timers, request, flow, back));
        }
    }

    /** What is answered at once over a stream, as most is, never gets into the table. */
    private <S, E> void start(RunningServer<S, E> server) {
        server.begin(server.first(), server.request());
        if (!server.isTerminated()) {
            servers.put(server.key, server);
            resize();
            flows.bind(server);
        }
    }

    private void refuse(SipRequest request, Flow flow) {
        counters.increment(EdgeCounter.TRANSACTIONS_REFUSED);
        Flow back = connector.responseFlow(flow, request.topmostVia());
        SipResponse refusal = overloaded(request);
        sending(refusal, back, false);
        back.send(refusal);
    }

    /** A 503 for want of room (RFC 3261 §21.5.4), for whoever refuses before there is a transaction. */
    public static SipResponse overloaded(SipRequest request) {
        return SipResponse.to(request, 503).set(HeaderName.RETRY_AFTER, RETRY_AFTER_SECONDS).build();
    }

    // ---- what users hear

    /** A request for the user; CANCEL is answered here (RFC 3261 §9.2). */
    void passUp(RunningServer<?, ?> server) {
        if (server.request().method().equals(SipMethod.CANCEL)) {
            answerCancel(server);
            return;
        }
        users.passUp(server);
    }

    private void answerCancel(RunningServer<?, ?> cancel) {
        TransactionKey cancelled = TransactionKey.ofCancelled(cancel.key.side(), cancel.request());
        if (servers.get(cancelled) instanceof InviteServerTransaction invite && mayCancel(invite, cancel.flow())) {
            String tag = invite.toTag().orElseGet(shard::newTag);
            cancel.respond(SipResponse.to(cancel.request(), 200).toTag(tag).build());
            if (invite.onCancel(cancel.request())) {
                users.passUpCancel(invite);
            }
        } else {
            cancel.respond(SipResponse.to(cancel.request(), 481).toTag(shard.newTag()).build());
        }
    }

    /** A branch may be guessed or, from a poor phone, be another's: what it matches is the sender's own, or its user says so. */
    private boolean mayCancel(InviteServerTransaction invite, Flow flow) {
        return flow.id() == invite.flow().id() || flow.remote().equals(invite.flow().remote())
                || users.mayCancel(invite, flow);
    }

    void passUp(RunningServer<?, ?> server, TransactionFailure failure) {
        if (!server.request().method().equals(SipMethod.CANCEL)) {
            users.passUp(server, failure);
        }
    }

    // ---- for its transactions

    ShardContext shard() {
        return shard;
    }

    Counters<EdgeCounter> counters() {
        return counters;
    }

    /** From now on it ends with its connection. */
    void bind(RunningTransaction<?, ?> transaction) {
        flows.bind(transaction);
    }

    void forget(RunningTransaction<?, ?> transaction) {
        if (transaction instanceof RunningServer<?, ?> server) {
            servers.remove(server.key, server);
        } else {
            clients.remove(transaction.key);
        }
        flows.release(transaction);
        resize();
    }

    private void resize() {
        size = servers.size() + clients.size();
    }

    /** What {@link #send} gives back at the limit. */
    private record RefusedRequest(SipRequest request) implements ClientTransaction {

        @Override
        public void cancel() {}
    }

    /** The user of our CANCELs: the INVITE tells what became of it. */
    private static final class IgnoringUser implements ClientTransactionUser {

        @Override
        public void onResponse(SipResponse response) {}

        @Override
        public void onFailure(TransactionFailure failure) {}
    }
}
