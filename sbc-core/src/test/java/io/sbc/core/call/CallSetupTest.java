package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call, where it goes, and what is refused before or while a call is made. */
class CallSetupTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest inviteTo(String requestUri, String sdp) {
        return alice.invite(requestUri, "sip:alice@set.example", "sip:x@set.example", sdp);
    }

    private SipRequest pbxInvite(String requestUri, String to) {
        return pbx.invite(requestUri, "sip:2000@pbx.example", to, Sdp.pbxOffer());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip:*21*1009%23@set.example                | sip:*21*1009%23@pbx.example
            sip:1*006@192.0.2.1:5061;transport=tls     | sip:1*006@pbx.example
            sip:+4930123@set.example;user=phone        | sip:+4930123@pbx.example
            sips:1006@set.example                      | sip:1006@pbx.example
            """)
    void shouldKeepTheDialledUserPart(String dialled, String sent) {
        alice.send(inviteTo(dialled, Sdp.phoneOffer()));

        assertEquals(sent, pbx.takeRequest("INVITE").requestUri());
    }

    @Test
    void shouldTakeATelUri() {
        SipRequest invite = inviteTo("sip:x@set.example", Sdp.phoneOffer());
        byte[] tel = new String(invite.toBytes(), StandardCharsets.UTF_8)
                .replace("INVITE sip:x@set.example", "INVITE tel:+49-30-12;phone-context=x")
                .getBytes(StandardCharsets.UTF_8);

        alice.send(Wire.request(tel));

        assertEquals("sip:+493012@pbx.example", pbx.takeRequest("INVITE").requestUri());
    }

    @Test
    void shouldAnswer416ForAnotherScheme() {
        byte[] http = inviteTo("sip:x@set.example", "").toString()
                .replace("INVITE sip:x@set.example", "INVITE http://x.example").getBytes(StandardCharsets.UTF_8);

        alice.send(Wire.request(http));

        alice.takeResponse(416);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAcceptFromByTheContactThatIsRegisteredOnTheFlow() {
        bob.send(bob.invite("sip:1001@set.example", "sip:1%2A006@set.example", "sip:1001@set.example",
                Sdp.phoneOffer()));

        bob.takeResponse(100);
        assertEquals("sip:1006@pbx.example", pbx.takeRequest("INVITE").from().uri());
    }

    @Test
    void shouldChallengeWhoIsNotRegisteredUnderThatNameOnTheFlow() {
        bob.send(bob.invite("sip:1001@set.example", "sip:alice@set.example", "sip:1001@set.example",
                Sdp.phoneOffer()));

        SipResponse challenge = bob.takeResponse(407);

        assertTrue(challenge.has(HeaderName.PROXY_AUTHENTICATE));
        assertTrue(pbx.inbox.isEmpty());
        assertEquals(1, bench.counters.value(CallCounter.CHALLENGED));
    }

    @Test
    void shouldAnswer403ForADisabledDevice() {
        bench.directory.disable(1);

        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));

        alice.takeResponse(403);
    }

    @Test
    void shouldAnswer403ForADeviceThatIsNotRegistered() {
        bench.bindings.all.clear();
        alice.send(ScriptedPeer.described(
                inviteTo("sip:1006@set.example", "").edit().set(HeaderName.PROXY_AUTHORIZATION, "right"),
                Sdp.phoneOffer()).build());

        alice.takeResponse(403);
    }

    @Test
    void shouldAnswer403ToASourceThatIsNoPbx() {
        bench.receive(pbxInvite("sip:token-1006@10.0.0.1:5080", "sip:1006@pbx.example"),
                new FakeFlow(911, io.sbc.core.Side.ICP, io.sbc.core.sip.transport.TransportProtocol.UDP,
                        bench.aliceFlow.local(), new java.net.InetSocketAddress("10.9.9.9", 5060), pbx::onMessage));

        pbx.takeResponse(403);
        assertTrue(bob.inbox.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"sip:token-1006@10.0.0.1:5080,sip:x@pbx.example", "sip:1006@pbx.example,sip:x@pbx.example",
        "sip:gone-token@10.0.0.1,sip:1006@pbx.example"})
    void shouldFindThePhoneByTokenThenByExtensionThenByTo(String requestUri, String to) {
        pbx.send(pbxInvite(requestUri, to));

        assertEquals(bob.contact, bob.takeRequest("INVITE").requestUri());
    }

    @Test
    void shouldAnswer404ForAnUnknownExtension() {
        pbx.send(pbxInvite("sip:4711@pbx.example", "sip:4711@pbx.example"));

        pbx.takeResponse(404);
    }

    @Test
    void shouldAnswer480ForAPhoneThatIsNotRegistered() {
        bench.close(bench.bobFlow);

        pbx.send(pbxInvite("sip:token-1006@10.0.0.1:5080", "sip:1006@pbx.example"));

        pbx.takeResponse(480);
    }

    @Test
    void shouldShowAnAnonymousCallerAsAnonymous() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:anonymous@anonymous.invalid", "sip:1006@pbx.example",
                Sdp.pbxOffer()));

        assertEquals("sip:anonymous@anonymous.invalid", bob.takeRequest("INVITE").from().uri());
    }

    @Test
    void shouldAnswer483WhenNoHopsAreLeft() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()).edit().set(HeaderName.MAX_FORWARDS, 0).build());

        alice.takeResponse(483);
    }

    @Test
    void shouldAnswer420WithWhatIsNotSupported() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()).edit()
                .set(HeaderName.REQUIRE, "100rel, precondition, x").build());

        assertEquals("precondition, x", alice.takeResponse(420).header(HeaderName.UNSUPPORTED).orElseThrow());
    }

    @Test
    void shouldOfferNoExtensionOfTheCallerButThoseOfTransfers() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()).edit()
                .set(HeaderName.SUPPORTED, "x-made-up, replaces, 100rel").build());

        SipRequest invite = pbx.takeRequest("INVITE");

        assertFalse(invite.lists(HeaderName.SUPPORTED, "x-made-up"));
        assertTrue(invite.lists(HeaderName.SUPPORTED, "replaces"));
    }

    @Test
    void shouldAnswer415ToABodyThatIsNoDescription() {
        alice.send(inviteTo("sip:1006@set.example", "").edit()
                .body("multipart/mixed;boundary=x", "--x--".getBytes(StandardCharsets.UTF_8)).build());

        assertEquals("application/sdp", alice.takeResponse(415).header(HeaderName.ACCEPT).orElseThrow());
    }

    @Test
    void shouldAnswer400ToAMalformedDescription() {
        alice.send(inviteTo("sip:1006@set.example", "v=0\r\nnonsense"));

        alice.takeResponse(100);
        alice.takeResponse(400);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer400WithoutContact() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()).edit().remove(HeaderName.CONTACT).build());

        alice.takeResponse(400);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer488WithWarningWhenNoSuiteIsCommon() {
        alice.send(inviteTo("sip:1006@set.example",
                Sdp.phoneOffer().replaceAll("AES_CM_128_HMAC_SHA1_..", "F8_128_HMAC_SHA1_80")));

        alice.takeResponse(100);
        SipResponse refusal = alice.takeResponse(488);

        assertTrue(refusal.header(HeaderName.WARNING).orElseThrow().matches("\\d{3} SBC \".+\""));
        assertEquals(1, bench.counters.value(CallCounter.NOT_ACCEPTABLE));
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer503WithRetryAfterWhenPortsAreExhausted() {
        bench.media.refuse = true;

        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));

        alice.takeResponse(100);
        assertTrue(Integer.parseInt(alice.takeResponse(503).header(HeaderName.RETRY_AFTER).orElseThrow()) > 0);
        assertTrue(pbx.inbox.isEmpty(), "nobody rings for a call that cannot have media");
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer503WithRetryAfterBeyondTheLimitOfCalls() {
        CallBench small = new CallBench(1);
        small.alice.send(small.alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1@x",
                Sdp.phoneOffer()));
        small.alice.takeResponse(100);

        small.bob.send(small.bob.invite("sip:1001@set.example", "sip:1*006@set.example", "sip:1@x",
                Sdp.phoneOffer()));

        assertTrue(small.bob.takeResponse(503).has(HeaderName.RETRY_AFTER));
        assertEquals(1, small.totals.calls());
        assertEquals(1, small.counters.value(CallCounter.LIMIT_REACHED));
    }

    @Test
    void shouldAnswer503WhenNoPbxIsKnown() {
        bench.routes.hops = java.util.List.of();

        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));

        alice.takeResponse(100);
        alice.takeResponse(503);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer408AndCancelWhenNobodyAnswersInTime() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 180, "");
        alice.inbox.clear();

        bench.pass(Duration.ofSeconds(181));

        alice.takeResponse(408);
        pbx.send(SipResponse.to(pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        pbx.send(pbx.respond(invite, 487, "pbx-1-server-tag").build());
        bench.assertNothingLeft();
        assertEquals(1, bench.counters.value(CallCounter.ANSWER_TIMEOUT));
    }

    @Test
    void shouldGiveUpWhenTheMediaPlaneDoesNotAnswer() {
        bench.media.silent = true;
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));
        alice.takeResponse(100);

        bench.pass(Duration.ofSeconds(181));

        alice.takeResponse(408);
        bench.assertNothingLeft();
    }

    @Test
    void shouldPlayEarlyMediaAndLetTheLastAnswerCount() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 183, Sdp.pbxAnswer().replace("10.0.0.9", "10.0.0.50"));
        SipResponse early = alice.takeResponse(183);
        pbx.answer(invite, 180, "");
        alice.takeResponse(180);
        assertEquals("10.0.0.50", remoteIcp(0));

        pbx.answer(invite, 200, Sdp.pbxAnswer());

        SipResponse ok = alice.takeResponse(200);
        assertEquals("10.0.0.9", remoteIcp(1));
        assertEquals(cryptoLines(early), cryptoLines(ok), "our key for the phone does not change with the answer");
    }

    @Test
    void shouldConfirmTheEarlyAnswerWhenThe200HasNone() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 183, Sdp.pbxAnswer());
        SipResponse early = alice.takeResponse(183);

        pbx.answer(invite, 200, "");

        assertEquals(new String(early.body(), StandardCharsets.UTF_8),
                new String(alice.takeResponse(200).body(), StandardCharsets.UTF_8));
    }

    /** MED-3: the caller gets 488, the callee's leg is acknowledged and ended. */
    @Test
    void shouldAnswer488AndEndTheCalleeWhenItsAnswerHasNoCrypto() {
        pbx.send(pbxInvite("sip:token-1006@10.0.0.1:5080", "sip:1006@pbx.example"));
        pbx.takeResponse(100);
        SipRequest invite = bob.takeRequest("INVITE");

        bob.answer(invite, 200, Sdp.phoneAnswerInTheClear());

        bob.takeRequest("ACK");
        bob.answer(bob.takeRequest("BYE"), 200, "");
        assertTrue(pbx.takeResponse(488).has(HeaderName.WARNING));
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndTheCalleeWhenItAnswersWithoutDescription() {
        pbx.send(pbxInvite("sip:token-1006@10.0.0.1:5080", "sip:1006@pbx.example"));
        pbx.takeResponse(100);

        bob.answer(bob.takeRequest("INVITE"), 200, "");

        bob.takeRequest("ACK");
        bob.answer(bob.takeRequest("BYE"), 200, "");
        pbx.takeResponse(488);
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswerAgain488WhenTheLateAnswerDoesNotFit() {
        alice.send(inviteTo("sip:1006@set.example", ""));
        alice.takeResponse(100);
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxOffer());
        SipResponse ok = alice.takeResponse(200);

        alice.send(alice.ack(ok, ""));

        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** Lesson 21: a PBX that is a proxy brings our own INVITE back; it is the second call of two. */
    @Test
    void shouldKeepTwoCallsApartWhenAProxyBringsOurOwnLegBack() {
        alice.send(inviteTo("sip:1006@set.example", Sdp.phoneOffer()));
        alice.takeResponse(100);
        SipRequest ours = pbx.takeRequest("INVITE");
        SipRequest back = ours.edit().prepend(HeaderName.VIA, "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKproxy1;rport")
                .requestUri(CallBench.icpContact(bench.directory.get(2))).set(HeaderName.MAX_FORWARDS, 68)
                .prepend(HeaderName.RECORD_ROUTE, "<sip:10.0.0.9;lr>").build();

        pbx.send(back);
        pbx.takeResponse(100);
        SipRequest ringing = bob.takeRequest("INVITE");
        bob.answer(ringing, 200, Sdp.phoneAnswer());
        bob.takeRequest("ACK");
        SipResponse fromSecond = pbx.takeResponse(200);
        pbx.send(fromSecond.edit().removeFirst(HeaderName.VIA).build());
        SipRequest ackOfFirst = pbx.takeRequest("ACK");
        pbx.send(ackOfFirst.edit().prepend(HeaderName.VIA, "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKproxy2;rport").build());
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));

        assertEquals(2, bench.totals.calls());
        assertEquals(4, bench.totals.dialogs());
        assertNotEquals(ours.callId(), ringing.callId());
        assertNotEquals(ours.from().tag(), ringing.from().tag());
        assertEquals(2, bench.media.sessions.size());

        bob.send(bob.request("BYE").build());
        bob.takeResponse(200);
        SipRequest byeOfSecond = pbx.takeRequest("BYE");
        pbx.send(byeOfSecond.edit().prepend(HeaderName.VIA, "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKproxy3;rport")
                .build());
        SipResponse byeOk = pbx.takeResponse(200);
        pbx.send(byeOk.edit().removeFirst(HeaderName.VIA).build());
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
        assertEquals(0, bench.counters.value(CallCounter.NO_DIALOG));
    }

    private String remoteIcp(int plan) {
        return bench.media.only().applied.get(plan).streams().getFirst().icp().orElseThrow().remoteRtp().orElseThrow()
                .getHostString();
    }

    private static java.util.List<String> cryptoLines(SipResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("a=crypto"))
                .toList();
    }
}
