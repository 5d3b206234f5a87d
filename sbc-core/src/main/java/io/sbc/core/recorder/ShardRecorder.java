package io.sbc.core.recorder;

import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.record.CallRecord;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Flow;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The flight recorder of one shard. A message that comes or goes finds its {@link Trace} by its Call-ID and is copied behind it; an
 * INVITE or a REGISTER that finds none begins one. All of it is on the shard's thread and waits for nothing: when the blocks are used
 * up, finished registration attempts give theirs back, the oldest first, then calls do.
 */
public final class ShardRecorder implements Witness {

    /** A late ACK, and what was on its way when the call ended. */
    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    /** Who was challenged may still come back with credentials. */
    private static final long CHALLENGED_NANOS = Duration.ofSeconds(32).toNanos();

    /** Quality is sampled the less often the longer a call lasts: some hundred samples for the longest. */
    private static final int SAMPLE_SPACING = 40;

    /** One trace takes no more: a peer that repeats itself forever shall not push out all others. Octets. */
    private static final int TRACE_MAX = 1 << 20;

    /** What can be said of a decision in a line. */
    private static final int WORDS_MAX = 400;

    private final ShardContext shard;
    private final Counters<RecorderCounter> counters;
    private final Supplier<String> ids;
    private final Consumer<Finished> store;
    private final BlockArena arena;
    private final RegistrationAttempts attempts;
    private final Map<String, Trace> byCallId = new HashMap<>();
    private final Map<String, Trace> calls = new HashMap<>();
    private final TraceQueue openCalls = new TraceQueue();
    private final ByteBuffer head = ByteBuffer.allocate(EventCodec.HEAD_MAX);
    private volatile int tracing;

    /**
     * @param octets the budget of this shard
     * @param isUser whether there is a device of that set-side user
     * @param perUser attempts that are kept of each device
     * @param ids names for calls
     * @param store takes ended calls; does not wait
     */
    ShardRecorder(ShardContext shard, long octets, Predicate<String> isUser, int perUser, Supplier<String> ids,
            Counters<RecorderCounter> counters, Consumer<Finished> store) {
        this.shard = shard;
        this.counters = counters;
        this.ids = ids;
        this.store = store;
        this.arena = new BlockArena(octets);
        this.attempts = new RegistrationAttempts(isUser, perUser, this::forget);
    }

    // ---- what happens

    @Override
    public void onReceived(SipMessage message, Flow flow, boolean repeated) {
        Trace trace = byCallId.get(message.callId());
        if (message instanceof SipRequest request) {
            trace = begun(trace, request, flow, repeated);
        }
        if (trace != null) {
            record(trace, message, flow, false, repeated);
            if (trace.kind == Trace.Kind.REGISTRATION && trace.source.isEmpty()
                    && message instanceof SipResponse response && response.isFinal()) {
                onRefreshed(trace, response);
            }
        }
    }

    /** The PBX answered a REGISTER that no phone waits for. */
    private static void onRefreshed(Trace trace, SipResponse response) {
        trace.status = response.status();
        if (response.status() != 401 && response.status() != 407) {
            trace.phase = Trace.Phase.CLOSED;
        }
    }

    /** The trace of a request: the one there is, or a new one where something begins. */
    private @Nullable Trace begun(@Nullable Trace known, SipRequest request, Flow flow, boolean repeated) {
        SipMethod method = request.method();
        if (method.equals(SipMethod.REGISTER) && flow.side() == Side.SET) {
            return attempt(known, request, flow, repeated);
        }
        if (known == null && method.equals(SipMethod.INVITE) && request.to().tag().isEmpty()) {
            Trace trace = new Trace(Trace.Kind.CALL, ids.get(), shard.clock().epochMillis(), shard.clock().nanoTime());
            trace.first = request;
            trace.source = flow.remote().getAddress().getHostAddress();
            calls.put(trace.id, trace);
            openCalls.add(trace);
            name(trace, request.callId());
            resize();
            return trace;
        }
        return known;
    }

    private Trace attempt(@Nullable Trace known, SipRequest request, Flow flow, boolean repeated) {
        long sequence = request.cseq().number();
        if (known != null && known.kind == Trace.Kind.REGISTRATION && (repeated || known.sequence == sequence
                || (known.phase == Trace.Phase.OPEN && !restarts(known, request)))) {
            known.sequence = sequence;
            return known;
        }
        Trace trace = new Trace(Trace.Kind.REGISTRATION, ids.get(), shard.clock().epochMillis(),
                shard.clock().nanoTime());
        trace.user = request.to().sipUri().map(SipUri::userDecoded).orElse("");
        trace.source = flow.remote().getAddress().getHostAddress();
        trace.sequence = sequence;
        name(trace, request.callId());
        attempts.add(trace);
        resize();
        return trace;
    }

