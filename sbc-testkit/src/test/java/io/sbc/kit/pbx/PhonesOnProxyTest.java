package io.sbc.kit.pbx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.net.TestCertificates;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.sip.SipTransport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in as a proxy: one dialog from phone to phone. Alice speaks TLS, Bob UDP. */
class PhonesOnProxyTest {
    @TempDir
    private Path directory;
    private StandInPbx pbx;
    private SoftPhone alice;
    private SoftPhone bob;

    @BeforeEach
    void startAll() throws IOException {
        TestCertificates certificates = TestCertificates.in(directory);
        pbx = StandInPbx.builder()
                .mode(PbxMode.PROXY)
                .extension("1001", "a")
                .extension("1002", "b")
                .tls(certificates.chain(), certificates.key())
                .start();
        alice = SoftPhone.builder()
                .user("1001")
                .password("a")
                .domain("pbx.local")
                .server(pbx.tlsAddress())
                .trust(certificates.ca())
                .start();
        bob = SoftPhone.builder()
                .user("1002")
                .password("b")
                .domain("pbx.local")
                .server(pbx.address())
                .transport(SipTransport.UDP)
                .start();
        assertTrue(alice.register().await().isRegistered());
        assertTrue(bob.register().await().isRegistered());
    }

    @AfterEach
    void stopAll() {
        alice.close();
        bob.close();
        pbx.close();
    }

    @Test
    void shouldKeepCallIdFromPhoneToPhone() {
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();

        assertEquals(outgoing.callId(), incoming.callId());
    }

    @Test
    void shouldCarryCallWithHoldBothWays() {
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        outgoing.media().awaitMore(10);

        assertEquals(200, incoming.hold().await());
        assertTrue(outgoing.await(CallEvent.Changed.class).isHold());
        assertEquals(200, incoming.retrieve().await());
        outgoing.await(CallEvent.Changed.class);
        outgoing.media().awaitMore(10);
        outgoing.hangUp().await();
        incoming.awaitEnded();

        assertTrue(outgoing.media().check(incoming.media()).isExact());
        assertTrue(incoming.media().check(outgoing.media()).isExact());
    }

    @Test
    void shouldCancel() {
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        outgoing.awaitRinging();

        outgoing.cancel();

        outgoing.await(CallEvent.Cancelled.class);
        incoming.await(CallEvent.Cancelled.class);
    }

    @Test
    void shouldHandRefusalThrough() {
        Call outgoing = bob.call("1001");

        alice.awaitCall().reject(486).await();

        assertEquals(486, outgoing.awaitRefused().status());
    }
}
