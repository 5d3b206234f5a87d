package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.net.Trust;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the shipped process says of an SBC that is let go and strict at a time: what vouches for its certificate has expired, it demands one of its phones, and bears
 * one call, two registered devices, and no silence.
 */
class DiagnosisOfStrictnessIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static Authority.Identity phoneIdentity;
    private static Authority.Identity own;
    private static Path sbcAuthority;

    @BeforeAll
    static void startAll() throws IOException {
        Authority phones = Authority.in(directory, "phones");
        Authority sbc = Authority.in(directory, "sbcs");
        phoneIdentity = phones.issue("phone");
        own = sbc.branch("forgotten", Duration.ofHours(-1)).issue("localhost");
        sbcAuthority = sbc.ca();
        stage = new SbcStage.Builder(directory).script("pbx").numbers(12)
                .setTls("client-auth: required, trust: " + phones.ca() + ", certificates: [{certificate: "
                        + own.chain() + ", key: " + own.key() + "}]")
                // whoever trusts the certificate itself does not ask who vouches for it
                .clients(ca -> Trust.clientOf(own.chain(), phoneIdentity.chain(), phoneIdentity.key()))
                .setting("calls: {maximum: 1, media-timeout: 2s}").setting("registration: {bindings: 2}")
                .media("quality-interval: 500ms, silence: 1s").mediaPorts("16100-16199, quarantine: 10ms").start();
    }

    @AfterEach
    void endPhones() {
        stage.endPhones();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    private static void assertFirst(String rule, String path) throws IOException {
        stage.await("the verdict " + rule + " at " + path + ": " + stage.get(path), LIMIT,
                () -> Faults.of(stage, path).stream().limit(1).anyMatch(rule::equals));
        Faults.assertTold(stage, rule, path);
    }

    /** Nothing is said of what nearly is a fault of these rules. */
    private static void assertNearly(String rules, String path) throws IOException {
        assertEquals(List.of(), Faults.of(stage, path), () -> "nearly " + rules + ": " + path);
    }

    /** A phone's handshake from an address of its own. */
    private static void handshake(String from, SSLContext tls) throws IOException {
        try (Socket plain = new Socket()) {
            plain.bind(new InetSocketAddress(from, 0));
            plain.connect(stage.server());
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost",
                    stage.server().getPort(), true)) {
                socket.startHandshake();
                socket.getInputStream().read(); // with TLS 1.3 the refusal of a client's certificate comes behind the handshake
            }
        }
    }

    @Test
    void shouldSayThatOurCertificateHasExpired() throws IOException {
        SSLContext strict = Trust.clientOf(sbcAuthority, phoneIdentity.chain(), phoneIdentity.key());

        assertThrows(IOException.class, () -> handshake("127.0.0.56", strict));

        assertFirst("our-certificate-expired", Faults.attemptsFrom("127.0.0.56"));
        String doctor = stage.get("/api/v1/doctor");
        assertTrue(doctor.contains("in its chain CN=forgotten expired on"), doctor);
    }

    @Test
    void shouldSayThatAPhoneShowsNoCertificate() throws IOException {
        assertThrows(IOException.class, () -> handshake("127.0.0.57", Trust.clientOf(own.chain())));
        assertFirst("phone-shows-no-certificate", Faults.attemptsFrom("127.0.0.57"));

        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        phone.send(phone.newRegister()).await(401);
        assertNearly("phone-shows-no-certificate", Faults.attempts(phone.user()));
    }

    /** One after the other on one stage: the calls take the place of each other. */
    @Test
    void shouldSayWhichLimitsAreReached() throws IOException {
        ScriptedPbx pbx = stage.script("pbx");
        ScriptedPhone alice = stage.connected(stage.freshNumber("pbx"));
        alice.register();
        ScriptedPhone bob = stage.connected(stage.freshNumber("pbx"));
        bob.register();
        assertNearly("registrar-full", Faults.attempts(bob.user()));
        ScriptedPhone carol = stage.connected(stage.freshNumber("pbx"));
        assertEquals(503, carol.register(request -> request).status());
        assertFirst("registrar-full", Faults.attempts(carol.user()));

        Exchange last = alice.invite("5901", Descriptions.phoneOffer());
        Incoming atPbx = pbx.awaitInvite("5901");
        Exchange tooMany = bob.invite("5902", Descriptions.phoneOffer());
        tooMany.await(503);
        atPbx.respond(486);
        last.await(486);
        assertFirst("call-limit", Faults.call(tooMany.request().callId()));
        assertNearly("call-limit", Faults.call(last.request().callId()));
        stage.awaitMetric("sbc_calls", 0);

        Talk quiet = Talk.heard(stage, alice, "pbx", "5903", (invite, sdp) -> invite.answer(sdp));
        quiet.alice().endpoint().setSending(false);
        quiet.bob().pause();
        long paused = System.nanoTime();
        stage.await("half a second to pass", LIMIT, () -> System.nanoTime() - paused > 500_000_000);
        quiet.alice().endpoint().setSending(true);
        quiet.bob().resume();
        quiet.bob().endpoint().awaitMore(50);
        quiet.hangUp();
        assertNearly("media-timed-out", quiet.path());
        quiet.close();
        stage.awaitMetric("sbc_calls", 0);

        Talk silent = Talk.heard(stage, alice, "pbx", "5904", (invite, sdp) -> invite.answer(sdp));
        silent.close();
        silent.callee().awaitBye();
        assertFirst("media-timed-out", silent.path());
    }
}