    /** A phone that was challenged and comes without credentials begins anew. */
    private static boolean restarts(Trace known, SipRequest request) {
        return known.challenged && !request.has(HeaderName.AUTHORIZATION);
    }

    private void name(Trace trace, String callId) {
        if (!trace.callIds.contains(callId)) {
            trace.callIds.add(callId);
            byCallId.put(callId, trace);
        }
    }

    @Override
    public void onSent(SipMessage message, Flow flow, boolean repeated) {
        Trace trace = byCallId.get(message.callId());
        if (trace == null) {
            return;
        }
        if (trace.kind == Trace.Kind.REGISTRATION && flow.side() == Side.ICP) {
            trace = upstream(trace, message);
        }
        record(trace, message, flow, true, repeated);
        if (message instanceof SipResponse response && response.isFinal() && !repeated) {
            onFinal(trace, response, flow);
        }
    }

    /** What we refresh at the PBX without a phone that asks is an attempt of its own, which begins with the request. */
    private Trace upstream(Trace trace, SipMessage message) {
        if (trace.phase == Trace.Phase.OPEN || !(message instanceof SipRequest)
                || message.cseq().number() == trace.sequence) {
            return trace;
        }
        Trace own = new Trace(Trace.Kind.REGISTRATION, ids.get(), shard.clock().epochMillis(),
                shard.clock().nanoTime());
        own.user = trace.user;
        own.sequence = message.cseq().number();
        name(own, message.callId());
        attempts.add(own);
        return own;
    }

    private void onFinal(Trace trace, SipResponse response, Flow flow) {
        SipMethod method = response.cseq().method();
        if (trace.kind == Trace.Kind.REGISTRATION) {
            if (method.equals(SipMethod.REGISTER) && flow.side() == Side.SET) {
                trace.status = response.status();
                trace.challenged = response.status() == 401 || response.status() == 407;
                if (!trace.challenged) {
                    trace.phase = Trace.Phase.CLOSED;
                }
            }
        } else if (trace.call == null && trace.phase == Trace.Phase.OPEN && method.equals(SipMethod.INVITE)) {
            trace.status = response.status();
            trace.challenged = response.status() == 407 || response.status() == 401;
            lingers(trace, trace.challenged ? CHALLENGED_NANOS : LINGER_NANOS);
        }
    }

    @Override
    public void onNoWay(SipRequest request, NextHop hop, Throwable why) {
        Throwable root = why;
        for (int depth = 0; root.getCause() != null && depth < 8; depth++) {
            root = root.getCause();
        }
        decide(request.callId(), "no-connection",
                "no connection to " + hop.address().getAddress().getHostAddress() + " port " + hop.address().getPort()
                        + " over " + hop.protocol() + ": " + root.getClass().getSimpleName() + ": "
                        + root.getMessage());
    }

    @Override
    public void onFlowClosed(Flow flow) {
        if (flow.side() != Side.SET || calls.isEmpty()) {
            return;
        }
        for (Trace trace : calls.values()) {
            if (trace.setFlow == flow.id() && trace.phase == Trace.Phase.OPEN) {
                record(trace, "phone-connection-lost",
                        "the connection of " + flow.remote().getAddress().getHostAddress()
                                + " port " + flow.remote().getPort() + " over " + flow.protocol() + " is gone");
            }
        }
    }

    @Override
    public void onDecision(String callId, String kind, String words) {
        decide(callId, kind, words);
    }

    private void decide(String callId, String kind, String words) {
        Trace trace = byCallId.get(callId);
        if (trace != null) {
            if (kind.equals("wrong-credentials") || kind.equals("unknown-user")) {
                trace.wrong = true;
            }
            record(trace, kind, words);
        }
    }

    @Override
    public void onUpstream(String callId, String upstreamCallId) {
        Trace trace = byCallId.get(callId);
        if (trace != null && trace.kind == Trace.Kind.REGISTRATION) {
            if (!trace.callIds.contains(upstreamCallId)) {
                trace.callIds.add(upstreamCallId);
            }
            byCallId.put(upstreamCallId, trace);
        }
    }

    @Override
    public void onCall(CallRecord now) {
        Trace trace = calls.get(now.id());
        if (trace == null) {
            trace = adopt(now);
        }
        trace.call = now;
        trace.first = null;
        if (!now.otherCallId().isEmpty()) {
            name(trace, now.otherCallId());
        }
        sample(trace, now);
        if (now.endedMillis().isPresent() && trace.phase == Trace.Phase.OPEN) {
            lingers(trace, LINGER_NANOS);
        }
    }

