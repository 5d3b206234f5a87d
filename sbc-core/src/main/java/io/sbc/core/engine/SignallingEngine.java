package io.sbc.core.engine;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.Side;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.guard.ShardLoad;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionTable;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportListener;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All shards with their transactions: takes messages from the edge's event loops and hands each to the shard that it
 * belongs to ({@link ShardRouting}), or does its work there at once while loop and shard are at leisure (ADR 0140). Its
 * methods may be called from any thread.
 */
public final class SignallingEngine implements TransportListener, ShardLoad, AutoCloseable {

    private static final int PERCENT = 100;

    private final List<SignallingShard> shards = new ArrayList<>();
    private final List<TransactionTable> tables = new ArrayList<>();
    private final ShardRouting routing;
    private final Counters<EdgeCounter> counters;
    private final int limitPerShard;

    private record ArrivedRequest(TransactionTable table, SipRequest request, Flow flow)
            implements
                SignallingShard.Message {

        @Override
        public void run() {
            table.onRequest(request, flow);
        }
    }

    private record ArrivedResponse(TransactionTable table, SipResponse response, Flow flow)
            implements
                SignallingShard.Message {

        @Override
        public void run() {
            table.onResponse(response, flow);
        }
    }

    /** Makes the core of a shard; called once for each, before any thread runs. */
    @FunctionalInterface
    public interface CoreFactory {

        /** What serves the shard's requests; {@code transactions} are for its use on the shard. */
        ServerTransactionUser create(ShardContext shard, Transactions transactions);
    }

    /**
     * @param transactions limit of all shards together; each gets its part
     * @param randoms one for each shard, unpredictable in production
     */
    public SignallingEngine(SignallingSettings settings, int transactions, Connector connector, Clock clock,
            Supplier<? extends RandomGenerator> randoms, Counters<EdgeCounter> counters, CoreFactory cores) {
        this(settings, transactions, connector, clock, randoms, counters, request -> false, cores);
    }

    /**
     * @param transactions limit of all shards together; each gets its part
     * @param randoms one for each shard, unpredictable in production
     * @param urgent requests that no limit refuses
     */
    public SignallingEngine(SignallingSettings settings, int transactions, Connector connector, Clock clock,
            Supplier<? extends RandomGenerator> randoms, Counters<EdgeCounter> counters,
            Predicate<SipRequest> urgent, CoreFactory cores) {
        this.counters = counters;
        this.routing = new ShardRouting(settings.shards());
        this.limitPerShard = Math.max(1, transactions / settings.shards());
        for (int i = 0; i < settings.shards(); i++) {
            SignallingShard shard = new SignallingShard(i, clock, randoms.get(), counters);
            TransactionTable table = new TransactionTable(shard, connector, settings, limitPerShard, counters,
                    urgent);
            table.serve(cores.create(shard, table));
            shards.add(shard);
            tables.add(table);
        }
    }

    /** Starts the threads; not called where a test makes the turns. */
    public void start() {
        shards.forEach(SignallingShard::start);
    }

    public ShardRouting routing() {
        return routing;
    }

    /** The shards, by index. */
    public List<SignallingShard> shards() {
        return List.copyOf(shards);
    }

    @Override
    public void onMessage(Flow flow, SipMessage message) {
        switch (message) {
            case SipRequest request -> onRequest(flow, request);
            case SipResponse response -> onResponse(flow, response);
        }
    }

    /** As a request by {@link #onMessage}, but the queue's reserve is open to it. */
    public void onUrgentRequest(Flow flow, SipRequest request) {
        int shard = routing.ofRequest(request);
        TransactionTable table = tables.get(shard);
        shards.get(shard).tryExecute(() -> table.onUrgentRequest(request, flow));
    }

    /** As a request by {@link #onMessage}, some time later. */
    public void onRequestLater(Flow flow, SipRequest request, long delayNanos) {
        int index = routing.ofRequest(request);
        SignallingShard shard = shards.get(index);
        TransactionTable table = tables.get(index);
        if (!shard.offer(() -> shard.schedule(delayNanos, () -> table.onRequest(request, flow)))) {
            counters.increment(EdgeCounter.SHARD_OVERLOADS);
        }
    }

    /** Where a request belongs. */
    public int shardOf(SipRequest request) {
        return routing.ofRequest(request);
    }

    @Override
    public int shardCount() {
        return shards.size();
    }

    @Override
    public long delayNanos(int shard) {
        return shards.get(shard).queueDelayNanos();
    }

    @Override
    public long waitedNanos(int shard) {
        return shards.get(shard).queueWaitedNanos();
    }

    @Override
    public int queuePercent(int shard) {
        return shards.get(shard).queuePercent();
    }

    @Override
    public int transactionsPercent() {
        int fullest = 0;
        for (int i = 0; i < tables.size(); i++) {
            fullest = Math.max(fullest, tables.get(i).size());
        }
        return (int) ((long) fullest * PERCENT / limitPerShard);
    }

    @Override
    public void onFlowClosed(Flow flow) {
        for (int i = 0; i < shards.size(); i++) {
            TransactionTable table = tables.get(i);
            // When that is refused (flooded, or closing), whoever still uses the flow finds its sends refused.
            shards.get(i).tryExecuteInTurn(() -> table.onFlowClosed(flow));
        }
    }

    private void onRequest(Flow flow, SipRequest request) {
        int shard = routing.ofRequest(request);
        SignallingShard its = shards.get(shard);
        ArrivedRequest task = new ArrivedRequest(tables.get(shard), request, flow);
        if (flow.hasTime() && its.runNow(task)) {
            return;
        }
        boolean taken = lives(flow, request) ? its.offerFirst(task) : its.offer(task);
        if (!taken) {
            counters.increment(EdgeCounter.SHARD_OVERLOADS);
            if (!request.method().equals(SipMethod.ACK)) {
                flow.send(TransactionTable.overloaded(request));
            }
        }
    }

    /**
     * Whether it belongs to a dialog, or comes from a PBX: neither waits behind phones that want to begin something. A CANCEL
     * has no tag (RFC 3261 §9.1) and stays behind its INVITE.
     */
    private static boolean lives(Flow flow, SipRequest request) {
        return flow.side() == Side.ICP || request.to().tag().isPresent();
    }

    private void onResponse(Flow flow, SipResponse response) {
        OptionalInt shard = routing.ofResponse(response);
        if (shard.isEmpty()) {
            counters.increment(EdgeCounter.RESPONSES_UNMATCHED);
            return;
        }
        SignallingShard its = shards.get(shard.getAsInt());
        ArrivedResponse task = new ArrivedResponse(tables.get(shard.getAsInt()), response, flow);
        if (flow.hasTime() && its.runNow(task)) {
            return;
        }
        if (!its.offerFirst(task)) {
            counters.increment(EdgeCounter.SHARD_OVERLOADS);
        }
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_transactions", "SIP transactions that live now",
                        () -> tables.stream().mapToLong(TransactionTable::size).sum()),
                new Gauge("sbc_shard_queue", "Tasks that wait for the signalling shards",
                        () -> shards.stream().mapToLong(SignallingShard::queued).sum()),
                Gauge.seconds("sbc_shard_wait_seconds",
                        "How long a request that begins something has waited for its shard",
                        () -> shards.stream().mapToLong(SignallingShard::queueWaitedNanos).max().orElse(0)),
                new Gauge("sbc_shards", "Signalling shards", shards::size));
    }

    /** Ends all shards once what is queued has been done. Transport first, so that nothing new comes. */
    @Override
    public void close() {
        for (SignallingShard shard : shards) {
            shard.close();
        }
    }
}
