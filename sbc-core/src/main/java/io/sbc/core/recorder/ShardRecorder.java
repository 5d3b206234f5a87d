package io.sbc.core.recorder;

import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The flight recorder of one shard. A message that comes or goes finds its {@link Trace} by its Call-ID ({@link TraceIndex}) and is copied
 * behind it ({@link TraceWriter}); an INVITE or a REGISTER that finds none begins one ({@link CallTraces}, {@link AttemptTraces}). All of it
 * is on the shard's thread and waits for nothing: when the blocks are used up, finished registration attempts give theirs back, the oldest
 * first, then calls do.
 */
public final class ShardRecorder implements Witness {

    private static final int CAUSES_MAX = 8;

    private final ShardContext shard;
    private final Counters<RecorderCounter> counters;
    private final BlockArena arena;
    private final TraceIndex index = new TraceIndex();
    private final TraceWriter writer;
    private final CallTraces calls;
    private final AttemptTraces attempts;
    private final PlainRefresh refresh = new PlainRefresh();
    private volatile int tracing;

    /**
     * @param octets the budget of this shard
     * @param isUser whether there is a device of that set-side user
     * @param perUser attempts that are kept of each device
     * @param fullPerSecond ended calls a second that are stored with their messages
     * @param ids names for calls
     * @param store takes ended calls; does not wait
     */
    ShardRecorder(ShardContext shard, long octets, Predicate<String> isUser, int perUser, double fullPerSecond,
            Supplier<String> ids, Counters<RecorderCounter> counters, Consumer<Finished> store) {
        this.shard = shard;
        this.counters = counters;
        this.arena = new BlockArena(octets);
        this.writer = new TraceWriter(arena, shard.clock(), counters, this::makeRoom);
        this.calls = new CallTraces(shard, index, arena, new StoragePace(fullPerSecond, shard.clock().nanoTime()),
                ids, store.andThen(gone -> resize()));
        this.attempts = new AttemptTraces(shard, index, arena, ids, isUser, perUser);
    }

    // ---- what happens

    @Override
    public void onReceived(SipMessage message, Flow flow, boolean repeated) {
        keepRefresh();
        if (PlainRefresh.mayBe(message, flow, repeated) && message instanceof SipRequest register
                && attempts.isKnownToGoWell(register, flow)) {
            refresh.begin(register, flow);
            return;
        }
        Trace trace = index.of(message.callId());
        if (message instanceof SipRequest request) {
            trace = begun(trace, request, flow, repeated);
        }
        if (trace != null) {
            writer.message(trace, message, flow, false, repeated);
            if (trace.kind == Trace.Kind.REGISTRATION && message instanceof SipResponse response) {
                AttemptTraces.onAnswered(trace, response);
            }
        }
    }

    /** What was taken for one refresh of many is more than that. */
    private void keepRefresh() {
        if (refresh.isPending()) {
            refresh.tell(this::onMoreThanRefresh);
        }
    }

    private void onMoreThanRefresh(SipRequest register, Flow flow, String upstream, List<String> notes) {
        Trace trace = begun(index.of(register.callId()), register, flow, false);
        if (trace != null) {
            writer.message(trace, register, flow, false, false);
            if (!upstream.isEmpty()) {
                index.lead(upstream, trace);
            }
            for (int i = 0; i < notes.size(); i += 2) {
                writer.decision(trace, notes.get(i), notes.get(i + 1));
            }
        }
    }

    /** The trace of a request: the one there is, or a new one where something begins. */
    private @Nullable Trace begun(@Nullable Trace known, SipRequest request, Flow flow, boolean repeated) {
        Trace trace = known;
        if (request.method().equals(SipMethod.REGISTER) && flow.side() == Side.SET) {
            trace = attempts.of(known, request, flow, repeated);
        } else if (known == null && request.method().equals(SipMethod.INVITE) && request.to().tag().isEmpty()) {
            trace = calls.begin(request, flow);
        }
        if (trace != known) {
            resize();
        }
        return trace;
    }