    /** The trace that the call's INVITE began gets the call's name; a second call of the same Call-ID gets one of its own. */
    private Trace adopt(CallRecord now) {
        Trace begun = byCallId.get(now.callId());
        Trace trace = new Trace(Trace.Kind.CALL, now.id(), now.startedMillis(),
                begun == null || begun.call != null ? shard.clock().nanoTime() : begun.startedNanos);
        calls.put(trace.id, trace);
        openCalls.add(trace);
        if (begun == null) {
            name(trace, now.callId());
        } else if (begun.call != null) {
            trace.callIds.add(now.callId());
            begun.twin = trace;
        } else {
            calls.remove(begun.id);
            openCalls.remove(begun);
            begun.phase = Trace.Phase.CLOSED;
            trace.source = begun.source;
            trace.takeOver(begun);
            begun.callIds.forEach(callId -> name(trace, callId));
        }
        return trace;
    }

    // ---- what is kept

    private long micros(Trace trace) {
        long now = shard.clock().nanoTime();
        trace.lastNanos = now;
        return (now - trace.startedNanos) / 1000;
    }

    private void record(Trace trace, SipMessage message, Flow flow, boolean sent, boolean repeated) {
        if (flow.side() == Side.SET) {
            trace.setFlow = flow.id();
        }
        message.lend((octets, offset, length) -> {
            EventCodec.message(head, micros(trace), sent, repeated, flow.side(), flow.protocol(), flow.local(),
                    flow.remote(), length);
            append(trace, octets, offset, length);
        });
        Trace twin = trace.twin;
        if (twin != null && flow.side() == Side.ICP) {
            record(twin, message, flow, sent, repeated);
        }
    }

