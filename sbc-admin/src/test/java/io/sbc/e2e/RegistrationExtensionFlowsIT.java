package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What extends registration: RFC 3327 (Path), RFC 3608 (Service-Route), RFC 5626 (outbound) and RFC 5627 (GRUU). */
class RegistrationExtensionFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.setting("registration: {path: true}"));

    private static ScriptedCall called(ScriptedPhone phone, String caller) {
        Exchange calling = stage.pbx().invite(phone.user(), caller, Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog dialog = calling.answered();
        invite.awaitAck();
        return new ScriptedCall(invite.dialog(), dialog);
    }

    @Test
    @Flow(source = "rfc3327")
    @DisplayName("RFC 3327 Path towards the PBX's registrar: the PBX sends by it")
    void pathTowardsPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        List<String> path = stage.pbx().pathOf(phone.user());
        assertEquals(1, path.size(), path::toString);
        assertTrue(SipValue.uriParameter(SipValue.uri(path.getFirst()), "lr").isPresent(), path::toString);
        assertFalse(path.getFirst().contains(SipValue.hostPort(phone.contactUri())), path::toString);

        called(phone, "8001").endByPbx();
    }

    @Test
    @Flow(source = "rfc3327")
    @DisplayName("RFC 3327 Path of a proxy before the phone is kept, told, and used as Route")
    void pathOfPhone() throws IOException {
        ScriptedPhone phone = stage.unregistered();
        String edge = "<sip:edge.example;lr;ob>";

        SipText registered = phone.register(request -> request.and("Path", edge));
        assertEquals(List.of(edge), registered.values("Path"), registered::toString);
        Exchange calling = stage.pbx().invite(phone.user(), "8002", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        assertEquals(List.of(edge), invite.request().values("Route"), invite.request()::toString);
        invite.respond(480);

        calling.await(480);
    }

    @Test
    @Flow(source = "rfc3608")
    @DisplayName("RFC 3608 Service-Route of the PBX is the Route of the phone's calls, and stays inside")
    void serviceRouteOfPbx() throws IOException {
        String route = "<" + stage.pbx().contactUri().replace("script@", "") + ";lr;service=1>";
        stage.pbx().onRegister(response -> response.and("Service-Route", route));
        try {
            ScriptedPhone phone = stage.unregistered();
            assertTrue(phone.register().all("Service-Route").isEmpty(), "the PBX's route is not for phones");

            Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
            Incoming invite = stage.pbx().awaitInvite("8003");
            assertEquals(List.of(route), invite.request().values("Route"), invite.request()::toString);
            invite.respond(486);
            calling.await(486);
        } finally {
            stage.pbx().onRegister(response -> response);
        }
    }

    @Test
    @Flow(source = "rfc5626")
    @DisplayName("RFC 5626 Outbound: reg-id and instance, a keepalive, and the newer flow of the same instance")
    void outbound() throws IOException {
        ScriptedPhone phone = stage.unregistered();

        SipText registered = phone.register();
        assertTrue(registered.lists("Require", "outbound"), registered::toString);
        assertTrue(Integer.parseInt(registered.header("Flow-Timer")) > 0, registered::toString);
        phone.ping();
        phone.dropConnection();
        SipText again = phone.register();

        assertEquals(1, again.values("Contact").size(), "one flow of one instance, one binding");
        called(phone, "8004").endByPhone();
    }

    @Test
    @Flow(source = "rfc5627")
    @DisplayName("RFC 5627 GRUU: a Contact that is one stays as it is")
    void gruuInContact() throws IOException {
        ScriptedPhone phone = stage.unregistered();
        String gruu = phone.contactUri() + ";gr=" + phone.instance();

        SipText registered = phone.register(request -> request
                .with("Contact", "<" + gruu + ">;+sip.instance=\"<" + phone.instance() + ">\"")
                .with("Supported", "path, gruu"));
        assertEquals(200, registered.status(), registered::toString);
        assertEquals(gruu, registered.uriIn("Contact"));
        Exchange calling = stage.pbx().invite(phone.user(), "8005", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        assertEquals(gruu, invite.request().uri());
        invite.respond(480);

        calling.await(480);
    }

    @Test
    @Flow(source = "rfc8599", section = "5")
    @DisplayName("RFC 8599 §5 Push parameters in Contact pass the registrar whole, and are nobody else's business")
    void pushParametersOfPhone() throws IOException {
        ScriptedPhone phone = stage.unregistered();
        String push = ";pn-provider=apns;pn-param=DEF123GHIJ.us.zoom.phone.voip;pn-prid=00fc13adff78512";
        String contact = phone.contactUri() + push;
        String registered = "<" + contact + ">;reg-id=1;+sip.instance=\"<" + phone.instance() + ">\";+sip.pnsreg";

        SipText response = phone.register(request -> request.with("Contact", registered));
        assertEquals(200, response.status(), response::toString);
        assertEquals(contact, response.uriIn("Contact"));
        // §5.4: who does not push does not say so; §4.1.2: then the phone knows that it has to stay connected.
        assertTrue(response.all("Feature-Caps").isEmpty(), response::toString);
        assertFalse(response.lists("Require", "pns"), response::toString);
        assertNoPush();

        Exchange calling = stage.pbx().invite(phone.user(), "8006", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        assertEquals(contact, invite.request().uri());
        invite.respond(invite.response(200)
                .with("Contact", "<" + contact + ">")
                .sdp(Descriptions.phoneAnswer(invite.request().body())));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        new ScriptedCall(invite.dialog(), caller).endByPhone();
        assertNoPush();

        // §4.1.4: a new PRID for the same app takes the place of the old one.
        String renewed = registered.replace("00fc13adff78512", "11fc13adff78512");
        SipText again = phone.register(request -> request.with("Contact", renewed));
        assertEquals(1, again.values("Contact").size(), again::toString);
        assertEquals(contact.replace("00fc13adff78512", "11fc13adff78512"), again.uriIn("Contact"));

        // Asleep, and nobody here can wake it: who calls is told so, and does not wait.
        phone.dropConnection();
        Exchange missed = stage.pbx().invite(phone.user(), "8007", Descriptions.pbxOffer(stage.pbx()));
        missed.await(480);
        phone.register(request -> request.with("Contact", renewed));
        called(phone, "8007").endByPbx();
    }

    /** Nothing of them came to the PBX, in whatever message. */
    private static void assertNoPush() {
        stage.pbx().trace().messages().forEach(message -> assertFalse(
                !message.sent() && (message.text().contains("pn-") || message.text().contains("pnsreg")),
                message::text));
    }
}
