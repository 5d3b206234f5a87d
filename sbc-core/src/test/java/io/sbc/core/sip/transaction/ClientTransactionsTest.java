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
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that we send. */
class ClientTransactionsTest {

    private static final NextHop PBX = new NextHop(TransportProtocol.TCP, new InetSocketAddress("192.0.2.20", 5060),
            "pbx.example.com");

    private final TransactionBench bench = new TransactionBench(100);

    @Test
    void shouldPutOurViaOnTopWithABranchThatNamesTheShard() {
        ClientTransaction sent = send(register(), bench.udp);

        Via via = bench.udp.onlyRequest().topmostVia();
        assertEquals("UDP", via.transport());
        assertEquals("10.0.0.1", via.host());
        assertEquals(5060, via.port());
        assertTrue(via.parameters().has("rport"));
        assertEquals(11, Branch.shardOf(via.branch().orElseThrow()).orElseThrow());
        assertEquals(via, sent.request().topmostVia());
    }

    /** RFC 3263 §4.3 with RFC 3261 §9.1: nothing is repeated, and a peer that speaks after all is told CANCEL. */
    @Test
    void shouldStopRepeatingAnAbandonedInviteAndCancelItWhenThePeerSpeaks() {
        RecordingUsers.Client heir = new RecordingUsers.Client();
        SipRequest invite = SilenceLimit
                .send(bench.table, bench.shard, SilenceLimit.Patience.of(Duration.ofSeconds(4)), invite(),
                        new OverFlow(bench.udp), bench.client, heir)
                .request();

        assertEquals(List.of(0L, 500L, 1500L, 3500L), timesOfSending(10_000));
        assertEquals(List.of("TIMEOUT"), bench.client.heard);

        bench.receive(bench.udp, SipResponse.to(invite, 180).toTag("late").build());
        assertEquals(SipMethod.CANCEL, bench.udp.onlyRequest().method());
        bench.receive(bench.udp, SipResponse.to(invite, 200).toTag("late").build());
        assertEquals(List.of("180", "200"), heir.heard);
        assertEquals(List.of("TIMEOUT"), bench.client.heard);
        bench.advance(33_000);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldForgetAnAbandonedRequestThatIsNoInvite() {
        RecordingUsers.Client heir = new RecordingUsers.Client();
        SilenceLimit.send(bench.table, bench.shard, SilenceLimit.Patience.of(Duration.ofSeconds(4)), register(),
                new OverFlow(bench.udp),
                bench.client, heir);

        bench.advance(5_000);

        assertEquals(List.of("TIMEOUT"), bench.client.heard);
        assertEquals(List.of(), heir.heard);
        assertEquals(0, bench.table.size());
    }

    /** Whoever wants no more of it may say so from inside what it hears: no timer K is left behind. */
    @Test
    void shouldForgetARequestThatItsUserAbandonsWhenItIsAnswered() {
        List<ClientTransaction> sent = new ArrayList<>();
        RecordingUsers.Client heir = new RecordingUsers.Client();
        sent.add(bench.table.send(register(), new OverFlow(bench.udp), new ClientTransactionUser() {

            @Override
            public void onResponse(SipResponse response) {
                sent.getFirst().abandon(heir);
            }

            @Override
            public void onFailure(TransactionFailure failure) {}
        }));

        bench.receive(bench.udp, response(sent.getFirst().request(), 200, "x"));

        assertEquals(0, bench.table.size());
        bench.advance(40_000);
        assertEquals(0, bench.count(EdgeCounter.SHARD_ERRORS));
        assertEquals(List.of(), heir.heard);
    }

    @Test
    void shouldNeverSendAnAbandonedRequestWhoseConnectionOpensLate() {
        FakeFlow tcp = new FakeFlow(7, Side.ICP, TransportProtocol.TCP);
        SilenceLimit.send(bench.table, bench.shard, SilenceLimit.Patience.of(Duration.ofSeconds(4)), invite(), PBX,
                bench.client,
                new RecordingUsers.Client());
        bench.advance(4_500);

        bench.connector.opening(PBX).complete(tcp);
        bench.advance(33_000);

        assertEquals(List.of(), tcp.drain());
        assertEquals(List.of("TIMEOUT"), bench.client.heard);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldHoldItsPeaceOnceThePeerWasHeard() {
        SipRequest invite = SilenceLimit
                .send(bench.table, bench.shard, SilenceLimit.Patience.of(Duration.ofSeconds(4)), invite(),
                        new OverFlow(bench.udp), bench.client, new RecordingUsers.Client())
                .request();
        bench.receive(bench.udp, SipResponse.to(invite, 100).build());

        bench.advance(60_000);

        assertEquals(List.of("100"), bench.client.heard);
    }

    /** RFC 3261 §18.1.1. */
    @Test
    void shouldSendLargeRequestsByTcpWhereThePbxTakesThem() {
        NextHop datagrams = new NextHop(TransportProtocol.UDP, PBX.address(), PBX.serverName());
        FakeFlow tcp = new FakeFlow(7, Side.ICP, TransportProtocol.TCP);
        SipRequest large = register().edit().body("text/plain", new byte[1_100]).build();
        bench.connector.opening(datagrams).complete(bench.udp);
        bench.connector.opening(PBX).complete(tcp);

        bench.table.send(large, datagrams, bench.client);
        assertEquals("UDP", bench.udp.onlyRequest().topmostVia().transport());
        bench.connector.streams.put(datagrams, PBX);
        bench.table.send(large, datagrams, bench.client);
        bench.table.send(register(), datagrams, bench.client);

        assertEquals("TCP", tcp.onlyRequest().topmostVia().transport());
        assertEquals(1, bench.udp.drain().size());
        assertEquals(1, bench.count(EdgeCounter.LARGE_REQUESTS_ON_STREAM));
        assertEquals(1, bench.count(EdgeCounter.LARGE_REQUESTS_IN_DATAGRAM));
    }

    @Test
    void shouldRetransmitNonInviteAtDoublingIntervalsUpToT2UntilTimerF() {
        send(register(), bench.udp);

        List<Long> times = timesOfSending(33_000);

        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L), times);
        assertEquals(List.of("TIMEOUT"), bench.client.heard);
        assertEquals(1, bench.count(EdgeCounter.TRANSACTIONS_TIMED_OUT));
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldRetransmitInviteAtDoublingIntervalsUntilTimerB() {
        send(invite(), bench.udp);

        List<Long> times = timesOfSending(33_000);

        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L), times);
        assertEquals(List.of("TIMEOUT"), bench.client.heard);
    }

    @Test
    void shouldRetransmitNothingOverStreams() {
        send(invite(), bench.tls);

        assertEquals(List.of(0L), timesOfSending(31_900, bench.tls));
        assertTrue(bench.client.heard.isEmpty());
        bench.advance(100);
        assertEquals(List.of("TIMEOUT"), bench.client.heard);
    }

    @Test
    void shouldStopRetransmittingInviteOnceAProvisionalResponseCame() {
        SipRequest sent = send(invite(), bench.udp).request();
        bench.udp.drain();

        bench.receive(bench.udp, response(sent, 100, ""));

        assertEquals(List.of(), timesOfSending(120_000));
        assertEquals(List.of("100"), bench.client.heard);
        assertEquals(1, bench.table.size());
    }

    @Test
    void shouldRepeatNonInviteEachT2AfterAProvisionalResponse() {
        SipRequest sent = send(register(), bench.udp).request();
        bench.udp.drain();

        bench.receive(bench.udp, response(sent, 100, ""));

        assertEquals(List.of(500L, 4500L, 8500L, 12500L), timesOfSending(14_000));
    }

    @Test
    void shouldPassOneFinalResponseAndAbsorbItsRepetitionsUntilTimerK() {
        SipRequest sent = send(register(), bench.udp).request();

        bench.receive(bench.udp, response(sent, 200, "x"));
        bench.receive(bench.udp, response(sent, 200, "x"));

        assertEquals(List.of("200"), bench.client.heard);
        assertEquals(1, bench.count(EdgeCounter.RESPONSES_LATE));
        bench.advance(4_990);
        assertEquals(1, bench.table.size());
        bench.advance(10);
        assertEquals(0, bench.table.size());
        bench.receive(bench.udp, response(sent, 200, "x"));
        assertEquals(1, bench.count(EdgeCounter.RESPONSES_UNMATCHED));
    }

    @Test
    void shouldEndAtOnceWithAFinalResponseOverStreams() {
        SipRequest sent = send(register(), bench.tls).request();

        bench.receive(bench.tls, response(sent, 200, "x"));

        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldPassEvery2xxToInviteUntilTimerM() {
        SipRequest sent = send(invite(), bench.udp).request();
        bench.udp.drain();

        bench.receive(bench.udp, response(sent, 200, "one"));
        bench.receive(bench.udp, response(sent, 200, "one"));
        bench.receive(bench.udp, response(sent, 200, "two"));

        assertEquals(List.of("200", "200", "200"), bench.client.heard);
        assertEquals(List.of(), bench.udp.drain());
        bench.advance(32_000);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldAcknowledgeEachFailureResponseWithTheToOfTheResponse() {
        SipRequest sent = send(invite().edit().add(HeaderName.ROUTE, "<sip:edge.example.com;lr>").build(), bench.udp)
                .request();
        bench.udp.drain();

        bench.receive(bench.udp, response(sent, 486, "busy"));
        SipRequest ack = bench.udp.onlyRequest();
        bench.receive(bench.udp, response(sent, 486, "busy"));
        SipRequest again = bench.udp.onlyRequest();

        assertEquals(SipMethod.ACK, ack.method());
        assertEquals(sent.requestUri(), ack.requestUri());
        assertEquals(List.of(sent.topmostVia().toString()), ack.headers(HeaderName.VIA));
        assertEquals("busy", ack.to().tag().orElseThrow());
        assertEquals(sent.from(), ack.from());
        assertEquals(sent.callId(), ack.callId());
        assertEquals("7 ACK", ack.cseq().toString());
        assertEquals(List.of("<sip:edge.example.com;lr>"), ack.headers(HeaderName.ROUTE));
        assertEquals(ack.toString(), again.toString());
        assertEquals(List.of("486"), bench.client.heard);
        bench.advance(32_000);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldSendCancelOnlyAfterAProvisionalResponse() {
        ClientTransaction invite = send(invite(), bench.udp);
        bench.udp.drain();

        invite.cancel();
        bench.turn();
        assertEquals(List.of(), bench.udp.drain());
        bench.receive(bench.udp, response(invite.request(), 180, "x"));

        SipRequest cancel = bench.udp.onlyRequest();
        assertEquals(SipMethod.CANCEL, cancel.method());
        assertEquals("7 CANCEL", cancel.cseq().toString());
        assertEquals(invite.request().topmostVia(), cancel.topmostVia());
        assertEquals(invite.request().to(), cancel.to());
        assertEquals(invite.request().requestUri(), cancel.requestUri());
        assertFalse(cancel.to().tag().isPresent());
    }

    @Test
    void shouldEndACancelledInviteByThePeers487() {
        ClientTransaction invite = send(invite(), bench.udp);
        bench.receive(bench.udp, response(invite.request(), 180, "x"));
        bench.udp.drain();

        invite.cancel();
        SipRequest cancel = bench.udp.onlyRequest();
        bench.receive(bench.udp, response(cancel, 200, "x"));
        bench.receive(bench.udp, response(invite.request(), 487, "x"));

        assertEquals(List.of("180", "487"), bench.client.heard);
        assertEquals(SipMethod.ACK, bench.udp.onlyRequest().method());
        bench.advance(32_000);
        assertEquals(0, bench.table.size());
        assertEquals(List.of("180", "487"), bench.client.heard);
    }

    @Test
    void shouldMakeUpA487WhenACancelledPeerStaysSilent() {
        ClientTransaction invite = send(invite(), bench.udp);
        bench.receive(bench.udp, response(invite.request(), 180, "x"));

        invite.cancel();
        bench.advance(31_990);
        assertEquals(List.of("180"), bench.client.heard);
        bench.advance(10);

        assertEquals(List.of("180", "487"), bench.client.heard);
        assertEquals(invite.request().callId(), bench.client.responses.getLast().callId());
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldPassA2xxThatCrossedTheCancel() {
        ClientTransaction invite = send(invite(), bench.udp);
        bench.receive(bench.udp, response(invite.request(), 180, "x"));

        invite.cancel();
        bench.receive(bench.udp, response(invite.request(), 200, "x"));
        invite.cancel();

        assertEquals(List.of("180", "200"), bench.client.heard);
    }

    @Test
    void shouldTellTheHeirWhatComesAfterThe2xx() {
        ClientTransaction invite = send(invite(), bench.udp);
        SipResponse ok = response(invite.request(), 200, "x");
        bench.receive(bench.udp, ok);
        RecordingUsers.Client heir = new RecordingUsers.Client();

        invite.leaveTo(heir);
        bench.receive(bench.udp, ok);

        assertEquals(List.of("200"), bench.client.heard);
        assertEquals(List.of("200"), heir.heard);
    }

    @Test
    void shouldAcknowledgeARepeatedRefusalThoughTheInviteIsNotKept() {
        ClientTransaction invite = send(invite(), bench.udp);
        SipResponse busy = response(invite.request(), 486, "x");
        bench.udp.drain();
        bench.receive(bench.udp, busy);
        SipRequest ack = bench.udp.onlyRequest();

        bench.receive(bench.udp, busy);

        assertEquals(ack.toString(), bench.udp.onlyRequest().toString());
        assertEquals(List.of("486"), bench.client.heard);
    }

    @Test
    void shouldSendOnceTheConnectionIsOpen() {
        bench.table.send(register(), PBX, bench.client);
        bench.turn();
        FakeFlow tcp = new FakeFlow(9, Side.ICP, TransportProtocol.TCP);

        bench.connector.opening(PBX).complete(tcp);
        bench.turn();

        assertEquals(SipMethod.REGISTER, tcp.onlyRequest().method());
    }

    @Test
    void shouldFailWhenTheConnectionCannotBeOpenedAndNeverInsideSend() {
        bench.connector.opening(PBX).completeExceptionally(new IOException("refused"));

        bench.table.send(register(), PBX, bench.client);
        assertEquals(List.of(), bench.client.heard);
        bench.turn();

        assertEquals(List.of("TRANSPORT"), bench.client.heard);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldFailWhenTheFlowIsClosedOrFull() {
        bench.tls.full(true);
        send(register(), bench.tls);
        bench.tls.close("gone");
        send(register(), bench.tls);

        assertEquals(List.of("TRANSPORT", "TRANSPORT"), bench.client.heard);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldFailWhenItsConnectionIsLost() {
        send(invite(), bench.tls);
        send(register(), bench.tls);

        bench.tls.close("gone");
        bench.table.onFlowClosed(bench.tls);

        assertEquals(List.of("TRANSPORT", "TRANSPORT"), bench.client.heard);
        assertEquals(List.of("closed flow 2"), bench.server.heard);
        assertEquals(0, bench.table.size());
    }

    @Test
    void shouldFailBeyondTheLimitOfTransactions() {
        TransactionBench small = new TransactionBench(1);
        RecordingUsers.Client second = new RecordingUsers.Client();
        small.table.send(register(), new OverFlow(small.udp), small.client);

        ClientTransaction refused = small.table.send(register(), new OverFlow(small.udp), second);
        refused.cancel();
        assertEquals(List.of(), second.heard);
        small.turn();

        assertEquals(List.of("OVERLOADED"), second.heard);
        assertEquals(1, small.udp.drain().size());
        assertEquals(1, small.table.size());
    }

    @Test
    void shouldSendForEmergencyCallsBeyondTheLimitOfTransactions() {
        TransactionBench small = new TransactionBench(1);
        small.table.send(register(), new OverFlow(small.udp), small.client);

        small.table.urgent().send(invite(), new OverFlow(small.udp), new RecordingUsers.Client());

        assertEquals(2, small.udp.drain().size());
    }

    @Test
    void shouldTellAFailureWhenTheUserCannotReadAFinalResponse() {
        SipRequest sent = send(register(), bench.udp).request();
        bench.client.onEach(response -> response.expires());

        bench.receive(bench.udp, response(sent, 200, "x").edit().set(HeaderName.EXPIRES, "soon").build());

        assertEquals(List.of("200", "TRANSPORT"), bench.client.heard);
        assertEquals(1, bench.count(EdgeCounter.MALFORMED_HEADERS));
    }

    @Test
    void shouldNotMatchAResponseFromTheOtherSide() {
        SipRequest sent = send(register(), bench.udp).request();

        bench.receive(bench.tls, response(sent, 200, "x"));

        assertEquals(List.of(), bench.client.heard);
        assertEquals(1, bench.count(EdgeCounter.RESPONSES_UNMATCHED));
    }

    @Test
    void shouldMatchByMethodToo() {
        SipRequest sent = send(register(), bench.udp).request();

        bench.receive(bench.udp, response(sent, 200, "x").edit().set(HeaderName.CSEQ, "7 OPTIONS").build());

        assertEquals(List.of(), bench.client.heard);
    }

    @Test
    void shouldSendAckFor2xxWithABranchOfItsOwn() {
        SipRequest sent = send(invite(), bench.udp).request();
        bench.udp.drain();

        SipRequest ack = TransactionBench.request("ACK sip:1002@pbx.example.com SIP/2.0",
                "From: <sip:1001@pbx.example.com>;tag=a", "To: <sip:1002@pbx.example.com>;tag=b", "Call-ID: c1",
                "CSeq: 7 ACK", "Max-Forwards: 70", "Via: SIP/2.0/UDP placeholder;branch=z9hG4bKx")
                .edit().remove(HeaderName.VIA).build();
        bench.table.sendAck(ack, new OverFlow(bench.udp));

        SipRequest onWire = bench.udp.onlyRequest();
        assertEquals(1, onWire.headers(HeaderName.VIA).size());
        assertFalse(onWire.topmostVia().branch().equals(sent.topmostVia().branch()));
        assertEquals(1, bench.table.size());
    }

    private ClientTransaction send(SipRequest request, FakeFlow flow) {
        ClientTransaction sent = bench.table.send(request, new OverFlow(flow), bench.client);
        bench.turn();
        return sent;
    }

    private List<Long> timesOfSending(long millis) {
        return timesOfSending(millis, bench.udp);
    }

    /** When something was sent from now on, in milliseconds. */
    private List<Long> timesOfSending(long millis, FakeFlow flow) {
        List<Long> times = new ArrayList<>();
        long start = bench.clock.nanoTime();
        for (long now = 0; now <= millis; now += 10) {
            for (SipMessage ignored : flow.drain()) {
                times.add((bench.clock.nanoTime() - start) / 1_000_000);
            }
            bench.advance(10);
        }
        return times;
    }

    private static SipResponse response(SipRequest request, int status, String tag) {
        SipResponse.Builder builder = SipResponse.to(request, status);
        return tag.isEmpty() ? builder.build() : builder.toTag(tag).build();
    }

    private static SipRequest register() {
        return withoutVia("REGISTER sip:pbx.example.com SIP/2.0", "7 REGISTER");
    }

    private static SipRequest invite() {
        return withoutVia("INVITE sip:1002@pbx.example.com SIP/2.0", "7 INVITE");
    }

    private static SipRequest withoutVia(String startLine, String cseq) {
        return TransactionBench.request(startLine, "Via: SIP/2.0/UDP placeholder;branch=z9hG4bKx", "Max-Forwards: 70",
                "From: <sip:1001@pbx.example.com>;tag=a", "To: <sip:1002@pbx.example.com>", "Call-ID: c1",
                "CSeq: " + cseq).edit().remove(HeaderName.VIA).build();
    }

    @Test
    void shouldUseAConnectionThatIsOpenAlreadyAtOnce() {
        var tcp = new FakeFlow(9, Side.ICP, TransportProtocol.TCP);
        CompletableFuture<Flow> open = bench.connector.opening(PBX);
        open.complete(tcp);

        bench.table.send(register(), PBX, bench.client);

        assertEquals("TCP", tcp.onlyRequest().topmostVia().transport());
    }
}
