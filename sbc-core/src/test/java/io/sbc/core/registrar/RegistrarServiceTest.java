package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What phones may ask of the registrar, and what they get. */
class RegistrarServiceTest {

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    // Who may register

    @Test
    void shouldAnswerAnUnknownUserLikeAWrongPassword() {
        RegistrarFixture.Phone stranger = fixture.new Phone("9999", "x", FakeFlow.tls(5));
        RegistrarFixture.Phone guesser = fixture.new Phone("1006", "x", FakeFlow.tls(6));

        SipResponse unknown = stranger.register().response();
        SipResponse wrong = guesser.register().response();

        assertEquals(shape(wrong), shape(unknown));
        assertEquals(2, fixture.count(RegistrarCounter.WRONG_CREDENTIALS));
    }

    /** Status and header names and lengths: what a stranger could tell answers apart by. */
    private static String shape(SipResponse response) {
        return response.startLine() + response.allHeaders().stream()
                .filter(field -> !field.name().equals(HeaderName.VIA) && !field.name().equals(HeaderName.TO)
                        && !field.name().equals(HeaderName.FROM) && !field.name().equals(HeaderName.CALL_ID))
                .map(field -> field.name() + " " + field.value().length()).toList();
    }

    /** What comes all the time is counted; a log line is an event. */
    @Test
    void shouldLogNothingOfARefresh() {
        phone.register();
        fixture.grant(fixture.atPbx(), 3600);
        Logger logger = (Logger) LoggerFactory.getLogger("io.sbc");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 100; i++) {
                phone.register();
            }
        } finally {
            logger.detachAppender(lines);
        }

        assertEquals(List.of(), lines.list.stream().filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getFormattedMessage).toList());
        assertEquals(101, fixture.count(RegistrarCounter.REGISTERS_ACCEPTED));
    }

    @Test
    void shouldForbidADisabledDeviceOnlyAfterTheRightPassword() {
        fixture.directory.put(FakeDirectory.disabled(fixture.desktop));

        assertEquals(401, fixture.new Phone("1006", "x", FakeFlow.tls(6)).register().response().status());
        assertEquals(403, phone.register().response().status());
        assertEquals(0, fixture.transactions.count());
    }

    @Test
    void shouldForbidARegistrationForSomebodyElse() {
        SipResponse answer = phone.register(builder -> builder.set(HeaderName.FROM,
                NameAddr.of(SipUri.of("1*006", RegistrarFixture.DOMAIN)).withTag("x"))).response();

        assertEquals(403, answer.status());
    }

    @Test
    void shouldNotLetOneUserRegisterAnother() {
        SipResponse answer = phone.register(builder -> builder.set(HeaderName.TO,
                NameAddr.of(SipUri.of("1*006", RegistrarFixture.DOMAIN)))).response();

        assertEquals(401, answer.status());
        assertEquals(0, fixture.table.size());
    }

    @Test
    void shouldAnswer404ForAnotherDomainBeforeAnythingElse() {
        SipUri foreign = SipUri.of("1006", "other.test");

        assertEquals(404, phone.send(phone.request(b -> b.set(HeaderName.TO, NameAddr.of(foreign)))).response()
                .status());
        assertEquals(404, phone.send(phone.request(b -> b.requestUri(SipUri.of("", "other.test")))).response()
                .status());
    }

    @Test
    void shouldTakeTheAddressThatThePhoneConnectedToForTheDomain() {
        SipUri uri = SipUri.of("1006", "203.0.113.1");
        SipResponse answer = phone.send(phone.request(builder -> builder.requestUri(SipUri.of("", "203.0.113.1"))
                .set(HeaderName.TO, NameAddr.of(uri)).set(HeaderName.FROM, NameAddr.of(uri).withTag("t"))))
                .response();

        assertEquals(401, answer.status());
    }

    @Test
    void shouldCompareIpv6AddressesByValue() {
        FakeFlow flow = FakeFlow.tls(1, "2001:db8::1");
        SipUri uri = SipUri.of("1006", "[2001:DB8:0::1]");
        RegistrarFixture.Phone six = fixture.new Phone("1006", "set-1006", flow);

        assertEquals(401, six.send(six.request(builder -> builder.requestUri(SipUri.of("", "[2001:db8::0:1]"))
                .set(HeaderName.TO, NameAddr.of(uri)))).response().status());
    }

    @Test
    void shouldTellThePhoneTheTime() {
        assertEquals("Mon, 21 Sep 2026 14:13:20 GMT",
                phone.registered(fixture.desktop).header(HeaderName.DATE).orElseThrow());
    }

    @Test
    void shouldAnswer420ForAnExtensionThatItDoesNotKnow() {
        SipResponse answer = phone.send(phone.request(b -> b.set(HeaderName.REQUIRE, "path, gruu"))).response();

        assertEquals(420, answer.status());
        assertEquals("gruu", answer.header(HeaderName.UNSUPPORTED).orElseThrow());
    }

    @Test
    void shouldSayStaleForAnOldNonceAndTakeTheNextAnswer() {
        phone.registered(fixture.desktop);
        fixture.advance(200);
        phone.registered(fixture.desktop);
        fixture.advance(101);

        FakeServerTransaction again = phone.register();

        assertEquals(1, fixture.count(RegistrarCounter.STALE_NONCES));
        assertEquals(200, again.response().status());
    }

    @Test
    void shouldRegisterBothDevicesOfAUserAtOnce() {
        RegistrarFixture.Phone mobile = fixture.phone(fixture.mobile, 2);
        phone.registered(fixture.desktop);
        FakeServerTransaction transaction = mobile.register();
        SipRequest upstream = fixture.pbxAccepts(fixture.mobile, 3600);

        assertEquals(200, transaction.response().status());
        assertEquals("sip:1*006@pbx.test", upstream.to().uri());
        assertEquals(2, fixture.table.size());
        Binding binding = fixture.table.of(fixture.mobile.id()).getFirst();
        assertEquals(binding, fixture.table.byIcpContactUser(binding.icpContact().user()).orElseThrow());
        assertEquals(2, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(2, fixture.gauge("sbc_bindings"));
    }

    @Test
    void shouldRegisterAUserWithAHash() {
        Device hash = FakeDirectory.device(3, "#31#");
        fixture.directory.put(hash);
        RegistrarFixture.Phone odd = fixture.new Phone("#31#", "set-#31#", FakeFlow.tls(3));
        // A phone escapes what may not stand in a user part (RFC 3261 §25.1).
        NameAddr self = NameAddr.of(SipUri.of("%2331%23", RegistrarFixture.DOMAIN));
        FakeServerTransaction transaction = odd.register(builder -> builder.set(HeaderName.FROM, self.withTag("f"))
                .set(HeaderName.TO, self).set(HeaderName.CONTACT, "<sip:%2331%23@10.0.0.3>"));
        SipRequest upstream = fixture.pbxAccepts(hash, 3600);

        assertEquals(200, transaction.response().status());
        assertEquals("sip:%2331%23@pbx.test", upstream.to().uri());
        assertTrue(upstream.contacts().getFirst().uri().matches("sip:-31--[0-9a-f]{20}@10\\.9\\.9\\.9:5080.*"),
                upstream.contacts().getFirst().uri());
    }

    // How long

    @ParameterizedTest
    @CsvSource({"3600, 3600, 300", "300, 3600, 300", "299, 3600, 240", "120, 3600, 120", "60, 3600, 60",
        "3600, 100, 60", "3600, 50, 50"})
    void shouldGrantTheLeastOfWishSettingAndPbxInWholeMinutes(long wish, long grantedByPbx, String granted) {
        FakeServerTransaction transaction = phone.registerFor(wish);
        fixture.pbxAccepts(fixture.desktop, grantedByPbx);

        assertEquals(granted, RegistrarFixture.expiresOf(transaction.response()).orElseThrow());
    }

    @Test
    void shouldAnswer423BelowTheMinimum() {
        SipResponse answer = phone.registerFor(59).response();

        assertEquals(423, answer.status());
        assertEquals("60", answer.header(HeaderName.MIN_EXPIRES).orElseThrow());
        assertEquals(0, fixture.transactions.count());
    }

    @Test
    void shouldPreferTheContactsOwnExpiryAndTakeAMalformedOneForAnHour() {
        FakeServerTransaction own = phone
                .register(b -> b.set(HeaderName.CONTACT, phone.contact() + ";expires=120"));
        fixture.pbxAccepts(fixture.desktop, 3600);
        FakeServerTransaction malformed = phone
                .register(b -> b.set(HeaderName.CONTACT, phone.contact() + ";expires=soon"));

        assertEquals("120", RegistrarFixture.expiresOf(own.response()).orElseThrow());
        assertEquals("300", RegistrarFixture.expiresOf(malformed.response()).orElseThrow());
    }

    @Test
    void shouldGrantTheSettingWhenThePhoneNamesNoExpiry() {
        FakeServerTransaction transaction = phone.register(b -> b.remove(HeaderName.EXPIRES));
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals("300", RegistrarFixture.expiresOf(transaction.response()).orElseThrow());
    }

    // Which contacts

    @Test
    void shouldAnswerAQueryOfNobodyWithAnEmptyList() {
        SipResponse answer = phone.register(b -> b.remove(HeaderName.CONTACT)).response();

        assertEquals(200, answer.status());
        assertEquals(List.of(), answer.contacts());
        assertEquals(0, fixture.transactions.count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*, <sip:a@b.test>", "<tel:+15550100>"})
    void shouldAnswer400ForContactsThatMakeNoSense(String contact) {
        assertEquals(400, phone.register(b -> b.set(HeaderName.CONTACT, contact)).response().status());
    }

    @Test
    void shouldAnswer400ForAWildcardThatDoesNotRemove() {
        assertEquals(400, phone.register(b -> b.set(HeaderName.CONTACT, "*")).response().status());
        assertEquals(400, phone.register(b -> b.set(HeaderName.CONTACT, "*").remove(HeaderName.EXPIRES)).response()
                .status());
    }

    @Test
    void shouldRemoveOneContactAndKeepTheOther() {
        phone.registered(fixture.desktop);
        phone.register(b -> b.set(HeaderName.CONTACT, "<sip:1006@10.0.0.99>"));

        SipResponse answer = phone.register(
                b -> b.set(HeaderName.CONTACT, "<sip:1006@10.0.0.1:5061;transport=TLS>").set(HeaderName.EXPIRES, 0))
                .response();

        assertEquals(List.of("sip:1006@10.0.0.99"), RegistrarFixture.contactUris(answer));
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"), "the PBX is needed still");
    }

    @Test
    void shouldRefuseMoreContactsInOneRequestThanADeviceMayHave() {
        String contacts = "<sip:a@h1>, <sip:a@h2>, <sip:a@h3>, <sip:a@h4>, <sip:a@h5>";

        assertEquals(403, phone.register(b -> b.set(HeaderName.CONTACT, contacts)).response().status());
        assertEquals(0, fixture.transactions.count());
    }

    @Test
    void shouldLetTheOldestContactGiveWay() {
        phone.registered(fixture.desktop);
        for (int i = 2; i <= 5; i++) {
            String contact = "<sip:1006@10.0.0." + i + ">";
            phone.register(b -> b.set(HeaderName.CONTACT, contact));
        }

        List<String> kept = fixture.table.of(fixture.desktop.id()).stream().map(b -> b.contact().uri()).toList();
        assertEquals(List.of("sip:1006@10.0.0.5", "sip:1006@10.0.0.4", "sip:1006@10.0.0.3", "sip:1006@10.0.0.2"),
                kept);
    }

    @Test
    void shouldRefuseARequestThatWasOvertaken() {
        SipRequest early = phone.request(b -> b);
        phone.registered(fixture.desktop);
        FakeServerTransaction late = authorizedCopy(early, "early");

        assertEquals(500, late.response().status());
        assertEquals(1, fixture.table.size());
    }

    @Test
    void shouldRefuseAWildcardThatWasOvertaken() {
        SipRequest early = phone.request(b -> b.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));
        phone.registered(fixture.desktop);
        FakeServerTransaction late = authorizedCopy(early, "early");

        assertEquals(500, late.response().status());
        assertEquals(1, fixture.table.size());
    }

    /** The request with its own low CSeq and credentials that are right. */
    private FakeServerTransaction authorizedCopy(SipRequest request, String branch) {
        RegistrarFixture.Phone other = fixture.new Phone("1006", "set-1006", phone.flow);
        return other.register(builder -> builder
                .set(HeaderName.VIA, "SIP/2.0/TLS 10.0.0.1;branch=z9hG4bK" + branch)
                .set(HeaderName.CALL_ID, request.callId()).set(HeaderName.CSEQ, "0 REGISTER")
                .set(HeaderName.CONTACT, request.header(HeaderName.CONTACT).orElseThrow())
                .set(HeaderName.EXPIRES, request.expires().orElseThrow()));
    }

    @Test
    void shouldMoveABindingToTheFlowOfTheLatestRegister() {
        phone.registered(fixture.desktop);
        RegistrarFixture.Phone moved = fixture.new Phone("1006", "set-1006", FakeFlow.tls(7));
        moved.register(b -> b.set(HeaderName.CONTACT, phone.contact()));

        assertEquals(List.of(), fixture.table.onFlow(phone.flow));
        assertEquals(1, fixture.table.onFlow(moved.flow).size());
        phone.loseFlow();
        assertEquals(1, fixture.table.size(), "the old flow's end does not matter any more");
    }

    // When bindings end

    @Test
    void shouldUnregisterAtThePbxWhenTheLastBindingExpires() {
        phone.registered(fixture.desktop);
        fixture.advance(299);
        assertEquals(1, fixture.table.size());

        fixture.advance(1);

        assertEquals(0, fixture.table.size());
        assertEquals(1, fixture.count(RegistrarCounter.BINDINGS_EXPIRED));
        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals(0, removal.request().expires().orElseThrow());
        removal.respond(200);
        assertEquals(0, fixture.shard.armedTimers(), "nothing is left");
    }

    @Test
    void shouldKeepThePbxRegistrationForAPhoneThatComesBackInTime() {
        phone.registered(fixture.desktop);
        int sent = fixture.transactions.count();
        phone.loseFlow();
        assertEquals(0, fixture.table.size(), "nobody can be reached over a closed flow");

        fixture.advance(59);
        RegistrarFixture.Phone back = fixture.new Phone("1006", "set-1006", FakeFlow.tls(9));
        FakeServerTransaction again = back.register();

        assertEquals(200, again.response().status());
        assertEquals(sent, fixture.transactions.count(), "the PBX was not bothered");
        fixture.advance(60);
        assertEquals(1, fixture.table.size());
        assertEquals(sent, fixture.transactions.count());
    }

    @Test
    void shouldUnregisterAtThePbxWhenAPhoneDoesNotComeBack() {
        phone.registered(fixture.desktop);
        phone.loseFlow();
        fixture.advance(59);
        assertEquals(0, fixture.transactions.pending());

        fixture.advance(1);

        assertEquals(0, fixture.atPbx().request().expires().orElseThrow());
        assertEquals(1, fixture.count(RegistrarCounter.BINDINGS_LOST));
    }

    @Test
    void shouldKeepTheOtherIdentityOnAFlowThatLives() {
        RegistrarFixture.Phone both = fixture.new Phone("1*006", "set-1*006", phone.flow);
        phone.registered(fixture.desktop);
        both.registered(fixture.mobile);
        assertEquals(2, fixture.table.onFlow(phone.flow).size());

        phone.loseFlow();

        assertEquals(0, fixture.table.size());
        assertEquals(2, fixture.count(RegistrarCounter.BINDINGS_LOST));
    }

    // The directory changes

    @Test
    void shouldUnregisterADisabledDevice() {
        phone.registered(fixture.desktop);
        fixture.directory.put(FakeDirectory.disabled(fixture.desktop));
        fixture.registrar.onDeviceChanged(fixture.desktop.id());

        assertEquals(0, fixture.table.size());
        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals(0, removal.request().expires().orElseThrow());
        fixture.assertAuthorized(fixture.desktop, removal.request());
    }

    @Test
    void shouldUnregisterARemovedDeviceAndAnswerThoseThatWait() {
        FakeServerTransaction waiting = phone.register();
        FakeTransactions.Sent upstream = fixture.atPbx();
        fixture.directory.remove(fixture.desktop.id());
        fixture.registrar.onDeviceChanged(fixture.desktop.id());

        assertEquals(403, waiting.response().status());
        fixture.grant(fixture.challenge(upstream), 3600);
        assertEquals(0, fixture.atPbx().request().expires().orElseThrow(), "what the PBX accepted late is taken back");
        assertEquals(0, fixture.table.size());
    }

    @Test
    void shouldDropBindingsMadeWithAnOldPassword() {
        phone.registered(fixture.desktop);
        fixture.directory.put(FakeDirectory.withHa1(fixture.desktop, FakeDirectory.ha1("1006", "new")));
        fixture.registrar.onDeviceChanged(fixture.desktop.id());

        assertEquals(0, fixture.table.size());
        assertEquals(401, phone.register().response().status());
    }

    @Test
    void shouldMoveADeviceToItsNewExtension() {
        phone.registered(fixture.desktop);
        Device moved = FakeDirectory.withIcp(fixture.desktop, "2006", "2006", "icp-2006", "pbx");
        fixture.directory.put(moved);
        fixture.registrar.onDeviceChanged(moved.id());

        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals("sip:1006@pbx.test", removal.request().to().uri());
        assertEquals(0, removal.request().expires().orElseThrow());
        FakeServerTransaction again = phone.register();
        removal.respond(200);
        SipRequest upstream = fixture.pbxAccepts(moved, 3600);
        assertEquals("sip:2006@pbx.test", upstream.to().uri());
        assertEquals(200, again.response().status());
        assertEquals(moved, fixture.table.of(moved.id()).getFirst().device());
    }

    @Test
    void shouldUseNewIcpCredentialsWithoutTouchingBindings() {
        phone.registered(fixture.desktop);
        Device changed = FakeDirectory.withIcp(fixture.desktop, "1006", "auth-1006", "other-secret", "pbx");
        fixture.directory.put(changed);
        fixture.registrar.onDeviceChanged(changed.id());

        assertEquals(changed, fixture.table.of(changed.id()).getFirst().device());
        keepRefreshing(2700);
        fixture.pbxAccepts(changed, 3600);
    }

    @Test
    void shouldTakeAChangeThatItWasNotToldOfAtTheNextRegister() {
        phone.registered(fixture.desktop);
        Device moved = FakeDirectory.withIcp(fixture.desktop, "2006", "2006", "icp-2006", "pbx");
        fixture.directory.put(moved);

        phone.register();

        assertEquals("sip:1006@pbx.test", fixture.atPbx().request().to().uri());
        assertEquals("sip:2006@pbx.test", fixture.pbxAccepts(moved, 3600).to().uri());
    }

    /** The phone refreshes as phones do while time passes. */
    private void keepRefreshing(long seconds) {
        for (long left = seconds; left > 0; left -= 150) {
            fixture.advance(Math.min(left, 150));
            assertEquals(200, phone.register().response().status());
        }
    }

    // Limits

    @Test
    void shouldAnswer503WhenTheTableIsFull() {
        RegistrarFixture small = new RegistrarFixture(RegistrarFixture.settings(4, 1));
        small.phone(small.desktop, 1).registered(small.desktop);
        int sent = small.transactions.count();

        SipResponse answer = small.phone(small.mobile, 2).register().response();

        assertEquals(503, answer.status());
        long retryAfter = Long.parseLong(answer.header(HeaderName.RETRY_AFTER).orElseThrow());
        assertTrue(retryAfter >= 10 && retryAfter <= 40);
        assertEquals(sent, small.transactions.count(), "the PBX is not asked in vain");
        assertEquals(1, small.count(RegistrarCounter.OVERLOADED));
    }

    @Test
    void shouldNotGrowADeviceBeyondTheTable() {
        RegistrarFixture small = new RegistrarFixture(RegistrarFixture.settings(4, 1));
        RegistrarFixture.Phone only = small.phone(small.desktop, 1);
        only.registered(small.desktop);

        assertEquals(503, only.register(b -> b.set(HeaderName.CONTACT, "<sip:1006@10.0.0.99>")).response().status());
        assertEquals(200, only.register().response().status(), "a refresh needs no room");
    }

    @Test
    void shouldNotKeepThePbxRegistrationOfAPhoneThatFoundTheTableFull() {
        RegistrarFixture small = new RegistrarFixture(RegistrarFixture.settings(4, 1));
        RegistrarFixture.Phone first = small.phone(small.desktop, 1);
        first.registered(small.desktop);
        first.loseFlow();
        small.phone(small.mobile, 2).registered(small.mobile);

        assertEquals(503, small.phone(small.desktop, 3).register().response().status());
        small.advance(60);

        FakeTransactions.Sent removal = small.atPbx();
        assertEquals("sip:1006@pbx.test", removal.request().to().uri());
        assertEquals(0, removal.request().expires().orElseThrow());
    }

    @Test
    void shouldRememberNothingOfAQuery() {
        phone.register(b -> b.remove(HeaderName.CONTACT));
        phone.register(b -> b.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));

        assertEquals(0, fixture.registrar.registrations());
    }

    @Test
    void shouldGiveEachAnswerItsOwnTag() {
        String first = phone.send(phone.request(b -> b)).response().to().tag().orElseThrow();
        String second = phone.send(phone.request(b -> b)).response().to().tag().orElseThrow();

        assertNotEquals(first, second);
    }

    @Test
    void shouldTakeRegistrationsAtEveryAddressThatItIsKnownBy() {
        for (String domain : RegistrarFixture.DOMAINS) {
            SipResponse answer = phone.send(phone.request(b -> b.requestUri(SipUri.of("", domain))
                    .set(HeaderName.TO, "<sip:1006@" + domain + ">")
                    .set(HeaderName.FROM, "<sip:1006@" + domain + ">;tag=f")))
                    .response();
            assertEquals(401, answer.status(), domain);
        }
    }
}
