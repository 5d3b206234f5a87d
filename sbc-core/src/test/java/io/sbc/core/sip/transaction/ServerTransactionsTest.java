package io.sbc.core.sip.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that peers send us. */
class ServerTransactionsTest {

    private final TransactionBench bench = new TransactionBench(100);

    @Test
    void shouldSendTryingForAnInviteThatIsNotAnsweredAtOnce() {
        bench.receive(bench.udp, invite("z9hG4bK1"));

        SipResponse trying = bench.udp.onlyResponse();
        assertEquals(100, trying.status());
        assertFalse(trying.to().tag().isPresent());
        assertEquals(List.of("INVITE"), bench.server.heard);
    }

    @Test
    void shouldNotSendTryingWhenTheUserAnswersInItsTurn() {
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 404)));

        bench.receive(bench.udp, invite("z9hG4bK1"));

        assertEquals(404, bench.udp.onlyResponse().status());
    }

    @Test
    void shouldNotSendTryingForOtherRequests() {
        bench.receive(bench.udp, options("z9hG4bK1"));

        assertEquals(List.of(), bench.udp.drain());
    }

    @Test
    void shouldRepeatTheLastProvisionalResponseForARepeatedInvite() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.server.requests.getFirst().respond(to(invite("z9hG4bK1"), 180));
        bench.udp.drain();

        bench.receive(bench.udp, invite("z9hG4bK1"));

        assertEquals(180, bench.udp.onlyResponse().status());
        assertEquals(List.of("INVITE"), bench.server.heard);
    }

    @Test
    void shouldRepeatAFailureResponseUntilTimerHAndTellTheUser() {
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 486)));
        bench.receive(bench.udp, invite("z9hG4bK1"));

        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L),
                timesOfSending(33_000));

        assertEquals(List.of("INVITE", "INVITE TIMEOUT"), bench.server.heard);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldAbsorbTheAckOfAFailureResponseAndEndWithTimerI() {
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 486)));
        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.udp.drain();

        bench.receive(bench.udp, ack("z9hG4bK1"));
        bench.receive(bench.udp, ack("z9hG4bK1"));

        assertEquals(List.of("INVITE"), bench.server.heard);
        assertEquals(List.of(), timesOfSending(4_900));
        bench.advance(110);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldEndWithTheAckOverStreams() {
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 486)));
        bench.receive(bench.tls, invite("z9hG4bK1"));
        assertEquals(1, bench.table.size());

        bench.receive(bench.tls, ack("z9hG4bK1"));

        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldLeaveTheRepetitionOfA2xxToTheUserAndAbsorbInvitesUntilTimerL() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();
        transaction.respond(to(transaction.request(), 200));
        bench.udp.drain();

        assertEquals(List.of(), timesOfSending(10_000));
        bench.receive(bench.udp, invite("z9hG4bK1"));
        assertEquals(List.of(), bench.udp.drain());
        transaction.respond(to(transaction.request(), 200));
        assertEquals(200, bench.udp.onlyResponse().status());
        bench.advance(22_000);

        assertEquals(0, bench.table.size());
        assertEquals(List.of("INVITE"), bench.server.heard);
    }

    @Test
    void shouldEndAnAnsweredInviteOnceItIsSettledOverStreams() {
        bench.receive(bench.tls, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();
        transaction.respond(to(transaction.request(), 200));
        assertEquals(1, bench.table.size());

        transaction.settled();

        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldStillAbsorbInvitesAndAnswerACancelOnceItIsSettledOverDatagrams() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();
        SipResponse ok = to(transaction.request(), 200);
        transaction.respond(ok);
        transaction.settled();
        bench.udp.drain();

        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.receive(bench.udp, cancel("z9hG4bK1"));

        assertEquals(ok.to().tag(), bench.udp.onlyResponse().to().tag());
        assertEquals(List.of("INVITE"), bench.server.heard);
        bench.advance(32_000);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldNotBeSettledBeforeItIsAnswered() {
        bench.receive(bench.tls, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();

        transaction.settled();

        assertEquals(SipMethod.INVITE, transaction.request().method());
        assertEquals(1, bench.table.size());
    }

    @Test
    void shouldPassTheAckOfA2xxToTheUserWhateverItsBranch() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();
        transaction.respond(to(transaction.request(), 200));

        bench.receive(bench.udp, ack("z9hG4bK2"));
        bench.receive(bench.udp, ack("z9hG4bK1"));

        assertEquals(List.of("INVITE", "ACK", "ACK"), bench.server.heard);
    }

    @Test
    void shouldIgnoreAndCountResponsesAfterAFinalOne() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        ServerTransaction transaction = bench.server.requests.getFirst();
        transaction.respond(to(transaction.request(), 200));
        bench.udp.drain();

        transaction.respond(to(transaction.request(), 180));
        transaction.respond(to(transaction.request(), 486));

        assertEquals(List.of(), bench.udp.drain());
        assertEquals(2, bench.count(EdgeCounter.RESPONSES_LATE));
    }

    @Test
    void shouldRepeatTheFinalResponseForARepeatedRequestUntilTimerJ() {
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 200)));
        bench.receive(bench.udp, options("z9hG4bK1"));
        bench.udp.drain();

        bench.receive(bench.udp, options("z9hG4bK1"));
        assertEquals(200, bench.udp.onlyResponse().status());
        assertEquals(1, bench.count(EdgeCounter.RESPONSES_RETRANSMITTED));
        bench.advance(32_000);

        assertEquals(0, bench.table.size());
        assertEquals(List.of("OPTIONS"), bench.server.heard);
    }

    @Test
    void shouldAbsorbRepetitionsWhileTheUserThinks() {
        bench.receive(bench.udp, options("z9hG4bK1"));
        bench.receive(bench.udp, options("z9hG4bK1"));

        assertEquals(List.of("OPTIONS"), bench.server.heard);
        assertEquals(1, bench.count(EdgeCounter.REQUESTS_ABSORBED));
    }

    @Test
    void shouldKeepApartWhatDiffersInBranchSentByMethodOrSide() {
        bench.receive(bench.udp, options("z9hG4bK1"));
        bench.receive(bench.udp, options("z9hG4bK2"));
        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.receive(bench.udp, request("OPTIONS", "SIP/2.0/UDP 192.0.2.99:5060;branch=z9hG4bK1"));
        bench.receive(bench.tls, options("z9hG4bK1"));

        assertEquals(List.of("OPTIONS", "OPTIONS", "INVITE", "OPTIONS", "OPTIONS"), bench.server.heard);
    }

    @Test
    void shouldMatchRequestsOfRfc2543ByTheirHeaders() {
        String via = "SIP/2.0/UDP 192.0.2.7:5060";
        bench.server.onEach(transaction -> transaction.respond(to(transaction.request(), 486)));
        bench.receive(bench.udp, request("INVITE", via));
        bench.udp.drain();

        bench.receive(bench.udp, request("INVITE", via));
        assertEquals(486, bench.udp.onlyResponse().status());
        bench.receive(bench.udp, request("ACK", via).edit().set(HeaderName.TO, "<sip:1002@sbc>;tag=ours").build());

        assertEquals(List.of("INVITE"), bench.server.heard);
        assertEquals(List.of(), timesOfSending(1_000));
    }

    @Test
    void shouldAnswerACancelAndTellTheUserOnce() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.server.requests.getFirst().respond(to(invite("z9hG4bK1"), 180));
        bench.udp.drain();

        bench.receive(bench.udp, cancel("z9hG4bK1"));
        SipResponse ok = bench.udp.onlyResponse();
        bench.receive(bench.udp, cancel("z9hG4bK1"));

        assertEquals(200, ok.status());
        assertEquals(SipMethod.CANCEL, ok.cseq().method());
        assertEquals("ours", ok.to().tag().orElseThrow());
        assertEquals(200, bench.udp.onlyResponse().status());
        assertEquals(List.of("INVITE", "cancelled"), bench.server.heard);
    }

    @Test
    void shouldAnswer481ToACancelForNothing() {
        bench.receive(bench.udp, cancel("z9hG4bK1"));

        SipResponse gone = bench.udp.onlyResponse();
        assertEquals(481, gone.status());
        assertTrue(gone.to().tag().isPresent());
        assertEquals(List.of(), bench.server.heard);
    }

    @Test
    void shouldAnswerACancelThatComesTooLateWithoutTellingTheUser() {
        bench.receive(bench.udp, invite("z9hG4bK1"));
        bench.server.requests.getFirst().respond(to(invite("z9hG4bK1"), 200));
        bench.udp.drain();

        bench.receive(bench.udp, cancel("z9hG4bK1"));

        assertEquals(200, bench.udp.onlyResponse().status());
        assertEquals(List.of("INVITE"), bench.server.heard);
    }

    @Test
    void shouldRefuseWith503AndRetryAfterBeyondTheLimit() {
        TransactionBench small = new TransactionBench(1);
        small.receive(small.udp, options("z9hG4bK1"));

        small.receive(small.udp, options("z9hG4bK2"));

        SipResponse refused = small.udp.onlyResponse();
        assertEquals(503, refused.status());
        assertEquals("5", refused.header(HeaderName.RETRY_AFTER).orElseThrow());
        assertEquals(List.of("OPTIONS"), small.server.heard);
        assertEquals(1, small.count(EdgeCounter.TRANSACTIONS_REFUSED));
    }

    @Test
    void shouldLetACancelPassAtTheLimit() {
        TransactionBench small = new TransactionBench(1);
        small.receive(small.udp, invite("z9hG4bK1"));

        small.receive(small.udp, cancel("z9hG4bK1"));

        assertEquals(List.of("INVITE", "cancelled"), small.server.heard);
    }

    @Test
    void shouldAnswer400WithTheReasonWhenTheUserCannotReadAHeader() {
        bench.server.onEach(transaction -> transaction.request().expires());

        bench.receive(bench.udp, options("z9hG4bK1").edit().set(HeaderName.EXPIRES, "soon \"or\" later").build());

        SipResponse bad = bench.udp.onlyResponse();
        assertEquals(400, bad.status());
        assertTrue(bad.header(HeaderName.WARNING).orElseThrow().startsWith("399 sbc \"malformed Expires"),
                bad.toString());
        assertTrue(bad.to().tag().isPresent());
        assertEquals(1, bench.count(EdgeCounter.MALFORMED_HEADERS));
    }

    @Test
    void shouldAnswer500WhenTheUserFails() {
        bench.server.onEach(transaction -> {
            throw new IllegalStateException("a bug, on purpose");
        });

        bench.receive(bench.udp, options("z9hG4bK1"));

        assertEquals(500, bench.udp.onlyResponse().status());
        assertEquals(1, bench.count(EdgeCounter.SHARD_ERRORS));
    }

    @Test
    void shouldEndWithItsConnectionAndTellTheUser() {
        bench.receive(bench.tls, invite("z9hG4bK1"));
        bench.receive(bench.tls, options("z9hG4bK2"));

        bench.tls.close("gone");
        bench.table.onFlowClosed(bench.tls);
        bench.server.requests.getFirst().respond(to(invite("z9hG4bK1"), 200));

        assertEquals(List.of("INVITE", "OPTIONS"), bench.server.heard.subList(0, 2));
        assertEquals(List.of("INVITE TRANSPORT", "OPTIONS TRANSPORT"),
                bench.server.heard.subList(2, 4).stream().sorted().toList());
        assertEquals("closed flow 2", bench.server.heard.getLast());
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldSurviveAResponseThatCannotBeSentOverUdp() {
        FakeFlow full = new FakeFlow(5, Side.ICP, TransportProtocol.UDP);
        full.full(true);
        bench.receive(full, invite("z9hG4bK1"));
        bench.receive(full, invite("z9hG4bK1"));
        full.full(false);

        bench.receive(full, invite("z9hG4bK1"));

        assertEquals(List.of("INVITE", "INVITE TRANSPORT"), bench.server.heard);
        assertEquals(100, full.onlyResponse().status());
    }

    private List<Long> timesOfSending(long millis) {
        List<Long> times = new ArrayList<>();
        long start = bench.clock.nanoTime();
        for (long now = 0; now <= millis; now += 10) {
            for (SipMessage ignored : bench.udp.drain()) {
                times.add((bench.clock.nanoTime() - start) / 1_000_000);
            }
            bench.advance(10);
        }
        return times;
    }

    private static SipResponse to(SipRequest request, int status) {
        return SipResponse.to(request, status).toTag("ours").build();
    }

    private static SipRequest invite(String branch) {
        return request("INVITE", "SIP/2.0/UDP 192.0.2.7:5060;branch=" + branch);
    }

    private static SipRequest options(String branch) {
        return request("OPTIONS", "SIP/2.0/UDP 192.0.2.7:5060;branch=" + branch);
    }

    private static SipRequest cancel(String branch) {
        return request("CANCEL", "SIP/2.0/UDP 192.0.2.7:5060;branch=" + branch);
    }

    private static SipRequest ack(String branch) {
        return request("ACK", "SIP/2.0/UDP 192.0.2.7:5060;branch=" + branch).edit()
                .set(HeaderName.TO, "<sip:1002@sbc.example.com>;tag=ours").build();
    }

    private static SipRequest request(String method, String via) {
        return TransactionBench.request(method + " sip:1002@sbc.example.com SIP/2.0", "Via: " + via,
                "Max-Forwards: 70", "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:1002@sbc.example.com>",
                "Call-ID: c1", "CSeq: 7 " + method);
    }
}
