package io.sbc.core.sip.transport;

import io.netty.channel.EventLoop;
import io.sbc.base.Counters;
import io.sbc.core.fault.DistinctErrors;
import io.sbc.core.Side;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What all flows of one transport share: limits, counters, ids, and the way of a message to its listener. Any thread. */
final class EdgeContext {

    final LimitSettings limits;
    final Counters<EdgeCounter> counters;
    final EdgeGate gate;
    /** Null where nobody captures. */
    final @Nullable WireTap tap;
    final OpenConnections open = new OpenConnections();
    private final TransportListener listener;
    private final DistinctErrors errors = new DistinctErrors(LoggerFactory.getLogger(EdgeContext.class));
    private final AtomicInteger loops = new AtomicInteger();
    private final ConcurrentHashMap<EventLoop, LoopTurn> turns = new ConcurrentHashMap<>();
    private final AtomicLong nextFlowId = new AtomicLong(1);
    private final AtomicInteger setConnections = new AtomicInteger();
    private final AtomicInteger icpConnections = new AtomicInteger();

    EdgeContext(LimitSettings limits, Counters<EdgeCounter> counters, TransportListener listener) {
        this(limits, counters, EdgeGate.OPEN, listener, null);
    }

    EdgeContext(LimitSettings limits, Counters<EdgeCounter> counters, EdgeGate gate, TransportListener listener) {
        this(limits, counters, gate, listener, null);
    }

    EdgeContext(LimitSettings limits, Counters<EdgeCounter> counters, EdgeGate gate, TransportListener listener,
            @Nullable WireTap tap) {
        this.tap = tap;
        this.limits = limits;
        this.counters = counters;
        this.gate = gate;
        this.listener = listener;
    }

    long nextFlowId() {
        return nextFlowId.getAndIncrement();
    }

    /** Of an event loop: there are as many as processors. */
    LoopTurn turnOf(EventLoop loop) {
        return turns.computeIfAbsent(loop, its -> new LoopTurn(its, loops.getAndIncrement()));
    }

    /** Open connections of a side. */
    AtomicInteger connections(Side side) {
        return side == Side.SET ? setConnections : icpConnections;
    }

    /** One framed message: parsed and passed on, or answered (RFC 3261 §18.3), or counted. True when it was well-formed. */
    boolean onBytes(Flow flow, byte[] bytes) {
        return switch (gate.admits(flow, bytes)) {
            case PASS -> onAdmitted(flow, bytes);
            case DROP -> false;
            case PAUSE -> {
                if (flow instanceof StreamFlow stream) {
                    stream.pauseReading();
                }
                yield false;
            }
            case CLOSE -> {
                flow.close("not admitted");
                yield false;
            }
        };
    }

    private boolean onAdmitted(Flow flow, byte[] bytes) {
        switch (SipParser.parse(bytes, 0, bytes.length, limits.message())) {
            case ParseResult.Parsed parsed -> {
                counters.increment(EdgeCounter.MESSAGES_RECEIVED);
                if (tap != null) {
                    tap.received(flow, parsed.message());
                }
                listener.onMessage(flow, completed(flow, parsed.message()));
                return true;
            }
            case ParseResult.Malformed malformed -> {
                counters.increment(EdgeCounter.MALFORMED_MESSAGES);
                if (tap != null) {
                    tap.malformed(flow, bytes);
                }
                gate.onMalformed(flow.side(), flow.protocol(), flow.remote().getAddress());
                malformed.answerable().ifPresent(answer -> answer(flow, answer));
                return false;
            }
        }
    }

    /** Answers what could not be framed, if its head is that of a request. */
    void onBrokenHead(Flow flow, byte[] head, int status) {
        switch (SipParser.parse(head, 0, head.length, limits.message())) {
            case ParseResult.Parsed parsed -> {
                if (parsed.message() instanceof SipRequest request) {
                    answer(flow, SipResponse.to(request, status).build());
                }
            }
            case ParseResult.Malformed malformed -> malformed.answerable().ifPresent(answer -> answer(flow, answer));
        }
    }

    /** A message is on its way out. */
    void onSent(Flow flow, SipMessage message) {
        counters.increment(EdgeCounter.MESSAGES_SENT);
        if (tap != null) {
            tap.sent(flow, message);
        }
    }

    /** An exception in a handler: a bug of ours. */
    void onBug(String where, Throwable bug) {
        counters.increment(EdgeCounter.EDGE_ERRORS);
        errors.report(where, bug);
    }

    void onFlowClosed(Flow flow) {
        listener.onFlowClosed(flow);
    }

    private static SipMessage completed(Flow flow, SipMessage message) {
        return switch (message) {
            case SipRequest request -> ReceivedVia.complete(request, flow.remote());
            case SipResponse response -> response;
        };
    }

    private static void answer(Flow flow, SipResponse answer) {
        SipResponse completed;
        try {
            completed = ReceivedVia.complete(answer, flow.remote());
        } catch (MalformedHeaderException noVia) {
            // The Via is what was malformed: over this flow the response finds its way without it.
            completed = answer;
        }
        flow.send(completed);
    }
}
