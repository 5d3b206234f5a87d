package io.sbc.core.recorder;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Copies what happens behind a {@link Trace}: messages, decisions, samples of quality. Owned by the shard. */
final class TraceWriter {

    /** Quality is sampled the less often the longer a call lasts: some hundred samples for the longest. */
    private static final int SAMPLE_SPACING = 40;

    /** One trace takes no more: a peer that repeats itself forever shall not push out all others. Octets. */
    private static final int TRACE_MAX = 1 << 20;

    /** What can be said of a decision in a line. */
    private static final int WORDS_MAX = 400;

    private static final byte[] EMPTY = {};

    private final BlockArena arena;
    private final Clock clock;
    private final Counters<RecorderCounter> counters;
    private final Predicate<Trace> makeRoom;
    private final ByteBuffer head = ByteBuffer.allocate(EventCodec.HEAD_MAX);

    /** @param makeRoom takes blocks from another trace than this; false when no other has any */
    TraceWriter(BlockArena arena, Clock clock, Counters<RecorderCounter> counters, Predicate<Trace> makeRoom) {
        this.arena = arena;
        this.clock = clock;
        this.counters = counters;
        this.makeRoom = makeRoom;
    }

    private long micros(Trace trace) {
        long now = clock.nanoTime();
        trace.lastNanos = now;
        return (now - trace.startedNanos) / 1000;
    }

    void message(Trace trace, SipMessage message, Flow flow, boolean sent, boolean repeated) {
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
            message(twin, message, flow, sent, repeated);
        }
    }

    void decision(Trace trace, String kind, String words) {
        byte[] kindOctets = kind.getBytes(StandardCharsets.UTF_8);
        byte[] wordOctets = (words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) : words)
                .getBytes(StandardCharsets.UTF_8);
        EventCodec.decision(head, micros(trace), kindOctets, wordOctets.length);
        append(trace, wordOctets, 0, wordOctets.length);
    }

    /** What media says of the call now, if that is news. */
    void quality(Trace trace, CallRecord now) {
        MediaQuality quality = now.quality();
        if (quality.sampledMillis() == trace.sampledMillis || quality.streams().isEmpty() || now.media().isEmpty()
                || now.media().get().streams().isEmpty()) {
            return;
        }
        List<MediaVerdict> verdicts = quality.verdicts();
        for (MediaVerdict verdict : verdicts.subList(Math.min(trace.verdictsSeen, verdicts.size()), verdicts.size())) {
            decision(trace, "media-" + word(verdict.cause()), verdict.words());
        }
        trace.verdictsSeen = verdicts.size();
        sources(trace, now.media().get().streams());
        long nanos = clock.nanoTime();
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

    /** Another SSRC than before (RFC 3550 §8): music on hold, a transfer behind the peer, or a stranger. */
    private void sources(Trace trace, List<MediaStats.Stream> streams) {
        int seen = 0;
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < streams.size(); i++) {
            for (MediaSide side : MediaSide.values()) {
                int sources = streams.get(i).on(side).reception().sources();
                seen += Math.max(0, sources - 1);
                if (sources > 1) {
                    words.append(words.isEmpty() ? "" : ", ").append("stream ").append(i + 1).append(" of the ")
                            .append(side == MediaSide.SET ? "phone" : "PBX").append(" has had ").append(sources)
                            .append(" sources (SSRC)");
                }
            }
        }
        if (seen > trace.sourcesSeen) {
            decision(trace, "media-source-changed", words.toString());
        }
        trace.sourcesSeen = seen;
    }

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
            if (!makeRoom.test(trace)) {
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
}
