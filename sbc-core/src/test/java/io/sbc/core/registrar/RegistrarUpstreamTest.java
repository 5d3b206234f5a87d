package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.FakeFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the PBX gets, and what becomes of its answers. */
class RegistrarUpstreamTest {

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    private static void assertHidesThePbx(SipResponse response) {
        String text = response.toString();
        for (String secret : List.of("pbx.test", "192.0.2.5", "10.9.9.9", "Asterisk", "call", "icp-")) {
            assertFalse(text.replace("phone-", "").replace("Call-ID", "").contains(secret), text);
        }
    }

    @Test
    void shouldWriteARegisterOfItsOwn() {
        phone.register();
        FakeTransactions.Sent sent = fixture.atPbx();
        SipRequest request = sent.request();

        assertEquals("REGISTER sip:pbx.test SIP/2.0", request.startLine());
        assertEquals("sip:1006@pbx.test", request.to().uri());
        assertNotEquals("phone-1006-1", request.callId());
        assertEquals(70, request.maxForwards().orElseThrow());
        assertTrue(request.contacts().getFirst().uri()
                .matches("sip:1006-[0-9a-f]{20}@10\\.9\\.9\\.9:5080;transport=udp"), request.toString());
        assertFalse(request.toString().contains("sbc.example.test"), "nothing of the set side");
        assertFalse(request.toString().contains("10.0.0.1"), "nothing of the phone");
        NextHop hop = assertInstanceOf(NextHop.class, sent.destination());
        assertEquals("192.0.2.50", hop.address().getAddress().getHostAddress());
        assertEquals(5070, hop.address().getPort());
    }

    @Test
    void shouldUseRisingCSeqAndOneCallIdForAllItSends() {
        phone.register();
        FakeTransactions.Sent first = fixture.atPbx();
        FakeTransactions.Sent second = fixture.challenge(first);
        fixture.grant(second, 100);
        fixture.advance(80);
        FakeTransactions.Sent refresh = fixture.atPbx();

        assertEquals(first.request().cseq().number() + 1, second.request().cseq().number());
        assertEquals(second.request().cseq().number() + 1, refresh.request().cseq().number());
        assertEquals(first.request().callId(), refresh.request().callId());
        assertEquals(first.request().contacts(), refresh.request().contacts());
        assertTrue(refresh.request().has(HeaderName.AUTHORIZATION), "the nonce is used again");
    }

