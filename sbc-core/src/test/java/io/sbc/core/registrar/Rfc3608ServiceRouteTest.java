package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3608: the way that a PBX wants requests to take. */
class Rfc3608ServiceRouteTest {

    private static final HeaderName SERVICE_ROUTE = HeaderName.of("Service-Route");
    private static final List<String> ROUTE = List.of("<sip:p1.pbx.test;lr>", "<sip:orig@p2.pbx.test:5070;lr>");

    private final RegistrarFixture fixture = new RegistrarFixture();
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    private FakeServerTransaction register(String route) {
        FakeServerTransaction transaction = phone.register();
        fixture.atPbx().respond(200, response -> response.set(HeaderName.EXPIRES, 3600).set(SERVICE_ROUTE, route));
        return transaction;
    }

    private List<String> route() {
        String token = fixture.table.deviceBehind(contactUser()).map(_ -> contactUser()).orElseThrow();
        return fixture.table.serviceRoute(token).stream().map(NameAddr::toString).toList();
    }

    private String contactUser() {
        return fixture.table.of(fixture.desktop.id()).getFirst().icpContact().user();
    }

    @Test
    @DisplayName("§5: kept for the device's requests, and hidden from the phone")
    void shouldKeepAndHideIt() {
        FakeServerTransaction transaction = register(String.join(", ", ROUTE));

        assertEquals(200, transaction.response().status());
        assertFalse(transaction.response().has(SERVICE_ROUTE));
        assertFalse(transaction.response().toString().contains("pbx.test"));
        assertEquals(ROUTE, route());
    }

    @Test
    @DisplayName("§5: the latest 200 counts")
    void shouldTakeTheLatest() {
        register(String.join(", ", ROUTE));
        fixture.advance(1);
        fixture.registrar.onPbxUnreachable("pbx");
        fixture.registrar.onPbxReachable("pbx");
        fixture.grant(fixture.atPbx(), 3600);

        assertEquals(List.of(), route());
    }

    @Test
    @DisplayName("it outlives a restart with the registration")
    void shouldOutliveARestart() {
        register(String.join(", ", ROUTE));
        fixture.journal.flush();
        fixture.restart();
        phone.reconnect(2);
        phone.register();

        assertEquals(ROUTE, route());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:strict.pbx.test>", "<sip:a;lr>, <sip:b;lr>, <sip:c;lr>, <sip:d;lr>, <sip:e;lr>",
        "<tel:+15550100>"})
    void shouldUseNoneThatItCannotFollow(String route) {
        assertEquals(200, register(route).response().status());
        assertEquals(List.of(), route());
    }
}
