package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 5627: we give no GRUUs and break none. */
class Rfc5627GruuTest {

    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";

    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    @Test
    @DisplayName("§4.1: a phone that supports GRUUs is registered without")
    void shouldRegisterAPhoneThatSupportsThem() {
        FakeServerTransaction transaction = phone.register(b -> b.set(HeaderName.SUPPORTED, "gruu")
                .set(HeaderName.CONTACT, phone.contact() + INSTANCE));
        fixture.pbxAccepts(fixture.desktop, 3600);
        SipResponse answer = transaction.response();

        assertEquals(200, answer.status());
        assertFalse(answer.toString().contains("gruu"), "neither given nor claimed: " + answer);
    }

    @Test
    @DisplayName("§4.1: a phone that requires them is told")
    void shouldAnswer420ToAPhoneThatRequiresThem() {
        SipResponse answer = phone.register(b -> b.set(HeaderName.REQUIRE, "gruu")).response();

        assertEquals(420, answer.status());
        assertEquals("gruu", answer.header(HeaderName.of("Unsupported")).orElseThrow());
    }

    @Test
    @DisplayName("§5.1: pub-gruu and temp-gruu in a REGISTER do not count")
    void shouldIgnoreWhatAPhoneWritesOfThem() {
        FakeServerTransaction transaction = phone.register(b -> b.set(HeaderName.CONTACT, phone.contact() + INSTANCE
                + ";pub-gruu=\"sip:1006@evil.test;gr=x\";temp-gruu=\"sip:t@evil.test;gr\""));
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertFalse(transaction.response().toString().contains("evil.test"));
    }

    @Test
    @DisplayName("§3.1: a gr parameter of a Contact is kept for requests to it")
    void shouldKeepAContactThatIsAGruu() {
        phone.register(b -> b.set(HeaderName.CONTACT, "<sip:1006@10.0.0.1:5061;transport=tls;gr=urn:uuid:1>"));
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals("sip:1006@10.0.0.1:5061;transport=tls;gr=urn:uuid:1",
                fixture.table.of(fixture.desktop.id()).getFirst().contact().uri());
    }

    @Test
    @DisplayName("§5.2: GRUUs that the PBX gives our Contact are no harm, and stay on its side")
    void shouldTakeAContactOfThePbxWithGruus() {
        FakeServerTransaction transaction = phone.register();
        var sent = fixture.atPbx();
        sent.respond(200, response -> response.set(HeaderName.CONTACT, sent.request().contacts().getFirst()
                .withParameter("pub-gruu", "sip:1006@pbx.test;gr=urn:uuid:2").withParameter("expires", "120")));

        assertEquals(200, transaction.response().status());
        assertEquals("120", RegistrarFixture.expiresOf(transaction.response()).orElseThrow());
        assertFalse(transaction.response().toString().contains("pbx.test"));
    }
}
