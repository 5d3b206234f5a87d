package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.EdgeGate;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportListener;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real guard before the real engine, shards turned by hand on a virtual clock; what gets through is kept. After each test
 * that passed all benches that it made are ended (ADR 0450): what was served is answered, connections are lost, the longest
 * of the guard's times passes, and nothing may be left.
 */
final class GuardBench implements AfterEachCallback {

    /** Those of the test that runs on this thread. */
    private static final ThreadLocal<List<GuardBench>> MADE = ThreadLocal.withInitial(ArrayList::new);

    /** Longer than a block grows, than emergency calls are remembered, and than failed logins count. */
    private static final Duration EVERYTHING_OVER = Duration.ofDays(8);
    private static final Set<String> ENDS = Set.of("sbc_transactions", "sbc_shard_queue", "sbc_guard_blocks",
            "sbc_guard_registered_flows", "sbc_guard_users_attacked");
    private static final Duration TIMERS_OVER = Duration.ofSeconds(70);

    final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    final SbcConfig config;
    final Guard guard;
    final EdgeGate gate;
    final Counters<EdgeCounter> edge = new Counters<>(EdgeCounter.class);
    final SignallingEngine engine;
    final TransportListener door;

    /** What reached the core of a shard. */
    final List<SipRequest> served = new ArrayList<>();

    private long ids;

    private final List<ServerTransaction> open = new ArrayList<>();
    private final List<FakeFlow> flows = new ArrayList<>();

    private GuardBench(String yaml, int transactions) {
        MADE.get().add(this);
        this.config = config(yaml);
        this.guard = new Guard(config.guard(), config.emergency(), clock, new Random(20260101));
        this.gate = guard.gate();
        this.engine = new SignallingEngine(
                new SignallingSettings(2, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5)),
                transactions, new FakeConnector(), clock, () -> new Random(7), edge, guard.emergencyNumbers()::matches,
                (shard, used) -> new Recorder());
        this.door = guard.before(engine);
    }

    /** With the defaults, but for what is said here in YAML. */
    static GuardBench with(String yaml) {
        return new GuardBench(yaml, 1_000_000);
    }

    static GuardBench withTransactions(int limit) {
        return new GuardBench("", limit);
    }

    static SbcConfig config(String yaml) {
        return switch (new ConfigReader(1).parse(yaml)) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    FakeFlow tls(String address) {
        return kept(FakeFlow.from(++ids, Side.SET, TransportProtocol.TLS, address));
    }

    FakeFlow udp(String address) {
        return kept(FakeFlow.from(++ids, Side.SET, TransportProtocol.UDP, address));
    }

    FakeFlow pbx(String address) {
        return kept(FakeFlow.from(++ids, Side.ICP, TransportProtocol.UDP, address));
    }

    private FakeFlow kept(FakeFlow flow) {
        flows.add(flow);
        return flow;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<GuardBench> made = MADE.get();
        MADE.remove();
        if (context.getExecutionException().isEmpty()) {
            made.forEach(GuardBench::endAndAssertNothingLeft);
        }
    }

    private void endAndAssertNothingLeft() {
        turn();
        open.forEach(
                transaction -> transaction.respond(SipResponse.to(transaction.request(), 480).toTag("end").build()));
        turn();
        flows.forEach(flow -> {
            flow.close("the test is over");
            door.onFlowClosed(flow);
        });
        advance(TIMERS_OVER);
        advance(EVERYTHING_OVER);
        Stream.concat(engine.gauges().stream(), guard.gauges().stream()).filter(gauge -> ENDS.contains(gauge.metric()))
                .forEach(gauge -> assertEquals(0, gauge.value().getAsLong(), gauge.metric()));
    }

    /** A flow over which that user is registered. */
    FakeFlow registered(String address, String user) {
        FakeFlow flow = tls(address);
        guard.bindings().onBound(flow, user);
        return flow;
    }

    /** As the transport does it: first the door, then the parser, then the listener; then the shards turn. */
    void receive(Flow flow, String message) {
        deliver(flow, message.getBytes(StandardCharsets.UTF_8));
        turn();
    }

    void deliver(Flow flow, byte[] bytes) {
        switch (gate.admits(flow, bytes)) {
            case PASS -> {
                switch (SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)) {
                    case ParseResult.Parsed parsed -> door.onMessage(flow, parsed.message());
                    case ParseResult.Malformed malformed -> gate.onMalformed(flow.side(), flow.protocol(),
                            flow.remote().getAddress());
                }
            }
            case DROP, PAUSE -> {
                // As asked.
            }
            case CLOSE -> flow.close("not admitted");
        }
    }

    void turn() {
        for (SignallingShard shard : engine.shards()) {
            while (shard.runOnce() > 0) {
                // Until nothing is left.
            }
        }
    }

    void advance(Duration by) {
        clock.advance(by.toNanos());
        turn();
    }

    boolean connects(String address) {
        return gate.admitsConnection(Side.SET, InetAddress.ofLiteral(address));
    }

    long count(GuardCounter counter) {
        return guard.counters().value(counter);
    }

    boolean isBlocked(String address) {
        return guard.view().explain(InetAddress.ofLiteral(address)).block().isPresent();
    }

    /** A request outside a dialog; every one has another branch and Call-ID. */
    String request(String method, String uri, String user, String... more) {
        long number = ++ids;
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(uri).append(" SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK")
                .append(number).append("\r\nMax-Forwards: 70\r\nFrom: <sip:").append(user)
                .append("@sbc.example.com>;tag=a").append(number).append("\r\nTo: <")
                .append(method.equals("REGISTER") ? "sip:" + user + "@sbc.example.com" : uri)
                .append(">\r\nCall-ID: c").append(number).append("\r\nCSeq: 1 ").append(method).append("\r\n");
        for (String field : more) {
            text.append(field).append("\r\n");
        }
        return text.append("Content-Length: 0\r\n\r\n").toString();
    }

    String register(String user, String... more) {
        return request("REGISTER", "sip:sbc.example.com", user, more);
    }

    String invite(String number, String... more) {
        return request("INVITE", "sip:" + number + "@sbc.example.com", "1001", more);
    }

    /** Serves all with silence: the transactions stay. */
    private final class Recorder implements ServerTransactionUser {

        @Override
        public void onRequest(ServerTransaction transaction) {
            served.add(transaction.request());
            open.add(transaction);
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            served.add(ack);
        }

        @Override
        public void onCancel(ServerTransaction invite) {
            // Not of interest.
        }

        @Override
        public void onFailure(ServerTransaction transaction, TransactionFailure failure) {
            // Not of interest.
        }

        @Override
        public void onFlowClosed(Flow flow) {
            // Not of interest.
        }
    }
}
