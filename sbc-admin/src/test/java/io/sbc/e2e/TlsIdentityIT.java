package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.net.Trust;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is at the other end of a TLS connection: PBXs by RFC 5922, phones by certificates where they must have one. */
class TlsIdentityIT {
    private static final String PHONES = "phones";
    private static final String STRANGERS = "strangers";

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(TlsIdentityIT::plan);

    private static SbcStage.Builder plan(SbcStage.Builder plan) {
        Authority pbxs = Authority.in(plan.directory(), "pbxs");
        Authority phones = Authority.in(plan.directory(), PHONES);
        Authority strangers = Authority.in(plan.directory(), STRANGERS);
        Authority.Identity phone = phones.issue("phone");
        strangers.issue("stranger");
        return plan.tlsScript("named", server(pbxs, "named.local"))
                .tlsScript("byuri", server(pbxs, "sip:byuri.local"))
                .tlsScript("impostor", server(pbxs, "elsewhere.local"))
                .tlsScript("unknown", server(strangers, "unknown.local"))
                .icp("tls: {enabled: true, port: 0, trust: " + pbxs.ca() + "}")
                .setTls("client-auth: required, trust: " + phones.ca())
                .clients(ca -> Trust.clientOf(ca, phone.chain(), phone.key()))
                .mediaPorts("14000-14999");
    }

    private static SSLContext server(Authority authority, String name) {
        Authority.Identity identity = authority.issue(name);
        return Trust.serverOf(identity.chain(), identity.key());
    }

    private static int registered(String pbx) throws IOException {
        ScriptedPhone phone = stage.stage().connected(stage.stage().freshNumber(pbx));
        return phone.register(request -> request).status();
    }

    @Test
    @DisplayName("RFC 5922 §7.1 A PBX whose certificate is for its domain, as DNS name or as SIP URI, is spoken to")
    void pbxWithItsName() throws IOException {
        assertEquals(200, registered("byuri"));
        ScriptedPhone phone = stage.phoneOf("named");
        ScriptedPbx pbx = stage.stage().script("named");

        Exchange calling = phone.invite("2901", Descriptions.phoneOffer());
        Incoming invite = pbx.awaitInvite("2901");
        assertTrue(invite.request().values("Via").getFirst().contains("/TLS "), invite.request()::toString);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @DisplayName("RFC 5922 §7.2 A PBX with another one's certificate, or one of a CA that nobody named, hears nothing")
    void pbxWithoutItsName() throws IOException {
        for (String pbx : List.of("impostor", "unknown")) {
            assertEquals(503, registered(pbx), pbx);
            assertEquals(List.of(), stage.stage().script(pbx).trace().messages(), pbx);
        }
    }

    /** Whether an SBC that wants a certificate answers a client at all. */
    private static boolean isServed(SSLContext tls) throws IOException {
        String number = stage.stage().freshNumber(FlowStage.SCRIPT);
        try (TlsRegistrant client = new TlsRegistrant(tls, InetAddress.getLoopbackAddress(), number,
                "set-" + number)) {
            client.connect(stage.stage().server().getPort());
            return client.register().equals(List.of(401, 200));
        }
    }

    @Test
    @DisplayName("Mutual TLS on the set side: without a certificate of the named CA nothing is answered")
    void phonesNeedCertificate() throws IOException {
        SbcStage sbc = stage.stage();

        assertTrue(isServed(Trust.clientOf(sbc.ca(), sbc.file("phone.pem"), sbc.file("phone.key"))));
        assertThrows(IOException.class, () -> isServed(Trust.clientOf(sbc.ca())), "no certificate");
        assertThrows(IOException.class,
                () -> isServed(Trust.clientOf(sbc.ca(), sbc.file("stranger.pem"), sbc.file("stranger.key"))),
                "a certificate of a CA that is not named");
    }
}
