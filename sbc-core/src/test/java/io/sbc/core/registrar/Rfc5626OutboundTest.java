package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 5626: flows that phones open, and that nothing else leads to them. */
class Rfc5626OutboundTest {

    private static final HeaderName FLOW_TIMER = HeaderName.of("Flow-Timer");

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"";

    private FakeServerTransaction outbound(RegistrarFixture.Phone from, String host, String regId) {
        return from.register(b -> b.set(HeaderName.SUPPORTED, "path, outbound").set(HeaderName.CONTACT,
                "<sip:1006@" + host + ";ob>" + INSTANCE + regId));
    }

    @Test
    @DisplayName("§6: instance and reg-id name the binding")
    void shouldReplaceTheBindingOfTheSameInstanceAndRegId() {
        FakeServerTransaction first = outbound(phone, "10.0.0.1", ";reg-id=1");
        fixture.pbxAccepts(fixture.desktop, 3600);
        RegistrarFixture.Phone moved = fixture.new Phone("1006", "set-1006", FakeFlow.tls(7));
        FakeServerTransaction second = outbound(moved, "10.0.0.77", ";reg-id=1");

        assertEquals("outbound", first.response().header(HeaderName.REQUIRE).orElseThrow());
        assertEquals(List.of("sip:1006@10.0.0.77;ob"), RegistrarFixture.contactUris(second.response()));
        assertEquals("<urn:uuid:00000000-0000-1000-8000-000A95A0E128>",
                second.response().contacts().getFirst().parameters().get("+sip.instance").orElseThrow());
    }

    @Test
    void shouldKeepTwoFlowsOfOneInstance() {
        outbound(phone, "10.0.0.1", ";reg-id=1");
        fixture.pbxAccepts(fixture.desktop, 3600);
        RegistrarFixture.Phone second = fixture.new Phone("1006", "set-1006", FakeFlow.tls(7));

        assertEquals(2, outbound(second, "10.0.0.1", ";reg-id=2").response().contacts().size());
        second.loseFlow();
        assertEquals(1, fixture.table.size());
    }

    @Test
    void shouldReplaceTheBindingOfAnInstanceThatNumbersNoFlows() {
        FakeServerTransaction first = outbound(phone, "10.0.0.1", "");
        fixture.pbxAccepts(fixture.desktop, 3600);
        FakeServerTransaction second = outbound(phone, "10.0.0.2", "");

        assertFalse(first.response().has(HeaderName.REQUIRE), "no reg-id, no outbound");
        assertEquals(List.of("sip:1006@10.0.0.2;ob"), RegistrarFixture.contactUris(second.response()));
    }

    @Test
    void shouldIgnoreARegIdWithoutInstanceOrSupport() {
        FakeServerTransaction answer = phone.register(b -> b.set(HeaderName.SUPPORTED, "outbound")
                .set(HeaderName.CONTACT, phone.contact() + ";reg-id=1"));
        fixture.pbxAccepts(fixture.desktop, 3600);
        FakeServerTransaction unsupported = phone
                .register(b -> b.set(HeaderName.CONTACT, phone.contact() + INSTANCE + ";reg-id=1"));

        assertFalse(answer.response().has(HeaderName.REQUIRE));
        assertFalse(unsupported.response().has(HeaderName.REQUIRE));
    }

    @Test
    @DisplayName("§6: 439 where the first hop does not keep flows")
    void shouldAnswer439WhenSomebodyWithoutOutboundStandsBetween() {
        SipResponse answer = phone.register(b -> b.add(HeaderName.VIA, "SIP/2.0/TLS inner.test;branch=z9hG4bKin")
                .set(HeaderName.SUPPORTED, "outbound")
                .set(HeaderName.CONTACT, phone.contact() + INSTANCE + ";reg-id=1")).response();

        assertEquals(439, answer.status());
    }

