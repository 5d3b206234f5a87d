package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.PbxPresets;
import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.auth.DigestCredentials;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the presets promise about registration (ADM-7), with a PBX that challenges: one method per promise. */
class PbxPresetsRegistrationTest {

    private static RegistrarFixture with(String preset) {
        return new RegistrarFixture(RegistrarFixture.SETTINGS, PbxPresets.preset(preset));
    }

    @Test
    @DisplayName("MX-ONE guide §8.2: the authorization code is the digest password of the extension")
    void shouldRegisterAtMxOneWithTheExtensionAndItsAuthorizationCode() {
        RegistrarFixture fixture = with("mx-one");

        fixture.phone(fixture.desktop, 1).register();
        SipRequest atPbx = fixture.pbxAccepts(fixture.desktop, 3600); // checks the digest with icp-password

        assertEquals(fixture.desktop.icpAuthUser(), DigestCredentials
                .parse(atPbx.header(HeaderName.AUTHORIZATION).orElseThrow()).orElseThrow().username());
        assertEquals("sip:" + fixture.desktop.icpUser() + "@pbx.test", atPbx.to().uri());
    }

    @Test
    @DisplayName("MiVoice Business guide §7.2: 1006 and 1*006 registered at once, the star as it is")
    void shouldRegisterBothDevicesOfAMultiDeviceGroupAtMivoiceBusiness() {
        RegistrarFixture fixture = with("mivoice-business");

        fixture.phone(fixture.desktop, 1).registered(fixture.desktop);
        fixture.phone(fixture.mobile, 2).register();
        SipRequest mobile = fixture.pbxAccepts(fixture.mobile, 3600);

        assertEquals("sip:1*006@pbx.test", mobile.to().uri());
        assertEquals("sip:1*006@pbx.test", mobile.from().uri());
        assertEquals(2, fixture.table.size());
        List<NameAddr> contacts = mobile.contacts();
        assertTrue(contacts.getFirst().uri().matches("sip:[A-Za-z0-9-]+@10\\.9\\.9\\.9:5080;transport=udp"),
                "our own, whatever the extension: " + contacts);
    }

    /** SIP-5: short outside, long inside, whatever the site has set for other PBXs. */
    @ParameterizedTest
    @ValueSource(strings = {"mx-one", "mivoice-business", "mivoice-5000", "openscape-voice", "openscape-4000"})
    void shouldRegisterForAnHourInside(String preset) {
        RegistrationSettings d = RegistrarFixture.SETTINGS;
        RegistrationSettings shorter = new RegistrationSettings(d.clientExpires(), d.minimumExpires(),
                Duration.ofSeconds(600), d.grace(), d.pbxRate(), d.nonceLifetime(), d.algorithms(),
                d.contactsPerDevice(), d.bindings(), d.flowTimer(), d.path(), d.domains());
        RegistrarFixture fixture = new RegistrarFixture(shorter, PbxPresets.preset(preset));

        fixture.phone(fixture.desktop, 1).registerFor(120);

        FakeTransactions.Sent sent = fixture.atPbx();
        assertEquals(3600, sent.request().expires().orElseThrow());
    }

    @Test
    @DisplayName("MiVoice 5000 guide §3.5.2: it blocks whom it takes for a flooder")
    void shouldSendAMivoice5000NothingWhileItsRegistrationIsFresh() {
        RegistrarFixture fixture = with("mivoice-5000");
        RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);
        phone.registered(fixture.desktop);
        int before = fixture.transactions.count();

        for (int i = 0; i < 10; i++) {
            fixture.advance(100);
            assertEquals(200, phone.register().response().status());
        }

        assertEquals(before, fixture.transactions.count());
    }
}
