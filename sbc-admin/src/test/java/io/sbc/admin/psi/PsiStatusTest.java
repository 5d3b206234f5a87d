package io.sbc.admin.psi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.psi.PsiStatus.State;
import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import io.sbc.core.registrar.Registrations.Contact;
import io.sbc.core.registrar.Registrations.View;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PsiStatusTest {

    private static final Secret PASSWORD = new Secret("correct-horse-battery");
    private static final DigestHa1 HA1 = DigestHa1.of("1006", "sbc", PASSWORD);
    private static final Contact CONTACT = new Contact("<sip:1006@10.0.0.1>",
            InetSocketAddress.createUnresolved("10.0.0.1", 5061), TransportProtocol.TLS, "Zoom", 1, 2);

    private final SipStatusWords words = new SipStatusWords();

    private static Device device(DigestHa1 ha1, boolean enabled) {
        return new Device(new DeviceId(1), "eve@example.test", DeviceKind.DESKTOP, "1006", ha1, "1006", "1006",
                PASSWORD, "pbx", enabled);
    }

    private PsiStatus status(Device device, List<Contact> contacts, Optional<Trouble> trouble) {
        return PsiStatus.of(new View(device, contacts, Optional.empty(), trouble), words);
    }

    private static Optional<Trouble> trouble(Side side, int status, String why) {
        return Optional.of(new Trouble(side, status, why, 1_000));
    }

    @Test
    void shouldUseTheWordsOfZoom() {
        Device pending = device(DigestHa1.pending(new Random(1)), true);
        Device ready = device(HA1, true);

        assertEquals("Pending SIP credentials", status(pending, List.of(), Optional.empty()).word());
        assertEquals("Idle", status(ready, List.of(), Optional.empty()).word());
        assertEquals("Registered", status(ready, List.of(CONTACT), Optional.empty()).word());
        assertEquals("SIP error 403", status(ready, List.of(), trouble(Side.ICP, 403, "refused")).word());
        assertEquals("The device is disabled.", status(device(HA1, false), List.of(), Optional.empty()).description());
    }

    @Test
    void shouldSayWhereAndWhyARegistrationFailed() {
        assertTrue(words.of(trouble(Side.ICP, 401, "credentials").orElseThrow())
                .startsWith("At the PBX: The PBX does not take the authorization code"));
        assertTrue(words.of(trouble(Side.SET, 401, "credentials").orElseThrow())
                .startsWith("At the SBC: The app's SIP password"));
        assertEquals("At the PBX: The PBX does not answer.", words.of(trouble(Side.ICP, 408, "silent").orElseThrow()));
        assertEquals("At the PBX: The registration was refused.",
                words.of(trouble(Side.ICP, 499, "refused").orElseThrow()));
    }

    @Test
    void shouldHaveWordsForEveryStatusThatEndsARegistration() {
        for (int status = 300; status < 700; status++) {
            String said = words.of(trouble(Side.ICP, status, "refused").orElseThrow());
            assertTrue(!said.endsWith("The registration failed."), "no words for " + status);
        }
    }

    @Test
    void shouldTakeTheBestOfTheDevicesAndTheWorstBeforeNothing() {
        PsiStatus registered = status(device(HA1, true), List.of(CONTACT), Optional.empty());
        PsiStatus idle = status(device(HA1, true), List.of(), Optional.empty());
        PsiStatus failed = status(device(HA1, true), List.of(), trouble(Side.ICP, 403, "refused"));
        PsiStatus pending = status(device(DigestHa1.pending(new Random(1)), true), List.of(), Optional.empty());

        assertEquals(State.REGISTERED, PsiStatus.ofAll(List.of(failed, registered)).state());
        assertEquals(State.ERROR, PsiStatus.ofAll(List.of(idle, failed)).state());
        assertEquals(State.IDLE, PsiStatus.ofAll(List.of(pending, idle)).state());
        assertEquals(State.PENDING, PsiStatus.ofAll(List.of(pending, pending)).state());
    }
}
