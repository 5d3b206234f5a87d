package io.sbc.core.call;

import static io.sbc.core.call.Watching.EVENT;
import static io.sbc.core.call.Watching.STATE;
import static io.sbc.core.call.Watching.accept;
import static io.sbc.core.call.Watching.aliceWatches;
import static io.sbc.core.call.Watching.body;
import static io.sbc.core.call.Watching.notice;
import static io.sbc.core.call.Watching.outside;
import static io.sbc.core.call.Watching.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Message waiting, subscribed and not (RFC 3842), and with it what every subscription does (RFC 6665): refresh, end,
 * limits, what a phone's absence makes of it.
 */
class Rfc3842MessageWaitingTest {

    private static final String SUMMARY = "application/simple-message-summary";
    private static final String BODY = "Messages-Waiting: yes\r\nMessage-Account: sip:1001@10.0.0.9\r\n"
            + "Voice-Message: 4/8 (1/2)\r\n\r\nMessage-ID: 7@10.0.0.9\r\n";

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest told(String state) {
        pbx.send(notice(pbx, "message-summary", state, SUMMARY, BODY).build());
        SipRequest notify = alice.takeRequest("NOTIFY");
        alice.answer(notify, 200, "");
        pbx.takeResponse(200);
        return notify;
    }

    private void end() {
        told("terminated;reason=noresource");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§3 SUBSCRIBE and NOTIFY of a mailbox")
    void shouldSubscribeToTheMailboxAtThePbx() {
        alice.send(subscribe(alice, "sip:alice@set.example", "message-summary")
                .set(HeaderName.ACCEPT, SUMMARY).build());
        SipRequest subscribe = pbx.takeRequest("SUBSCRIBE");
        assertEquals("sip:1001@pbx.example", subscribe.requestUri());
        assertEquals("sip:1001@pbx.example", subscribe.from().uri());
        assertEquals("sip:token-1001@10.0.0.1:5080;transport=udp", subscribe.contacts().getFirst().uri());
        assertEquals(SUMMARY, subscribe.header(HeaderName.ACCEPT).orElseThrow());
        assertEquals(600, subscribe.expires().orElseThrow());
        accept(pbx, subscribe, 300);
        SipResponse ok = alice.takeResponse(200);
        assertEquals(300, ok.expires().orElseThrow());
        alice.join(ok);

        SipRequest notify = told("active;expires=299");

        assertEquals("message-summary", notify.header(EVENT).orElseThrow());
        assertEquals("active;expires=299", notify.header(STATE).orElseThrow());
        assertEquals("Messages-Waiting: yes\r\nMessage-Account: sip:alice@set.example\r\n"
                + "Voice-Message: 4/8 (1/2)\r\n", body(notify));
        assertEquals(SUMMARY, notify.contentType().orElseThrow());
        assertNone(alice.heard, List.of("10.0.0.", "pbx.example", "node1", "token-"));
        assertNone(pbx.heard, List.of("198.51.100.", "192.0.2.1", "set.example", "alice-"));
        end();
    }

    private static void assertNone(List<SipMessage> heard, List<String> markers) {
        for (SipMessage message : heard) {
            String text = new String(message.toBytes(), StandardCharsets.UTF_8);
            markers.forEach(marker -> assertFalse(text.contains(marker), () -> marker + " shows in\n" + message));
        }
    }

    @Test
    @DisplayName("RFC 6665 §4.4.1 a NOTIFY before the 2xx makes the dialog")
    void shouldTakeANotifyBeforeTheAnswer() {
        alice.send(subscribe(alice, "sip:alice@set.example", "message-summary").build());
        SipRequest subscribe = pbx.takeRequest("SUBSCRIBE");
        Watching.join(pbx, subscribe, "pbx-1-watched");

        told("active;expires=600");
        accept(pbx, subscribe, 600);

        alice.join(alice.takeResponse(200));
        end();
    }

    @Test
    @DisplayName("RFC 6665 §4.5.2 the NOTIFY of another fork gets 481")
    void shouldRefuseTheNotifyOfAnotherFork() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        Parked first = Parked.of(pbx);

        pbx.local = pbx.local.replace("pbx-1-watched", "pbx-1-other");
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, BODY).build());

        pbx.takeResponse(481);
        first.resume(pbx);
        end();
    }

    @Test
    @DisplayName("RFC 6665 §4.1.2.2 refresh, §4.1.2.3 unsubscribe")
    void shouldRefreshAndUnsubscribe() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        bench.pass(Duration.ofSeconds(500));
        alice.send(alice.request("SUBSCRIBE").set(EVENT, "message-summary").set(HeaderName.EXPIRES, 600).build());
        SipRequest refresh = pbx.takeRequest("SUBSCRIBE");
        assertEquals("pbx-1-watched", refresh.to().tag().orElseThrow());
        pbx.send(pbx.respond(refresh, 200, "").set(HeaderName.EXPIRES, 600).build());
        alice.takeResponse(200);
        bench.pass(Duration.ofSeconds(500));
        assertEquals(1, bench.subscriptions.size());

        alice.send(alice.request("SUBSCRIBE").set(EVENT, "message-summary").set(HeaderName.EXPIRES, 0).build());
        SipRequest unsubscribe = pbx.takeRequest("SUBSCRIBE");
        assertEquals(0, unsubscribe.expires().orElseThrow());
        pbx.send(pbx.respond(unsubscribe, 200, "").set(HeaderName.EXPIRES, 0).build());
        alice.takeResponse(200);
        SipRequest last = told("terminated;reason=timeout");

        assertEquals("terminated;reason=timeout", last.header(STATE).orElseThrow());
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndAtItsExpiryWithoutRefresh() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");

        bench.pass(Duration.ofSeconds(633));

        assertEquals(1, bench.requestCounters.value(RequestCounter.EXPIRED));
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, BODY).build());
        pbx.takeResponse(481);
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndWhenEitherSideDoesNotKnowIt() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        alice.send(alice.request("SUBSCRIBE").set(EVENT, "message-summary").build());
        pbx.send(pbx.respond(pbx.takeRequest("SUBSCRIBE"), 481, "").build());
        alice.takeResponse(481);
        assertEquals(0, bench.subscriptions.size());

        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, BODY).build());
        alice.answer(alice.takeRequest("NOTIFY"), 481, "");
        pbx.takeResponse(481);

        bench.assertNothingLeft();
    }

    @Test
    void shouldPassTheRefusalOfThePbx() {
        alice.send(subscribe(alice, "sip:alice@set.example", "message-summary").build());
        pbx.answer(pbx.takeRequest("SUBSCRIBE"), 489, "");

        alice.takeResponse(489);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswerTheChallengeOfThePbx() {
        alice.send(subscribe(alice, "sip:alice@set.example", "message-summary").build());
        SipRequest first = pbx.takeRequest("SUBSCRIBE");
        pbx.send(pbx.respond(first, 407, "c").set(HeaderName.PROXY_AUTHENTICATE, "challenge").build());

        SipRequest second = pbx.takeRequest("SUBSCRIBE");
        assertEquals("credentials of 1001", second.header(HeaderName.PROXY_AUTHORIZATION).orElseThrow());
        assertEquals(first.cseq().number() + 1, second.cseq().number());
        accept(pbx, second, 600);
        alice.join(alice.takeResponse(200));
        end();
    }

    @Test
    void shouldChallengeAPhoneThatIsNotRegisteredOverThisFlow() {
        alice.send(subscribe(alice, "sip:1*006@set.example", "message-summary")
                .set(HeaderName.FROM, "<sip:1*006@set.example>;tag=x").build());

        alice.takeResponse(407);
        alice.send(subscribe(alice, "sip:1*006@set.example", "message-summary")
                .set(HeaderName.FROM, "<sip:1*006@set.example>;tag=x")
                .set(HeaderName.PROXY_AUTHORIZATION, "right").build());
        assertEquals("sip:1006@pbx.example", pbx.takeRequest("SUBSCRIBE").requestUri());
    }

    @Test
    void shouldTryTheNextNodeOfThePbx() {
        bench.routes.hops = List.of(CallBench.FakeRoutes.hop(CallBench.PBX_1),
                CallBench.FakeRoutes.hop(CallBench.PBX_2));
        alice.send(subscribe(alice, "sip:alice@set.example", "message-summary").build());
        pbx.send(pbx.respond(pbx.takeRequest("SUBSCRIBE"), 503, "x").build());

        SipRequest second = bench.pbx2.takeRequest("SUBSCRIBE");
        accept(bench.pbx2, second, 600);

        alice.join(alice.takeResponse(200));
        alice.send(alice.request("SUBSCRIBE").set(EVENT, "message-summary").build());
        bench.pbx2.takeRequest("SUBSCRIBE");
    }

    @Test
    void shouldRefuseWhatIsNotCarried() {
        alice.send(subscribe(alice, "sip:alice@set.example", "winfo").build());
        assertEquals(String.join(", ", CallBench.SUBSCRIPTIONS.packages()),
                alice.takeResponse(489).header(HeaderName.of("Allow-Events")).orElseThrow());
        alice.send(subscribe(alice, "sip:alice@set.example", "dialog").remove(EVENT).build());
        alice.takeResponse(400);
        alice.send(subscribe(alice, "sip:alice@set.example", "dialog").set(HeaderName.EXPIRES, 30).build());
        assertEquals("60", alice.takeResponse(423).header(HeaderName.MIN_EXPIRES).orElseThrow());
        alice.send(subscribe(alice, "sip:alice@set.example", "dialog").remove(HeaderName.CONTACT).build());
        alice.takeResponse(400);

        bench.assertNothingLeft();
    }

    @Test
    void shouldKeepToTheLimitOfADevice() {
        for (int i = 0; i < 4; i++) {
            aliceWatches(bench, "sip:100" + i + "@set.example", "dialog");
        }
        alice.send(subscribe(alice, "sip:1009@set.example", "dialog").build());

        assertTrue(alice.takeResponse(503).has(HeaderName.RETRY_AFTER));
        assertEquals(1, bench.requestCounters.value(RequestCounter.LIMIT_REACHED));
        bench.pass(Duration.ofSeconds(640));
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("lesson 8: the subscription follows the device to its new flow")
    void shouldTellThePhoneOnItsNewFlow() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        bench.close(bench.aliceFlow);
        bench.pass(Duration.ofSeconds(20));
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, BODY).build());
        pbx.takeResponse(200);
        assertTrue(alice.inbox.isEmpty());
        assertEquals(1, bench.requestCounters.value(RequestCounter.PARKED));

        FakeFlow next = bench.phoneFlow(alice, "198.51.100.7", 40123);
        bench.bindings.replaced.put(bench.aliceFlow, next);
        bench.register(bench.directory.get(1), alice, next, "");
        bench.pass(Duration.ofSeconds(6));

        alice.answer(alice.takeRequest("NOTIFY"), 200, "");
        told("active;expires=300");
        end();
    }

    @Test
    void shouldUnsubscribeForAPhoneThatStaysAway() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        bench.close(bench.aliceFlow);

        bench.pass(Duration.ofSeconds(71));

        SipRequest unsubscribe = pbx.takeRequest("SUBSCRIBE");
        assertEquals(0, unsubscribe.expires().orElseThrow());
        assertEquals("pbx-1-watched", unsubscribe.to().tag().orElseThrow());
        pbx.answer(unsubscribe, 200, "");
        assertEquals(0, bench.subscriptions.size());
        bench.assertNothingLeft();
    }

    @Test
    void shouldAcceptNotifiesFromThePbxOnly() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");

        bench.receive(notice(pbx, "message-summary", "active", SUMMARY, BODY).build(), bench.bobFlow);

        bench.bob.takeResponse(403);
        assertTrue(alice.inbox.isEmpty());
        end();
    }

    /** Whoever knows the ids of a subscription cannot end it: the flow has to own it. */
    @Test
    void shouldAcceptARefreshFromTheSubscribersOwnFlowsOnly() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");

        bench.receive(alice.request("SUBSCRIBE").set(EVENT, "message-summary").set(HeaderName.EXPIRES, 0).build(),
                bench.bobFlow);

        bench.bob.takeResponse(403);
        assertTrue(pbx.inbox.isEmpty());
        assertEquals(1, bench.subscriptions.size());
        end();
    }

    @Test
    void shouldRefuseABodyThatIsMalformedOrTooLarge() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");

        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, "nonsense").build());
        pbx.takeResponse(400);
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, "X-Y: " + "z".repeat(5000)).build());
        pbx.takeResponse(413);
        pbx.send(notice(pbx, "message-summary", "active", "application/octet-stream", "10.0.0.9").build());
        SipRequest notify = alice.takeRequest("NOTIFY");

        assertEquals(0, notify.bodyLength(), "a type that nobody translates stays where it is");
        alice.answer(notify, 200, "");
        pbx.takeResponse(200);
        end();
    }

    @Test
    @DisplayName("unsolicited NOTIFY: to all phones of the device")
    void shouldBringAnUnsolicitedNotifyToAllPhonesOfTheDevice() {
        ScriptedPeer mobile = new ScriptedPeer("mobile", "sip:alice@198.51.100.77:40077;transport=tls", bench.ids,
                message -> bench.receive(message, bench.bindings.onFlowOf(40077)), bench::settle);
        bench.register(bench.directory.get(1), mobile, bench.phoneFlow(mobile, "198.51.100.77", 40077), "");

        pbx.send(notice(unsolicited(), "message-summary", "active", SUMMARY, BODY).build());
        SipRequest one = alice.takeRequest("NOTIFY");
        SipRequest other = mobile.takeRequest("NOTIFY");
        assertEquals("sip:alice@198.51.100.7:40001;transport=tls", one.requestUri());
        assertEquals("sip:alice@198.51.100.77:40077;transport=tls", other.requestUri());
        assertEquals("sip:alice@set.example", one.to().uri());
        assertTrue(body(one).contains("Message-Account: sip:alice@set.example\r\n"));
        assertEquals("active", one.header(STATE).orElseThrow());
        alice.answer(one, 481, "");
        assertTrue(pbx.inbox.isEmpty());
        mobile.answer(other, 200, "");

        pbx.takeResponse(200);
        bench.assertNothingLeft();
    }

    private ScriptedPeer unsolicited() {
        outside(pbx, "NOTIFY", "sip:voicemail@pbx.example", "sip:token-1001@10.0.0.1:5080");
        return pbx;
    }

    @Test
    void shouldRefuseAnUnsolicitedNotifyAsThePhonesDo() {
        pbx.send(notice(unsolicited(), "message-summary", "active", SUMMARY, BODY).build());
        alice.answer(alice.takeRequest("NOTIFY"), 489, "");
        pbx.takeResponse(489);

        bench.bindings.all.clear();
        pbx.send(notice(unsolicited(), "message-summary", "active", SUMMARY, BODY).build());
        pbx.takeResponse(404); // the token went with the binding
        outside(pbx, "NOTIFY", "sip:voicemail@pbx.example", "sip:1001@10.0.0.1:5080");
        pbx.send(notice(pbx, "message-summary", "active", SUMMARY, BODY).build());
        pbx.takeResponse(480);
        outside(alice, "NOTIFY", "sip:alice@set.example", "sip:1006@set.example");
        alice.send(notice(alice, "message-summary", "active", SUMMARY, BODY).build());
        alice.takeResponse(481);
    }

    @Test
    void shouldUnsubscribeForADeviceThatWasDisabled() {
        aliceWatches(bench, "sip:alice@set.example", "message-summary");
        bench.directory.disable(1);

        bench.pass(Duration.ofSeconds(6));

        SipRequest unsubscribe = pbx.takeRequest("SUBSCRIBE");
        assertEquals(0, unsubscribe.expires().orElseThrow());
        pbx.answer(unsubscribe, 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("as-feature-event: what a SUBSCRIBE sets goes with it")
    void shouldCarryTheBodyOfASubscribe() {
        aliceWatches(bench, "sip:alice@set.example", "as-feature-event");
        alice.send(alice.request("SUBSCRIBE").set(EVENT, "as-feature-event").body("application/x-as-feature-event+xml",
                "<SetForwarding xmlns=\"urn:csta\"><device>alice</device><forwardDN>sip:1007@set.example</forwardDN></SetForwarding>"
                        .getBytes(StandardCharsets.UTF_8))
                .build());

        SipRequest wish = pbx.takeRequest("SUBSCRIBE");

        assertTrue(body(wish).contains("<forwardDN>sip:1007@pbx.example</forwardDN>"), () -> body(wish));
        pbx.answer(wish, 200, "");
        alice.takeResponse(200);
    }
}
