package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A softphone is given up to three addresses of SBCs, and registers at whichever answers: under each of these names it can
 * register, call and be called; under any other it cannot.
 */
class RegistrationDomainsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage
            .with(plan -> plan.setting("registration: {domains: [second.example.test, 192.0.2.99]}"));

    private static final List<String> NAMES = List.of("From", "To", "Call-ID", "CSeq", "Contact", "Max-Forwards",
            "Supported", "Allow", "Expires", "Content-Type");

    /** The same request in the words of a phone that knows us by this name. */
    private static SipText under(String name, SipText request) {
        SipText said = SipText.request(request.method(), request.uri().replace("localhost", name));
        for (String field : NAMES) {
            for (String value : request.all(field)) {
                said = said.and(field, value.replace("@localhost", "@" + name));
            }
        }
        return request.body().isEmpty() ? said : said.sdp(request.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "second.example.test", "192.0.2.99", "127.0.0.1"})
    void shouldServeAPhoneUnderEachOfItsNames(String name) throws IOException {
        ScriptedPhone phone = stage.unregistered();
        assertEquals(200, phone.register(request -> under(name, request)).status());

        Exchange calling = phone.send(under(name, phone.newRequest("INVITE", "8101").and("Allow", "INVITE, ACK, BYE")
                .sdp(Descriptions.phoneOffer())));
        Incoming atPbx = stage.pbx().awaitInvite("8101");
        assertTrue(atPbx.request().header("From").contains("@" + stage.pbx().domain()), atPbx.request()::toString);
        ScriptedDialog callee = atPbx.answer(Descriptions.pbxAnswer(stage.pbx(), atPbx.request().body()));
        new ScriptedCall(calling.answered(), callee).endByPbx();

        Exchange called = stage.pbx().invite(phone.user(), "8102", Descriptions.pbxOffer(stage.pbx()));
        Incoming atPhone = phone.awaitRequest("INVITE");
        atPhone.respond(486);
        called.await(486);
    }

    @Test
    @DisplayName("RFC 3261 §10.3 step 1: a name that is not ours gets 404")
    void shouldRegisterNobodyUnderAnotherName() throws IOException {
        ScriptedPhone phone = stage.unregistered();

        assertEquals(404, phone.register(request -> under("third.example.test", request)).status());
    }
}
