package io.sbc.core.sip.transaction;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A table on a shard that the test turns by hand, on a virtual clock. */
final class TransactionBench {

    static final SignallingSettings SETTINGS = new SignallingSettings(1, Duration.ofMillis(500), Duration.ofSeconds(4),
            Duration.ofSeconds(5));

    final VirtualClock clock = new VirtualClock(0);
    final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    final SignallingShard shard = new SignallingShard(11, clock, random, counters);
    final FakeConnector connector = new FakeConnector();
    final RecordingUsers.Server server = new RecordingUsers.Server();
    final RecordingUsers.Client client = new RecordingUsers.Client();
    final FakeFlow udp = new FakeFlow(1, Side.ICP, TransportProtocol.UDP);
    final FakeFlow tls = new FakeFlow(2, Side.SET, TransportProtocol.TLS);
    final TransactionTable table;

    TransactionBench(int limit) {
        table = new TransactionTable(shard, connector, SETTINGS, limit, counters);
        table.serve(server);
    }

    /** Does what is due now. */
    void turn() {
        while (shard.runOnce() > 0) {
            // Until nothing is left to do.
        }
    }

    /** Lets time pass, millisecond by millisecond of the timers. */
    void advance(long millis) {
        for (long i = 0; i < millis; i += 10) {
            clock.advance(Math.min(10, millis - i) * 1_000_000);
            turn();
        }
    }

    void receive(Flow flow, String... lines) {
        switch (parse(lines)) {
            case SipRequest request -> table.onRequest(request, flow);
            case SipResponse response -> table.onResponse(response, flow);
        }
        turn();
    }

    void receive(Flow flow, SipMessage message) {
        switch (message) {
            case SipRequest request -> table.onRequest(request, flow);
            case SipResponse response -> table.onResponse(response, flow);
        }
        turn();
    }

    long count(EdgeCounter counter) {
        return counters.value(counter);
    }

    static SipRequest request(String... lines) {
        return (SipRequest) parse(lines);
    }

    static SipMessage parse(String... lines) {
        byte[] bytes = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return switch (SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)) {
            case ParseResult.Parsed parsed -> parsed.message();
            case ParseResult.Malformed malformed -> throw new AssertionError(malformed.reason());
        };
    }
}
