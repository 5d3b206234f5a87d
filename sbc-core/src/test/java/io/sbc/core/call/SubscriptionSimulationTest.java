package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.subscription.RequestCounter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Subscriptions, transfers and messages by dice: a phone whose connection breaks and comes back, a PBX that accepts,
 * refuses or stays silent. Whatever happens, limits hold, nothing of one side shows on the other, and when all is over
 * nothing is left.
 */
class SubscriptionSimulationTest {

    private static final List<String> OF_ICP = List.of("10.0.0.", "pbx.example", "node1", "token-");
    private static final List<String> OF_SET = List.of("198.51.100.", "192.0.2.1", "set.example", "alice-");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final List<Parked> watched = new ArrayList<>();
    private final List<Parked> watching = new ArrayList<>();
    private FakeFlow flow = bench.aliceFlow;
    private int port = 41000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597})
    void shouldLeaveNothingBehind(long seed) {
        Random dice = new Random(seed);
        for (int step = 0; step < 120; step++) {
            act(dice);
            answer(dice);
            bench.pass(Duration.ofMillis(dice.nextInt(20) * 500L));
            assertTrue(bench.subscriptions.size() <= CallBench.SUBSCRIPTIONS.perDevice(), "limit of the device");
        }
        answer(new Random(seed));
        bench.pass(Duration.ofSeconds(700));
        answer(dice);

        for (RequestCounter counter : List.of(RequestCounter.SUBSCRIBED, RequestCounter.NOTIFIED,
                RequestCounter.NOTICES)) {
            assertTrue(bench.requestCounters.value(counter) > 0, counter::name);
        }
        assertNone(bench.alice.heard, OF_ICP);
        assertNone(bench.pbx.heard, OF_SET);
        bench.assertNothingLeft();
    }

    private void act(Random dice) {
        ScriptedPeer alice = bench.alice;
        ScriptedPeer pbx = bench.pbx;
        switch (dice.nextInt(9)) {
            case 0, 1 -> alice.send(Watching.subscribe(alice, "sip:1006@set.example", "dialog")
                    .set(HeaderName.CALL_ID, "alice-" + dice.nextLong()).build());
            case 2 -> alice.send(Watching.outside(alice, "REFER", "sip:alice@set.example", "sip:700@set.example")
                    .set(HeaderName.CALL_ID, "alice-" + dice.nextLong())
                    .set(HeaderName.of("Refer-To"), "<sip:1007@set.example>").build());
            case 3, 4 -> notify(dice, dice.nextInt(5) == 0 ? "terminated;reason=noresource" : "active;expires=600");
            case 5 -> {
                if (!watching.isEmpty()) {
                    watching.get(dice.nextInt(watching.size())).resume(alice);
                    alice.send(alice.request("SUBSCRIBE").set(Watching.EVENT, "dialog")
                            .set(HeaderName.EXPIRES, dice.nextBoolean() ? 0 : 600).build());
                }
            }
            case 6 -> {
                if (flow.isOpen()) {
                    bench.close(flow);
                } else {
                    flow = bench.phoneFlow(alice, "198.51.100.7", port++);
                    bench.bindings.replaced.put(bench.aliceFlow, flow);
                    bench.register(bench.directory.get(1), alice, flow, "");
                }
            }
            case 7 -> pbx.send(Watching.notice(
                    outsideOfPbx(pbx, dice), "message-summary", "active", "application/simple-message-summary",
                    "Messages-Waiting: yes\r\nMessage-Account: sip:1001@10.0.0.9\r\n").build());
            default -> bench.pass(Duration.ofSeconds(dice.nextInt(40)));
        }
    }

    private static ScriptedPeer outsideOfPbx(ScriptedPeer pbx, Random dice) {
        Watching.outside(pbx, "NOTIFY", "sip:voicemail@pbx.example", "sip:token-1001@10.0.0.1:5080");
        pbx.callId = "pbx-" + dice.nextLong();
        return pbx;
    }

    private void notify(Random dice, String state) {
        if (!watched.isEmpty()) {
            watched.get(dice.nextInt(watched.size())).resume(bench.pbx);
            bench.pbx.send(Watching.notice(bench.pbx, dice.nextInt(8) == 0 ? "refer" : "dialog", state,
                    "application/dialog-info+xml", Rfc4235DialogEventTest.dialogInfo(
                            Rfc4235DialogEventTest.dialog("c" + dice.nextInt(3) + "@10.0.0.9", "a", "b", "early")))
                    .build());
        }
    }

    /** Both peers answer what has come, or do not. */
    private void answer(Random dice) {
        for (int rounds = 0; rounds < 4; rounds++) {
            for (SipMessage heard = bench.pbx.inbox.poll(); heard != null; heard = bench.pbx.inbox.poll()) {
                if (heard instanceof SipRequest request) {
                    byPbx(request, dice);
                }
            }
            for (SipMessage heard = bench.alice.inbox.poll(); heard != null; heard = bench.alice.inbox.poll()) {
                switch (heard) {
                    case SipRequest request when dice.nextInt(6) > 0 ->
                        bench.alice.answer(request, dice.nextInt(8) == 0 ? 481 : 200, "");
                    case SipResponse made when made.isSuccess() && made.has(HeaderName.CONTACT)
                            && made.cseq().method().name().equals("SUBSCRIBE") -> {
                        bench.alice.callId = made.callId();
                        bench.alice.local = made.from().toString();
                        bench.alice.join(made);
                        watching.add(Parked.of(bench.alice));
                    }
                    default -> {
                        // not heard
                    }
                }
            }
        }
    }

    private void byPbx(SipRequest request, Random dice) {
        boolean first = request.to().tag().isEmpty();
        switch (dice.nextInt(8)) {
            case 0 -> bench.pbx.answer(request, dice.nextBoolean() ? 503 : 481, "");
            case 1 -> {
                // not heard
            }
            default -> {
                String tag = "pbx-" + dice.nextInt(1_000_000);
                if (first) {
                    Watching.join(bench.pbx, request, tag);
                    watched.add(Parked.of(bench.pbx));
                }
                bench.pbx.send(bench.pbx.respond(request, 200, first ? tag : "").set(HeaderName.EXPIRES,
                        request.expires().orElse(60)).build());
            }
        }
    }

    private static void assertNone(List<SipMessage> heard, List<String> markers) {
        for (SipMessage message : heard) {
            if (message instanceof SipResponse) {
                continue; // they echo what the peer itself wrote
            }
            String text = new String(message.toBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("^\\S+ \\S+ SIP/2.0", ""); // the Request-URI is the peer's own Contact
            markers.forEach(marker -> assertFalse(text.contains(marker), () -> marker + " shows in\n" + message));
        }
    }
}