    private void record(Trace trace, String kind, String words) {
        byte[] kindOctets = kind.getBytes(StandardCharsets.UTF_8);
        byte[] wordOctets = (words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) : words)
                .getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[kindOctets.length + wordOctets.length];
        System.arraycopy(kindOctets, 0, both, 0, kindOctets.length);
        System.arraycopy(wordOctets, 0, both, kindOctets.length, wordOctets.length);
        EventCodec.decision(head, micros(trace), kindOctets, wordOctets.length);
        append(trace, both, 0, both.length);
    }

    private void sample(Trace trace, CallRecord now) {
        MediaQuality quality = now.quality();
        if (quality.sampledMillis() == trace.sampledMillis || quality.streams().isEmpty() || now.media().isEmpty()
                || now.media().get().streams().isEmpty()) {
            return;
        }
        List<MediaVerdict> verdicts = quality.verdicts();
        for (MediaVerdict verdict : verdicts.subList(Math.min(trace.verdictsSeen, verdicts.size()), verdicts.size())) {
            record(trace, "media-" + word(verdict.cause()), verdict.words());
        }
        trace.verdictsSeen = verdicts.size();
        long nanos = shard.clock().nanoTime();
        long age = nanos - trace.startedNanos;
        if (trace.sampledNanos != 0 && now.endedMillis().isEmpty()
                && nanos - trace.sampledNanos < age / SAMPLE_SPACING) {
            return;
        }
        trace.sampledNanos = nanos;
        trace.sampledMillis = quality.sampledMillis();
        EventCodec.sample(head, micros(trace), figures(now, MediaSide.SET), figures(now, MediaSide.ICP));
        append(trace, EMPTY, 0, 0);
    }

    private static final byte[] EMPTY = {};

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Figures figures(CallRecord call, MediaSide side) {
        MediaStats.Direction counted = call.media().orElseThrow().streams().getFirst().on(side);
        MediaQuality.Direction quality = call.quality().streams().getFirst().on(side);
        long refused = counted.authenticationFailures() + counted.replays() + counted.wrongSource()
                + counted.malformed() + counted.unexpected() + counted.refusals().limited();
        return new Figures(counted.packetsReceived(), quality.lossPercentNow(), counted.jitterMicros(),
                quality.mosNow().orElse(quality.mos().orElse(0)), refused);
    }

    /** The head that was just written, and octets behind it. */
    private void append(Trace trace, byte[] octets, int offset, int length) {
        if ((trace.phase == Trace.Phase.CLOSED && trace.kind == Trace.Kind.CALL)
                || trace.length + head.position() + length > TRACE_MAX) {
            lost(trace);
            return;
        }
        int before = trace.length;
        while (!trace.append(arena, head.array(), 0, head.position())
                || !trace.append(arena, octets, offset, length)) {
            trace.rewind(arena, before);
            if (!makeRoom(trace)) {
                lost(trace);
                return;
            }
        }
        trace.events++;
        counters.increment(RecorderCounter.EVENTS);
    }

    private void lost(Trace trace) {
        trace.dropped++;
        counters.increment(RecorderCounter.EVENTS_DROPPED);
    }

    /** Of finished attempts the oldest goes, else of all calls the oldest loses what it has. */
    private boolean makeRoom(Trace but) {
        Trace victim = attempts.oldest(but);
        if (victim != null) {
            counters.add(RecorderCounter.EVENTS_DROPPED, victim.events);
            attempts.remove(victim);
            return true;
        }
        victim = openCalls.oldest(but);
        if (victim == null) {
            return false;
        }
        counters.add(RecorderCounter.EVENTS_DROPPED, victim.events);
        victim.empty(arena, true);
        openCalls.remove(victim);
        openCalls.add(victim); // what it will get from now on is new
        return true;
    }

    /** An attempt is no longer wanted. */
    private void forget(Trace trace) {
        trace.empty(arena, false);
        trace.phase = Trace.Phase.CLOSED;
        trace.callIds.forEach(callId -> byCallId.remove(callId, trace));
        resize();
    }

    private void lingers(Trace trace, long nanos) {
        Trace.Phase before = trace.phase;
        boolean challenged = trace.call == null && trace.challenged;
        if (!challenged) {
            trace.phase = Trace.Phase.LINGERS;
        }
        if (before == Trace.Phase.OPEN) {
            shard.schedule(nanos, () -> finish(trace, challenged));
        }
    }

    /** A call is over. {@code abandoned} is one that was challenged and came back meanwhile, or did not. */
    private void finish(Trace trace, boolean abandoned) {
        boolean cameBack = abandoned && (trace.call != null || trace.phase != Trace.Phase.OPEN || !trace.challenged);
        if (trace.phase == Trace.Phase.CLOSED || cameBack) {
            return;
        }
        store.accept(new Finished(recording(trace), trace.copy()));
        trace.phase = Trace.Phase.CLOSED;
        openCalls.remove(trace);
        calls.remove(trace.id);
        trace.callIds.forEach(callId -> byCallId.remove(callId, trace));
        trace.empty(arena, false);
        resize();
    }

    private void resize() {
        tracing = calls.size() + attempts.size();
    }

    // ---- what is read; on the shard

    /** What there is of a call now, by its id or one of its Call-IDs; events included. */
    Optional<Recording> call(String idOrCallId) {
        Trace trace = calls.get(idOrCallId);
        if (trace == null) {
            trace = byCallId.get(idOrCallId);
        }
        return trace == null || trace.kind != Trace.Kind.CALL
                ? Optional.empty()
                : Optional.of(withEvents(trace));
    }

    /** The attempts of a user, or from an address where the user is not known; the newest first. */
    List<Recording> attempts(String userOrSource) {
        return attempts.of(userOrSource).stream().map(this::withEvents).toList();
    }

    private Recording withEvents(Trace trace) {
        Recording bare = recording(trace);
        return new Recording(bare.id(), bare.registration(), bare.user(), bare.source(), bare.caller(), bare.callee(),
                bare.callIds(), bare.startedMillis(), bare.endedMillis(), bare.status(), bare.call(),
                EventCodec.read(trace.copy()), bare.dropped());
    }

    private Recording recording(Trace trace) {
        CallRecord call = trace.call;
        long lastMillis = trace.startedMillis + (trace.lastNanos - trace.startedNanos) / 1_000_000;
        if (call != null) {
            return new Recording(trace.id, false, call.device(), trace.source, call.caller(), call.callee(),
                    trace.callIds, trace.startedMillis, call.endedMillis(), call.status(), Optional.of(call), List.of(),
                    trace.dropped);
        }
        OptionalLong ended = trace.phase == Trace.Phase.OPEN && !trace.challenged
                ? OptionalLong.empty()
                : OptionalLong.of(lastMillis);
        return new Recording(trace.id, trace.kind == Trace.Kind.REGISTRATION, trace.user, trace.source,
                user(trace.first, true), user(trace.first, false), trace.callIds, trace.startedMillis, ended,
                trace.status, Optional.empty(), List.of(), trace.dropped);
    }

    private static String user(@Nullable SipRequest invite, boolean from) {
        try {
            return invite == null
                    ? ""
                    : (from ? invite.from() : invite.to()).sipUri().map(SipUri::userDecoded).orElse("");
        } catch (MalformedHeaderException unreadable) {
            return "";
        }
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
