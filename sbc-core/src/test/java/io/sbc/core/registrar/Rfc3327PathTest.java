package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 3327: Path towards the PBX's registrar, and of proxies between a phone and us. */
class Rfc3327PathTest {

    private static final RegistrationSettings WITH_PATH = new RegistrationSettings(Duration.ofSeconds(300),
            Duration.ofSeconds(60), Duration.ofSeconds(3600), Duration.ofSeconds(60), 200, Duration.ofSeconds(300),
            List.of(RegistrationSettings.DigestAlgorithm.MD5), 4, 1000, Duration.ZERO, true, List.of());

    private static final String EDGE = "<sip:edge.hotel.test;lr;ob>";

    @Test
    @DisplayName("§5.1: we support it, and add ourselves where it is configured")
    void shouldTellThePbxTheWayWhereConfigured() {
        RegistrarFixture fixture = new RegistrarFixture(WITH_PATH);
        fixture.phone(fixture.desktop, 1).register();

        SipRequest request = fixture.atPbx().request();

        assertEquals(List.of("<sip:10.9.9.9:5080;transport=udp;lr>"), request.headers(HeaderName.PATH));
        assertEquals("path", request.header(HeaderName.SUPPORTED).orElseThrow());
    }

    @Test
    @DisplayName("§5.1: by default only what we support")
    void shouldTellNoWayByDefault() {
        RegistrarFixture fixture = new RegistrarFixture();
        fixture.phone(fixture.desktop, 1).register();

        SipRequest request = fixture.atPbx().request();

        assertFalse(request.has(HeaderName.PATH));
        assertEquals("path", request.header(HeaderName.SUPPORTED).orElseThrow());
    }

    @Test
    @DisplayName("§5.3: the Path of a phone is kept, told back, and used")
    void shouldKeepThePathOfAPhone() {
        RegistrarFixture fixture = new RegistrarFixture();
        FakeServerTransaction answer = fixture.phone(fixture.desktop, 1).register(b -> b
                .set(HeaderName.SUPPORTED, "path").add(HeaderName.PATH, EDGE).add(HeaderName.PATH, "<sip:p2.test;lr>"));
        SipRequest upstream = fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(List.of(EDGE, "<sip:p2.test;lr>"), answer.response().headers(HeaderName.PATH));
        assertEquals(List.of(EDGE, "<sip:p2.test;lr>"), fixture.table.of(fixture.desktop.id()).getFirst().path()
                .stream().map(NameAddr::toString).toList());
        assertFalse(upstream.toString().contains("hotel"), "which is no business of the PBX");
    }

    @Test
    @DisplayName("§5.3: the PBX's Path is no business of the phone")
    void shouldHideThePathOfThePbx() {
        RegistrarFixture fixture = new RegistrarFixture();
        FakeServerTransaction transaction = fixture.phone(fixture.desktop, 1).register();
        fixture.atPbx().respond(200, response -> response.set(HeaderName.EXPIRES, 3600).set(HeaderName.PATH,
                "<sip:edge.pbx.test;lr>"));
        SipResponse answer = transaction.response();

        assertEquals(200, answer.status());
        assertFalse(answer.toString().contains("pbx.test"), answer.toString());
    }

    @Test
    @DisplayName("RFC 5626 §6: a first hop that keeps flows says ob")
    void shouldTakeOutboundThroughAProxyThatKeepsFlows() {
        RegistrarFixture fixture = new RegistrarFixture();
        RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);
        FakeServerTransaction answer = phone.register(b -> b
                .add(HeaderName.VIA, "SIP/2.0/TLS inner.test;branch=z9hG4bKin")
                .set(HeaderName.SUPPORTED, "path, outbound")
                .set(HeaderName.PATH, EDGE)
                .set(HeaderName.CONTACT, phone.contact() + ";+sip.instance=\"<urn:uuid:1>\";reg-id=1"));
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(200, answer.response().status());
        assertEquals("outbound", answer.response().header(HeaderName.REQUIRE).orElseThrow());
    }

    @Test
    @DisplayName("a Path of any length is no way")
    void shouldRefuseAPathWithoutEnd() {
        RegistrarFixture fixture = new RegistrarFixture();
        FakeServerTransaction answer = fixture.phone(fixture.desktop, 1)
                .register(b -> b.set(HeaderName.PATH, String.join(", ", List.of(EDGE, EDGE, EDGE, EDGE, EDGE))));

        assertEquals(400, answer.response().status());
    }
}
