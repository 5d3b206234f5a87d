package io.sbc.core.call;

import static io.sbc.core.call.Watching.outside;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MESSAGE (RFC 3428) outside a dialog and in a call, and PUBLISH (RFC 3903). */
class Rfc3428MessageTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private static SipRequest.Builder text(SipRequest.Builder message, String text) {
        return message.body("text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private SipRequest.Builder fromAlice() {
        return outside(alice, "MESSAGE", "sip:alice@set.example", "sip:1006@set.example");
    }

    private SipRequest.Builder toBob() {
        return outside(pbx, "MESSAGE", "sip:2000@pbx.example", "sip:token-1006@10.0.0.1:5080");
    }

    @Test
    void shouldTakeAMessageToThePbx() {
        alice.send(text(fromAlice(), "see 10.0.0.9 and ünïcode").build());
        SipRequest message = pbx.takeRequest("MESSAGE");

        assertEquals("sip:1006@pbx.example", message.requestUri());
        assertEquals("sip:1001@pbx.example", message.from().uri());
        assertFalse(message.has(HeaderName.CONTACT));
        assertEquals("text/plain;charset=utf-8", message.header(HeaderName.CONTENT_TYPE).orElseThrow());
        assertEquals("see 10.0.0.9 and ünïcode", Watching.body(message), "what people write is theirs");
        pbx.answer(message, 202, "");
        alice.takeResponse(202);
        bench.assertNothingLeft();
    }

    @Test
    void shouldTakeAMessageToThePhone() {
        pbx.send(text(toBob(), "hello").build());
        SipRequest message = bob.takeRequest("MESSAGE");

        assertEquals("sip:1*006@198.51.100.8:40002;transport=tls", message.requestUri());
        assertEquals("sip:2000@set.example", message.from().uri());
        assertEquals("sip:1*006@set.example", message.to().uri());
        bob.answer(message, 200, "");
        SipResponse ok = pbx.takeResponse(200);
        assertTrue(ok.to().tag().isPresent());
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("480 when the device is known and not registered")
    void shouldAnswer480WhenTheDeviceIsNotRegistered() {
        bench.bindings.all.clear();
        pbx.send(text(outside(pbx, "MESSAGE", "sip:2000@pbx.example", "sip:1006@10.0.0.1:5080"), "hello").build());
        pbx.takeResponse(480);
        pbx.send(text(outside(pbx, "MESSAGE", "sip:2000@pbx.example", "sip:4711@10.0.0.1:5080"), "hello").build());
        pbx.takeResponse(404);
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrNobodyMay() {
        alice.send(text(fromAlice(), "x".repeat(4097)).build());
        alice.takeResponse(413);
        alice.send(text(fromAlice().set(HeaderName.FROM, "<sip:1*006@set.example>;tag=1"), "hello").build());
        alice.takeResponse(407);
        bench.directory.disable(1);
        alice.send(text(fromAlice(), "hello").build());
        alice.takeResponse(403);
        assertTrue(pbx.inbox.isEmpty());
    }

    @Test
    void shouldTellThatThePbxDoesNotAnswerAndTryTheNextThatIsUp() {
        bench.unreachable.add(CallBench.PBX_1);
        alice.send(text(fromAlice(), "hello").build());
        alice.takeResponse(503);

        bench.routes.hops = java.util.List.of(CallBench.FakeRoutes.hop(CallBench.PBX_1),
                CallBench.FakeRoutes.hop(CallBench.PBX_2));
        alice.send(text(fromAlice(), "hello").build());
        bench.pbx2.answer(bench.pbx2.takeRequest("MESSAGE"), 200, "");
        alice.takeResponse(200);

        bench.routes.hops = java.util.List.of(CallBench.FakeRoutes.hop(CallBench.PBX_2));
        alice.send(text(fromAlice(), "hello").build());
        bench.pass(Duration.ofSeconds(33));
        alice.takeResponse(408);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5359 §2.6 in a call: MESSAGE inside the dialog")
    void shouldTakeAMessageInsideACall() {
        Conversation call = Conversation.aliceWithPbx(bench);
        pbx.send(text(pbx.request("MESSAGE"), "in call").build());
        SipRequest message = alice.takeRequest("MESSAGE");
        assertEquals("in call", Watching.body(message));
        alice.answer(message, 200, "");
        pbx.takeResponse(200);
        call.endByPhone();
    }

    @Test
    @DisplayName("RFC 3903 §4 PUBLISH with its entity tag, where it is allowed")
    void shouldPassPublish() {
        alice.send(outside(alice, "PUBLISH", "sip:alice@set.example", "sip:alice@set.example")
                .set(Watching.EVENT, "presence").set(HeaderName.EXPIRES, 600)
                .set(HeaderName.of("SIP-If-Match"), "tag1")
                .body("application/pidf+xml", """
                        <presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:alice@set.example"><tuple id="t1">
                        <status><basic>open</basic></status><contact priority="0.8">sip:alice@198.51.100.7</contact>
                        <timestamp>2026-11-22T04:00:00.5Z</timestamp></tuple></presence>"""
                        .getBytes(StandardCharsets.UTF_8))
                .build());
        SipRequest publish = pbx.takeRequest("PUBLISH");
        String body = Watching.body(publish);

        assertEquals("sip:1001@pbx.example", publish.requestUri());
        assertEquals("tag1", publish.header(HeaderName.of("SIP-If-Match")).orElseThrow());
        assertTrue(body.contains("entity=\"pres:1001@pbx.example\""), body);
        assertTrue(body.contains("<contact priority=\"0.8\">sip:1001@pbx.example</contact>"), body);
        assertTrue(body.contains("2026-11-22T04:00:00.5Z"), body);
        pbx.send(pbx.respond(publish, 200, "t").set(HeaderName.of("SIP-ETag"), "tag2").set(HeaderName.EXPIRES, 300)
                .build());
        SipResponse ok = alice.takeResponse(200);
        assertEquals("tag2", ok.header(HeaderName.of("SIP-ETag")).orElseThrow());
        assertEquals(300, ok.expires().orElseThrow());
    }
}
