package io.sbc.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransaction;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Several shards, turned by hand. */
class SignallingEngineTest {

    private static final int SHARDS = 5;

    private final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    private final List<String> heard = new ArrayList<>();
    private final List<Transactions> transactions = new ArrayList<>();
    private final List<ShardContext> contexts = new ArrayList<>();
    private final FakeFlow flow = new FakeFlow(1, Side.SET, TransportProtocol.TLS);
    private final SignallingEngine engine = new SignallingEngine(
            new SignallingSettings(SHARDS, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5)), 1000,
            new FakeConnector(), new VirtualClock(0),
            () -> RandomGeneratorFactory.of("L64X128MixRandom").create(contexts.size()), counters, this::core);

    @Test
    void shouldBringCancelAndAckToTheShardOfTheirInvite() {
        for (int i = 0; i < 50; i++) {
            heard.clear();
            SipRequest invite = request("INVITE", "call-" + i, "<sip:1002@sbc.example.com>");
            receive(invite);
            int shard = Integer.parseInt(heard.getFirst().substring(0, 1));
            SipResponse rejected = SipResponse.to(invite, 486).toTag(contexts.get(shard).newTag()).build();

            receive(request("CANCEL", "call-" + i, "<sip:1002@sbc.example.com>"));
            receive(request("ACK", "call-" + i, rejected.to().toString()));

            assertEquals(List.of(shard + " INVITE", shard + " cancelled"), heard.subList(0, 2));
            assertEquals(shard, engine.routing().ofRequest(request("ACK", "call-" + i, rejected.to().toString())));
        }
    }

    @Test
    void shouldBringARequestInADialogToTheShardThatMadeOurTag() {
        for (int i = 0; i < SHARDS; i++) {
            heard.clear();
            receive(request("BYE", "any", "<sip:1002@sbc.example.com>;tag=" + contexts.get(i).newTag()));

            assertEquals(List.of(i + " BYE"), heard);
        }
    }

    @Test
    void shouldBringARegisterToTheShardOfItsUserWhateverItsCallId() {
        Set<Integer> shards = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            shards.add(engine.routing().ofRequest(request("REGISTER", "call-" + i, "<sip:1*006@sbc.example.com>")));
        }

        assertEquals(Set.of(engine.routing().ofUser("1*006")), shards);
        assertEquals(engine.routing().ofUser("1*006"),
                engine.routing().ofRequest(request("REGISTER", "x", "<sip:1%2A006@sbc.example.com>")));
    }

    @Test
    void shouldUseAllShards() {
        Set<Integer> byUser = new HashSet<>();
        Set<Integer> byCall = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byUser.add(engine.routing().ofUser(Integer.toString(1000 + i)));
            byCall.add(engine.routing().ofRequest(request("OPTIONS", "call-" + i, "<sip:sbc.example.com>")));
        }

        assertEquals(SHARDS, byUser.size());
        assertEquals(SHARDS, byCall.size());
    }

    @Test
    void shouldBringAResponseToTheShardThatSentTheRequest() {
        for (int i = 0; i < SHARDS; i++) {
            int shard = i;
            ClientTransaction sent = transactions.get(i).send(
                    request("OPTIONS", "ours", "<sip:1001@x>").edit().remove(HeaderName.VIA).build(),
                    new OverFlow(flow),
                    new ClientTransactionUser() {
                        @Override
                        public void onResponse(SipResponse response) {
                            heard.add(shard + " " + response.status());
                        }

                        @Override
                        public void onFailure(TransactionFailure failure) {
                            heard.add(shard + " " + failure);
                        }
                    });
            receive(SipResponse.to(sent.request(), 200).toTag("x").build());
        }

        assertEquals(List.of("0 200", "1 200", "2 200", "3 200", "4 200"), heard);
    }

    @Test
    void shouldDropAResponseToNoBranchOfOurs() {
        receive(SipResponse.to(request("OPTIONS", "c", "<sip:1001@x>"), 200).toTag("x").build());
        SipRequest beyond = request("OPTIONS", "c", "<sip:1001@x>").edit()
                .set(HeaderName.VIA, "SIP/2.0/TLS x;branch=z9hG4bKz9-1234").build();
        receive(SipResponse.to(beyond, 200).toTag("x").build());

        assertEquals(2, counters.value(EdgeCounter.RESPONSES_UNMATCHED));
    }

    @Test
    void shouldTellEveryShardOfAClosedFlow() {
        engine.onFlowClosed(flow);
        turn();

        assertEquals(List.of("0 closed", "1 closed", "2 closed", "3 closed", "4 closed"), heard);
    }

    @Test
    void shouldAnswer503WhenAShardIsFloodedButNeverToAnAck() {
        SipRequest options = request("OPTIONS", "c", "<sip:1001@x>");
        SignallingShard shard = engine.shards().get(engine.routing().ofRequest(options));
        while (shard.offer(() -> {})) {
            // Until it is full.
        }

        engine.onMessage(flow, options);
        assertEquals(503, flow.onlyResponse().status());
        engine.onMessage(flow, request("ACK", "c", "<sip:1001@x>"));

        assertTrue(flow.drain().isEmpty());
        assertEquals(2, counters.value(EdgeCounter.SHARD_OVERLOADS));
    }

    @Test
    void shouldShowItsTransactionsAsAGauge() {
        receive(request("OPTIONS", "c", "<sip:1001@x>"));

        Gauge gauge = engine.gauges().getFirst();
        assertEquals("sbc_transactions", gauge.metric());
        assertEquals(1, gauge.value().getAsLong());
    }

    private ServerTransactionUser core(ShardContext shard, Transactions table) {
        contexts.add(shard);
        transactions.add(table);
        return new ServerTransactionUser() {
            @Override
            public void onRequest(ServerTransaction transaction) {
                heard.add(shard.index() + " " + transaction.request().method());
            }

            @Override
            public void onAck(SipRequest ack, Flow over) {
                heard.add(shard.index() + " ACK");
            }

            @Override
            public void onCancel(ServerTransaction invite) {
                heard.add(shard.index() + " cancelled");
            }

            @Override
            public void onFailure(ServerTransaction transaction, TransactionFailure failure) {
                heard.add(shard.index() + " " + failure);
            }

            @Override
            public void onFlowClosed(Flow closed) {
                heard.add(shard.index() + " closed");
            }
        };
    }

    private void receive(SipMessage message) {
        engine.onMessage(flow, message);
        turn();
    }

    private void turn() {
        engine.shards().forEach(SignallingShard::runOnce);
    }

    private static SipRequest request(String method, String callId, String to) {
        byte[] bytes = String.join("\r\n", method + " sip:1002@sbc.example.com SIP/2.0",
                "Via: SIP/2.0/TLS 192.0.2.7:5061;branch=z9hG4bK" + callId, "Max-Forwards: 70",
                "From: <sip:1001@sbc.example.com>;tag=a", "To: " + to, "Call-ID: " + callId, "CSeq: 7 " + method,
                "Content-Length: 0", "", "").getBytes(StandardCharsets.UTF_8);
        return switch (SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)) {
            case ParseResult.Parsed parsed -> (SipRequest) parsed.message();
            case ParseResult.Malformed malformed -> throw new AssertionError(malformed.reason());
        };
    }
}
