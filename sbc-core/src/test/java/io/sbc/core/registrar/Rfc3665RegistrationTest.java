package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The flows of RFC 3665 §2, with the PBX behind us. */
class Rfc3665RegistrationTest {

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    @Test
    void section2_1_successfulNewRegistration() {
        FakeServerTransaction first = phone.send(phone.request(builder -> builder));
        assertEquals(401, first.response().status());
        assertTrue(
                first.response().header(HeaderName.WWW_AUTHENTICATE).orElseThrow().startsWith("Digest realm=\"sbc\""));
        assertTrue(first.response().to().tag().isPresent());
        assertEquals(0, fixture.transactions.count(), "nothing goes to the PBX for a phone that is not known yet");

        FakeServerTransaction second = phone.register();
        assertFalse(second.isAnswered(), "it waits for the PBX");
        SipRequest upstream = fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals("sip:pbx.test", upstream.requestUri());
        assertEquals("sip:1006@pbx.test", upstream.from().uri());
        assertEquals("sip:1006@pbx.test", upstream.to().uri());
        assertEquals(3600, upstream.expires().orElseThrow());
        SipResponse ok = second.response();
        assertEquals(200, ok.status());
        assertEquals(List.of("sip:1006@10.0.0.1:5061;transport=tls"), RegistrarFixture.contactUris(ok));
        assertEquals("300", RegistrarFixture.expiresOf(ok).orElseThrow());
    }

    @Test
    void section2_2_updateOfContactList() {
        phone.registered(fixture.desktop);
        FakeServerTransaction update = phone.register(
                builder -> builder.set(HeaderName.CONTACT, "<sip:1006@10.0.0.99:5061;transport=tls>;expires=120"));

        assertEquals(
                List.of("sip:1006@10.0.0.99:5061;transport=tls", "sip:1006@10.0.0.1:5061;transport=tls"),
                RegistrarFixture.contactUris(update.response()));
        assertEquals("120", RegistrarFixture.expiresOf(update.response()).orElseThrow());
        assertEquals(2, fixture.table.of(fixture.desktop.id()).size());
    }

    @Test
    void section2_3_requestForCurrentContactList() {
        phone.registered(fixture.desktop);
        fixture.advance(100);
        FakeServerTransaction query = phone
                .register(builder -> builder.remove(HeaderName.CONTACT).remove(HeaderName.EXPIRES));

        assertEquals(List.of("sip:1006@10.0.0.1:5061;transport=tls"),
                RegistrarFixture.contactUris(query.response()));
        assertEquals("200", RegistrarFixture.expiresOf(query.response()).orElseThrow());
    }

    @Test
    void section2_4_cancellationOfRegistration() {
        phone.registered(fixture.desktop);
        FakeServerTransaction cancellation = phone
                .register(builder -> builder.set(HeaderName.CONTACT, "*").set(HeaderName.EXPIRES, 0));

        assertEquals(200, cancellation.response().status());
        assertEquals(List.of(), cancellation.response().contacts());
        assertEquals(0, fixture.table.size());
        FakeTransactions.Sent removal = fixture.atPbx();
        assertEquals(0, removal.request().expires().orElseThrow());
        removal.respond(200);
        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void section2_5_unsuccessfulRegistration() {
        RegistrarFixture.Phone intruder = fixture.new Phone("1006", "guess", phone.flow);

        SipResponse answer = intruder.register().response();

        assertEquals(401, answer.status());
        assertFalse(answer.header(HeaderName.WWW_AUTHENTICATE).orElseThrow().contains("stale"));
        assertEquals(0, fixture.transactions.count());
        assertEquals(0, fixture.table.size());
    }
}
