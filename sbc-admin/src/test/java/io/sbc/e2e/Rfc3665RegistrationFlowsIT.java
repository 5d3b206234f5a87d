package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3665 §2: registration of a phone, through the SBC to the PBX. */
class Rfc3665RegistrationFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    private static int expiresOf(SipText response, String uri) {
        return response.values("Contact")
                .stream()
                .filter(contact -> SipValue.uri(contact).equals(uri))
                .findFirst()
                .flatMap(contact -> SipValue.parameter(contact, "expires"))
                .map(Integer::parseInt)
                .orElseThrow(() -> new AssertionError("no Contact " + uri + " in\n" + response));
    }

    private static int registersOf(ScriptedPhone phone) {
        return stage.pbx()
                .received(message -> message.method().equals("REGISTER")
                        && SipValue.user(message.uriIn("To")).equals(phone.user()));
    }

    private static List<String> contacts(SipText response) {
        return response.values("Contact").stream().map(SipValue::uri).toList();
    }

    @Test
    @Flow(source = "rfc3665", section = "2.1")
    @DisplayName("RFC 3665 §2.1 Successful New Registration")
    void section2_1_successfulNewRegistration() throws IOException {
        ScriptedPhone phone = stage.unregistered();

        SipText challenge = phone.send(phone.newRegister()).await(401);
        SipText registered = phone.send(phone.authorized(challenge, phone.newRegister())).await(200);

        assertTrue(challenge.header("WWW-Authenticate").startsWith("Digest "), challenge::toString);
        int expires = expiresOf(registered, phone.contactUri());
        assertTrue(expires > 0 && expires <= 300, registered::toString);
        // What the PBX has leads to the SBC, and does not say where the phone is.
        String atPbx = stage.pbx().contactOf(phone.user()).orElseThrow();
        assertNotEquals(SipValue.hostPort(phone.contactUri()), SipValue.hostPort(atPbx));
    }

    @Test
    @Flow(source = "rfc3665", section = "2.2")
    @DisplayName("RFC 3665 §2.2 Update of Contact List")
    void section2_2_updateOfContactList() throws IOException {
        ScriptedPhone phone = stage.phone();
        String second = phone.contactUri().replace(phone.user() + "@", phone.user() + "-office@");

        SipText updated = phone.register(request -> request.with("Contact", "<" + second + ">"));

        assertEquals(200, updated.status(), updated::toString);
        assertTrue(contacts(updated).containsAll(List.of(phone.contactUri(), second)), updated::toString);
    }

    @Test
    @Flow(source = "rfc3665", section = "2.3")
    @DisplayName("RFC 3665 §2.3 Request for Current Contact List")
    void section2_3_requestForCurrentContactList() throws IOException {
        ScriptedPhone phone = stage.phone();
        int registersBefore = registersOf(phone);

        SipText listed = phone.register(request -> request.without("Contact").without("Expires"));

        assertEquals(200, listed.status(), listed::toString);
        assertEquals(List.of(phone.contactUri()), contacts(listed));
        assertEquals(registersBefore, registersOf(phone), "a question is answered from the bindings");
    }

    @Test
    @Flow(source = "rfc3665", section = "2.4")
    @DisplayName("RFC 3665 §2.4 Cancellation of Registration")
    void section2_4_cancellationOfRegistration() throws IOException {
        ScriptedPhone phone = stage.phone();

        SipText cancelled = phone
                .register(request -> request.with("Contact", "*").with("Expires", "0").without("Supported"));

        assertEquals(200, cancelled.status(), cancelled::toString);
        assertEquals(List.of(), contacts(cancelled));
        stage.pbx()
                .awaitReceived("REGISTER with Expires 0", 1,
                        message -> message.method().equals("REGISTER")
                                && SipValue.user(message.uriIn("To")).equals(phone.user())
                                && message.toString().matches("(?is).*expires\\s*[:=]\\s*0\\b.*"));
        stage.stage().awaitMetric("sbc_upstream_registers_in_flight", 0);
        assertEquals(Optional.empty(), stage.pbx().contactOf(phone.user()));
    }

    @Test
    @Flow(source = "rfc3665", section = "2.5")
    @DisplayName("RFC 3665 §2.5 Unsuccessful Registration")
    void section2_5_unsuccessfulRegistration() throws IOException {
        ScriptedPhone phone = stage.unregistered();

        SipText first = phone.send(phone.newRegister()).await(401);
        SipText second = phone.send(phone.authorized(first, phone.newRegister(), "not the password")).awaitFinal();

        assertTrue(second.status() == 401 || second.status() == 403, second::toString);
        assertFalse(second.toString().contains("stale=true"), "a wrong password is not a stale nonce");
        assertEquals(Optional.empty(), stage.pbx().contactOf(phone.user()));
        assertEquals(0, registersOf(phone), "the PBX hears of no one who did not prove who it is");
    }
}