    @Override
    public void onSent(SipMessage message, Flow flow, boolean repeated) {
        if (refresh.endsWith(message, flow)) {
            counters.increment(RecorderCounter.REFRESHES_COUNTED);
            return;
        }
        keepRefresh();
        Trace known = index.of(message.callId());
        if (known == null) {
            return;
        }
        boolean registration = known.kind == Trace.Kind.REGISTRATION;
        Trace trace = registration && flow.side() == Side.ICP
                ? attempts.upstream(known, message, repeated)
                : known;
        writer.message(trace, message, flow, true, repeated);
        if (message instanceof SipResponse response && response.isFinal() && !repeated) {
            if (registration) {
                AttemptTraces.onFinal(trace, response, flow);
            } else {
                calls.onFinal(trace, response);
            }
        }
    }

    @Override
    public void onNoWay(SipRequest request, NextHop hop, Throwable why) {
        Throwable root = why;
        for (int depth = 0; root.getCause() != null && depth < CAUSES_MAX; depth++) {
            root = root.getCause();
        }
        onDecision(request.callId(), "no-connection",
                "no connection to " + hop.address().getAddress().getHostAddress() + " port " + hop.address().getPort()
                        + " over " + hop.protocol() + ": " + root.getClass().getSimpleName() + ": "
                        + root.getMessage());
    }

    @Override
    public void onFlowClosed(Flow flow) {
        if (flow.side() != Side.SET) {
            return;
        }
        for (Trace trace : calls.all()) {
            if (trace.setFlow == flow.id() && trace.phase == Trace.Phase.OPEN) {
                writer.decision(trace, "phone-connection-lost",
                        "the connection of " + flow.remote().getAddress().getHostAddress()
                                + " port " + flow.remote().getPort() + " over " + flow.protocol() + " is gone");
            }
        }
    }

    @Override
    public void onDecision(String callId, String kind, String words) {
        if (refresh.notes(callId, kind, words)) {
            return;
        }
        keepRefresh();
        Trace trace = index.of(callId);
        if (trace != null) {
            if (kind.equals("wrong-credentials") || kind.equals("unknown-user")) {
                trace.wrong = true;
            }
            writer.decision(trace, kind, words);
        }
    }

    @Override
    public void onUpstream(String callId, String upstreamCallId) {
        if (refresh.leads(callId, upstreamCallId)) {
            return;
        }
        keepRefresh();
        Trace trace = index.of(callId);
        if (trace != null && trace.kind == Trace.Kind.REGISTRATION) {
            index.lead(upstreamCallId, trace);
        }
    }

    @Override
    public void onCall(CallRecord now) {
        Trace trace = calls.onCall(now);
        writer.quality(trace, now);
        if (now.endedMillis().isPresent()) {
            calls.onEnd(trace);
        }
    }

    /** Of finished attempts the oldest goes, else of all calls the oldest loses what it has. */
    private boolean makeRoom(Trace but) {
        int events = attempts.dropOldest(but);
        if (events == 0) {
            events = calls.emptyOldest(but);
        }
        counters.add(RecorderCounter.EVENTS_DROPPED, events);
        return events > 0;
    }

    private void resize() {
        tracing = calls.size() + attempts.size();
    }

    // ---- what is read; on the shard

    /** What there is of a call now, by its id or one of its Call-IDs; events included. */
    Optional<Recording> call(String idOrCallId) {
        Trace byId = calls.of(idOrCallId);
        Trace trace = byId == null ? index.of(idOrCallId) : byId;
        return trace == null || trace.kind != Trace.Kind.CALL
                ? Optional.empty()
                : Optional.of(FlightRecorder.with(trace.bare(), trace.copy()));
    }

    /** The attempts of a user, or from an address where the user is not known; the newest first, no more than these. */
    List<Recording> attempts(String userOrSource, int max) {
        keepRefresh();
        return attempts.of(userOrSource).stream().limit(max)
                .map(trace -> FlightRecorder.with(trace.bare(), trace.copy()))
                .toList();
    }

    /** Octets in use. Any thread. */
    long octets() {
        return arena.octets();
    }

    /** Calls and attempts that are kept. Any thread. */
    int tracing() {
        return tracing;
    }

    ShardContext shard() {
        return shard;
    }
}