    @Test
    void shouldAnswerRefreshesItselfAndRefreshAtThePbxInItsOwnTime() {
        phone.registered(fixture.desktop);
        int sent = fixture.transactions.count();
        for (int i = 0; i < 11; i++) {
            fixture.advance(150);
            assertEquals(200, phone.register().response().status());
        }
        assertEquals(sent, fixture.transactions.count());
        assertEquals(11, fixture.count(RegistrarCounter.ANSWERED_LOCALLY));

        for (int i = 0; i < 7; i++) {
            fixture.advance(150);
            assertEquals(200, phone.register().response().status());
        }

        assertEquals(sent + 1, fixture.transactions.count(), "between half and three quarters of 3600 s");
        SipRequest refresh = fixture.pbxAccepts(fixture.desktop, 3600);
        assertEquals(3600, refresh.expires().orElseThrow());
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void shouldUseOneRegistrationForAllPhonesOfADevice() {
        phone.registered(fixture.desktop);
        RegistrarFixture.Phone second = fixture.new Phone("1006", "set-1006", FakeFlow.tls(2));
        int sent = fixture.transactions.count();

        assertEquals(2, second.register().response().contacts().size());
        assertEquals(sent, fixture.transactions.count());
        phone.loseFlow();
        fixture.advance(60);
        assertEquals(sent, fixture.transactions.count());
    }

    @Test
    void shouldShareOnePendingAnswerAmongAllThatWait() {
        RegistrarFixture.Phone second = fixture.new Phone("1006", "set-1006", FakeFlow.tls(2));
        FakeServerTransaction first = phone.register();
        FakeServerTransaction other = second.register();
        FakeServerTransaction repeated = phone.register();
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(2, fixture.transactions.count(), "one exchange");
        assertEquals(200, first.response().status());
        assertEquals(200, other.response().status());
        assertEquals(200, repeated.response().status());
        assertEquals(2, fixture.table.of(fixture.desktop.id()).size());
    }

    @Test
    void shouldBoundThoseThatWait() {
        List<FakeServerTransaction> waiting = new ArrayList<>();
        for (int i = 0; i <= WaitingRegisters.MAX; i++) {
            waiting.add(phone.register());
        }

        assertEquals(503, waiting.getLast().response().status());
        assertFalse(waiting.getFirst().isAnswered());
    }

    @Test
    void shouldNotBindAPhoneThatLeftWhileThePbxThought() {
        FakeServerTransaction transaction = phone.register();
        phone.loseFlow();
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertFalse(transaction.isAnswered());
        assertEquals(0, fixture.table.size());
        fixture.advance(60);
        assertEquals(0, fixture.atPbx().request().expires().orElseThrow(), "and the PBX forgets it");
    }

    // Refusals

    @ParameterizedTest
    @CsvSource({"403, 403", "404, 404", "410, 410", "480, 480", "500, 500", "502, 502", "504, 504", "600, 600",
        "603, 603", "302, 403", "400, 403", "405, 403", "408, 403", "420, 403", "488, 403", "513, 513"})
    void shouldAnswerWithTheClassOfThePbxsRefusal(int fromPbx, int toPhone) {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(fromPbx, response -> response.reasonPhrase("Asterisk says no")
                .set(HeaderName.SERVER, "Asterisk").set(HeaderName.WARNING, "399 pbx.test \"internal\""));

        assertEquals(toPhone, transaction.response().status());
        assertHidesThePbx(transaction.response());
        assertEquals(0, fixture.table.size());
        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void shouldPassRetryAfterOn() {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(503, response -> response.set(HeaderName.RETRY_AFTER, "17 (in a meeting);duration=5"));

        assertEquals(503, transaction.response().status());
        int seconds = Integer.parseInt(transaction.response().header(HeaderName.RETRY_AFTER).orElseThrow());
        assertTrue(seconds >= 17 && seconds <= 25, "and up to half of it more, not " + seconds);
    }

    @Test
    void shouldSayThatTheIcpSideCredentialsWereRefused() {
        FakeServerTransaction transaction = phone.register();
        FakeTransactions.Sent answered = fixture.challenge(fixture.atPbx());
        answered.respond(401, response -> response.set(HeaderName.WWW_AUTHENTICATE,
                "Digest realm=\"pbx\", nonce=\"def\", qop=\"auth\", algorithm=MD5"));

        SipResponse answer = transaction.response();
        assertEquals(403, answer.status());
        assertTrue(answer.header(HeaderName.WARNING).orElseThrow().contains("ICP-side credentials"));
        assertFalse(answer.has(HeaderName.WWW_AUTHENTICATE));
        assertHidesThePbx(answer);
    }

    @Test
    void shouldAnswerForThePbxForAWhileAfterARefusal() {
        phone.register();
        fixture.atPbx().respond(403);
        FakeServerTransaction again = phone.register();

        assertEquals(403, again.response().status());
        assertEquals(1, fixture.transactions.count());
        fixture.advance(5);
        assertFalse(phone.register().isAnswered());
        assertEquals(2, fixture.transactions.count());
    }

    @Test
    void shouldForgetARefusalWhenTheCredentialsChange() {
        phone.register();
        fixture.challenge(fixture.atPbx()).respond(403);
        Device changed = FakeDirectory.withIcp(fixture.desktop, "1006", "1006", "better", "pbx");
        fixture.directory.put(changed);
        fixture.registrar.onDeviceChanged(changed.id());

        FakeServerTransaction again = phone.register();
        fixture.pbxAccepts(changed, 3600);

        assertEquals(200, again.response().status());
    }

    @Test
    void shouldRaiseTheExpiryWhenThePbxFindsItTooBrief() {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(423, response -> response.set(HeaderName.MIN_EXPIRES, 7200));
        FakeTransactions.Sent raised = fixture.atPbx();

        assertEquals(7200, raised.request().expires().orElseThrow());
        fixture.grant(raised, 7200);
        assertEquals(200, transaction.response().status());
    }

    @Test
    void shouldGiveUpOn423WithoutAUsableMinimum() {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(423);

        assertEquals(403, transaction.response().status());
        assertTrue(transaction.response().header(HeaderName.WARNING).orElseThrow().contains("423"));
    }

    @Test
    void shouldTakeTheExpiresHeaderOrItsOwnWishWhereTheContactSaysNothing() {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(200, response -> response.set(HeaderName.EXPIRES, 120));
        assertEquals("120", RegistrarFixture.expiresOf(transaction.response()).orElseThrow());

        RegistrarFixture.Phone mobile = fixture.phone(fixture.mobile, 2);
        FakeServerTransaction bare = mobile.register();
        fixture.atPbx().respond(200, response -> response.set(HeaderName.CONTACT,
                "<sip:somebody@else.test>;expires=10, <sip:other@else.test>"));
        assertEquals("300", RegistrarFixture.expiresOf(bare.response()).orElseThrow());
    }

    @Test
    void shouldNotTrustAGrantOfNothing() {
        FakeServerTransaction transaction = phone.register();
        fixture.grant(fixture.atPbx(), 0);

        assertEquals(500, transaction.response().status());
        assertEquals(0, fixture.table.size());
    }

    @Test
    void shouldAnswer500WhenTheDevicesPbxIsNotConfigured() {
        fixture.directory.put(FakeDirectory.withIcp(fixture.desktop, "1006", "1006", "x", "gone"));

        assertEquals(500, phone.register().response().status());
    }

    // Silence

    @Test
    void shouldSendThePhoneAwayBeforeItGivesUp() {
        FakeServerTransaction transaction = phone.register();
        FakeTransactions.Sent sent = fixture.atPbx();
        fixture.advance(19);
        assertFalse(transaction.isAnswered());

        fixture.advance(1);

        assertEquals(503, transaction.response().status());
        assertEquals(1, fixture.count(RegistrarCounter.UNANSWERED));
        // A late success serves the phone's next try.
        fixture.grant(sent, 3600);
        assertEquals(200, phone.register().response().status());
        assertEquals(1, fixture.transactions.count());
    }

    @Test
    void shouldTakeALateSuccessBackWhenNobodyAsksAgain() {
        phone.register();
        FakeTransactions.Sent sent = fixture.atPbx();
        fixture.advance(20);
        fixture.grant(sent, 3600);
        fixture.advance(60);

        assertEquals(0, fixture.atPbx().request().expires().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"TIMEOUT, 503", "TRANSPORT, 503", "OVERLOADED, 503"})
    void shouldAnswerWhenNoAnswerComes(TransactionFailure failure, int status) {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().fail(failure);
        fixture.shard.run();

        assertEquals(status, transaction.response().status());
        assertHidesThePbx(transaction.response());
    }

    private RegistrarFixture.Phone pairPhone() {
        fixture.directory.put(FakeDirectory.withIcp(fixture.desktop, "1006", "1006", "icp-1006", "pair"));
        return phone;
    }

    @ParameterizedTest
    @CsvSource({"503", "TIMEOUT", "TRANSPORT"})
    void shouldTryTheNextAddressOfThePbx(String how) {
        FakeServerTransaction transaction = pairPhone().register();
        FakeTransactions.Sent first = fixture.atPbx();
        if (how.equals("503")) {
            first.respond(503);
        } else {
            first.fail(TransactionFailure.valueOf(how));
        }
        FakeTransactions.Sent second = fixture.atPbx();

        assertNotEquals(first.destination(), second.destination());
        assertTrue(second.request().cseq().number() > first.request().cseq().number());
        fixture.grant(second, 3600);
        assertEquals(200, transaction.response().status());
    }

    @Test
    void shouldStartWithTheAddressThatAnsweredLast() {
        pairPhone().register();
        FakeTransactions.Sent dead = fixture.atPbx();
        dead.fail(TransactionFailure.TRANSPORT);
        FakeTransactions.Sent alive = fixture.atPbx();
        fixture.grant(alive, 3600);
        Device mobile = FakeDirectory.withIcp(fixture.mobile, "1*006", "1*006", "icp-1*006", "pair");
        fixture.directory.put(mobile);

        fixture.phone(mobile, 2).register();

        assertEquals(alive.destination(), fixture.atPbx().destination());
    }

    @Test
    void shouldAnswerWithTheLastFailureWhenEveryAddressFails() {
        FakeServerTransaction transaction = pairPhone().register();
        fixture.atPbx().fail(TransactionFailure.TRANSPORT);
        fixture.atPbx().fail(TransactionFailure.TIMEOUT);
        fixture.shard.run();

        assertEquals(503, transaction.response().status());
        assertEquals(1, fixture.count(RegistrarCounter.UPSTREAM_UNANSWERED));
    }

    @Test
    void shouldKeepPhonesWhileARefreshFailsForATime() {
        phone.registered(fixture.desktop);
        refreshUntilThePbxIsAsked();
        fixture.atPbx().fail(TransactionFailure.TIMEOUT);
        fixture.shard.run();

        assertEquals(200, phone.register().response().status());
        assertEquals(1, fixture.table.size());
        fixture.advance(20);
        assertEquals(1, fixture.transactions.pending(), "tried again soon");
        fixture.pbxAccepts(fixture.desktop, 3600);
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void shouldDropPhonesWhenThePbxRefusesTheRefresh() {
        phone.registered(fixture.desktop);
        refreshUntilThePbxIsAsked();
        fixture.atPbx().respond(404);

        assertEquals(0, fixture.table.size());
        assertEquals(404, phone.register().response().status());
    }

    private void refreshUntilThePbxIsAsked() {
        for (int i = 0; i < 30 && fixture.transactions.pending() == 0; i++) {
            fixture.advance(100);
            if (fixture.transactions.pending() == 0) {
                phone.register();
            }
        }
    }

    // De-registration

    @Test
    void shouldRegisterAgainWhenAPhoneComesDuringTheRemoval() {
        phone.registered(fixture.desktop);
        phone.register(b -> b.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));
        FakeTransactions.Sent removal = fixture.atPbx();
        FakeServerTransaction again = phone.register();
        assertEquals(0, fixture.transactions.pending(), "one after the other");

        removal.respond(200);
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(200, again.response().status());
        assertEquals(1, fixture.table.size());
    }

    @Test
    void shouldEndWhenARemovalIsNotAnswered() {
        phone.registered(fixture.desktop);
        phone.register(b -> b.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));
        fixture.atPbx().fail(TransactionFailure.TIMEOUT);
        fixture.shard.run();

        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(0, fixture.gauge("sbc_upstream_registers_in_flight"));
        assertEquals(0, fixture.shard.armedTimers());
        phone.registered(fixture.desktop);
    }

    @Test
    void shouldKeepItsContactOverARestart() {
        phone.register();
        String before = fixture.atPbx().request().contacts().getFirst().uri();
        RegistrarFixture restarted = new RegistrarFixture();
        restarted.phone(restarted.desktop, 1).register();

        assertEquals(before, restarted.atPbx().request().contacts().getFirst().uri());
        assertEquals(Optional.empty(), restarted.table.byIcpContactUser("1006"));
    }
}