    @Test
    @DisplayName("§6: one Contact with a reg-id at a time")
    void shouldAnswer400ForSeveralContactsWithARegId() {
        SipResponse answer = phone.register(b -> b.set(HeaderName.SUPPORTED, "outbound").set(HeaderName.CONTACT,
                "<sip:1006@a>" + INSTANCE + ";reg-id=1, <sip:1006@b>")).response();

        assertEquals(400, answer.status());
    }

    @Test
    @DisplayName("§5.4, §6: Flow-Timer where outbound is used, and nowhere else")
    void shouldTellHowOftenToSendAKeepalive() {
        FakeServerTransaction outbound = outbound(phone, "10.0.0.1", ";reg-id=1");
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals("120", outbound.response().header(FLOW_TIMER).orElseThrow());
        assertEquals(Optional.empty(), phone.register().response().header(FLOW_TIMER));
    }

    @Test
    @DisplayName("§5.4: no outbound over UDP, whose keepalive would be STUN")
    void shouldNotPromiseToKeepFlowsOverUdp() {
        phone.flow = FakeFlow.phone(1, TransportProtocol.UDP, "198.51.100.7");
        FakeServerTransaction answer = outbound(phone, "10.0.0.1", ";reg-id=1");
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(200, answer.response().status());
        assertFalse(answer.response().has(HeaderName.REQUIRE));
    }

    @Test
    @DisplayName("§6: Require: outbound and path are understood")
    void shouldUnderstandWhatItRequires() {
        FakeServerTransaction answer = phone.register(b -> b.set(HeaderName.REQUIRE, "outbound, path"));
        fixture.pbxAccepts(fixture.desktop, 3600);

        assertEquals(200, answer.response().status());
        assertEquals("path, outbound", answer.response().header(HeaderName.SUPPORTED).orElseThrow());
    }

    @Test
    @DisplayName("§7: of two flows of one instance only the newer is rung")
    void shouldReachAnInstanceOverOneFlowAtATime() {
        outbound(phone, "10.0.0.1", ";reg-id=1");
        fixture.pbxAccepts(fixture.desktop, 3600);
        RegistrarFixture.Phone second = fixture.new Phone("1006", "set-1006", FakeFlow.tls(7));
        outbound(second, "10.0.0.1", ";reg-id=2");
        RegistrarFixture.Phone other = fixture.new Phone("1006", "set-1006", FakeFlow.tls(8));
        other.register();

        assertEquals(3, fixture.table.of(fixture.desktop.id()).size());
        assertEquals(List.of(other.flow, second.flow), reachable());
        second.loseFlow();
        assertEquals(List.of(other.flow, phone.flow), reachable(), "and then over the one that is left");
    }

    private List<?> reachable() {
        return fixture.table.reachable(fixture.desktop.id()).stream().map(Binding::flow).toList();
    }

    @Test
    @DisplayName("§5.3: ob and everything else of the Contact is kept as the phone wrote it")
    void shouldKeepTheContactAsItIs() {
        FakeServerTransaction answer = outbound(phone, "10.0.0.1", ";reg-id=1;q=0.7;methods=\"INVITE,BYE\"");
        fixture.pbxAccepts(fixture.desktop, 3600);

        String contact = answer.response().header(HeaderName.CONTACT).orElseThrow();
        assertTrue(contact.startsWith("<sip:1006@10.0.0.1;ob>"), contact);
        assertTrue(contact.contains(";q=0.7") && contact.contains(";reg-id=1") && contact.contains("INVITE,BYE"),
                contact);
    }

    @Test
    @DisplayName("§11.5: a 430 of the PBX's own edge is for a while only")
    void shouldTryAgainWhenAnEdgeOfThePbxLostItsFlow() {
        phone.registered(fixture.desktop);
        fixture.registrar.onPbxUnreachable("pbx");
        fixture.registrar.onPbxReachable("pbx");
        fixture.atPbx().respond(430);

        assertEquals(1, fixture.table.size());
        assertEquals(200, phone.register().response().status());
        fixture.advance(20);
        assertEquals(1, fixture.transactions.pending());
    }
}
