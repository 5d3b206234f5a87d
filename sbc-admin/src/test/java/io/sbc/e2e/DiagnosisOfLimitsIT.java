package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a tight or a wrong configuration, and what the shipped process says of each: ports for two calls, no licence left, a guard that
 * bears little, an advertised address that no phone reaches, SRTP demanded of a PBX.
 */
class DiagnosisOfLimitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int DEVICES = 12;

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).script("pbx").numbers(DEVICES)
                .set("media: {advertised-address: 127.0.0.99}, tcp: {enabled: true, port: 0}")
                .icp("rtp-security: {outbound: srtp-only}")
                .media("quality-interval: 500ms, silence: 1s").mediaPorts("16000-16007, quarantine: 10ms")
                .setting("provisioning: {teleworker-licences: " + DEVICES + "}")
                .setting("guard: {allow: [127.0.0.1/32], failed-logins: {per-source: 5},"
                        + " untrusted: {per-second: 1, burst: 12}, known-factor: 1}")
                .start();
    }

    @AfterEach
    void endPhones() throws IOException {
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.awaitMetric("sbc_media_ports_resting", 0);
        stage.endPhones();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    private static ScriptedPhone phone() throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        phone.register();
        return phone;
    }

    private static void assertFirst(String rule, String path) throws IOException {
        stage.await("the verdict " + rule + " at " + path + ": " + stage.get(path), LIMIT,
                () -> Faults.of(stage, path).stream().limit(1).anyMatch(rule::equals));
        Faults.assertTold(stage, rule, path);
    }

    /** Nothing is said of what nearly is a fault of these rules, but what others find. */
    private static void assertNearly(String rules, String path, String... others) throws IOException {
        assertEquals(List.of(others), Faults.of(stage, path), () -> "nearly " + rules + ": " + path);
    }

    @Test
    void shouldSayThatThePbxAnswersPlainRtp() throws IOException {
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        Exchange calling = phone.invite("1901", Descriptions.phoneOffer());
        Incoming invite = pbx.awaitInvite("1901");
        invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));
        assertEquals(488, calling.awaitFinal().status());
        assertFirst("plain-rtp-where-srtp-is-demanded", Faults.call(calling.request().callId()));

        Exchange again = phone.invite("1902", Descriptions.phoneOffer());
        Incoming secure = pbx.awaitInvite("1902");
        ScriptedDialog callee = secure.answer(Descriptions.phoneAnswer(secure.request().body()));
        new ScriptedCall(again.answered(), callee).endByPhone();
        assertNearly("plain-rtp-where-srtp-is-demanded", Faults.call(again.request().callId()));
    }

    @Test
    void shouldSayThatNoPortIsLeft() throws IOException {
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        Exchange first = phone.invite("1903", Descriptions.phoneOffer());
        Incoming atFirst = pbx.awaitInvite("1903");
        Exchange second = phone.invite("1904", Descriptions.phoneOffer());
        Incoming atSecond = pbx.awaitInvite("1904");

        Exchange third = phone.invite("1905", Descriptions.phoneOffer());
        third.await(503);
        atFirst.respond(486);
        atSecond.respond(486);
        first.await(486);
        second.await(486);

        assertFirst("ports-exhausted", Faults.call(third.request().callId()));
        assertNearly("ports-exhausted", Faults.call(second.request().callId())); // the last ports went to it
    }

    @Test
    void shouldSayThatTheAdvertisedAddressIsWrong() throws IOException {
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        try (Voice bob = Voice.at(pbx.address().getAddress(), "bob");
                SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice",
                        SrtpSuite.AES_CM_128_HMAC_SHA1_80)) {
            Exchange calling = pbx.invite(phone.user(), "1906", bob.describe(Direction.SENDRECV));
            Incoming invite = phone.awaitRequest("INVITE");
            assertTrue(invite.request().body().contains("IN IP4 127.0.0.99"), invite.request()::toString);
            invite.respond(200, alice.describe(Direction.SENDRECV, alice.tagIn(invite.request().body())));
            alice.speakTo(invite.request().body()); // nobody listens there
            bob.speakTo(calling.await(200).body());
            ScriptedDialog caller = calling.dialog(calling.responses().getLast());
            caller.ack(calling);
            invite.awaitAck();
            alice.endpoint().awaitMore(10);

            assertFirst("wrong-advertised-address", Faults.call(calling.request().callId()));

            new ScriptedCall(invite.dialog(), caller).endByPbx();
        }
    }

    /** The phone sends to where it reached the SBC, whatever it is told: then the address is as wrong as before, and does no harm. */
    @Test
    void shouldSayNothingOfAnAdvertisedAddressThatDoesNoHarm() throws IOException {
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        try (Voice bob = Voice.at(pbx.address().getAddress(), "bob");
                SecureVoice alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice",
                        SrtpSuite.AES_CM_128_HMAC_SHA1_80)) {
            Exchange calling = pbx.invite(phone.user(), "1907", bob.describe(Direction.SENDRECV));
            Incoming invite = phone.awaitRequest("INVITE");
            String offer = invite.request().body();
            invite.respond(200, alice.describe(Direction.SENDRECV, alice.tagIn(offer)));
            alice.speakTo(offer.replace("127.0.0.99", "127.0.0.1"));
            bob.speakTo(calling.await(200).body());
            ScriptedDialog caller = calling.dialog(calling.responses().getLast());
            caller.ack(calling);
            invite.awaitAck();
            bob.endpoint().awaitMore(100);

            assertNearly("wrong-advertised-address", Faults.call(calling.request().callId()));

            new ScriptedCall(invite.dialog(), caller).endByPbx();
        }
    }

    @Test
    void shouldSayThatThereWasNoLicenceForAUser() throws IOException {
        Path csv = Files.writeString(directory.resolve("more.csv"), """
                email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled
                late@example.com,desktop,3001,set-3001,3001,auth3001,icp-3001,pbx,true
                """);
        IOException refused = assertThrows(IOException.class, () -> stage.tool("users", "import", csv.toString()));
        assertTrue(String.valueOf(refused.getMessage()).contains("licence"));

        for (String user : List.of("3001", "3002")) {
            ScriptedPhone phone = stage.connected(user);
            phone.send(phone.authorized(phone.send(phone.newRegister()).await(401), phone.newRegister())).awaitFinal();
        }

        assertFirst("licence-exhausted", Faults.attempts("3001"));
        assertFirst("unknown-device", Faults.attempts("3002"));
        assertNearly("licence-exhausted", Faults.attempts(phone().user())); // who has one of the last
    }

    @Test
    void shouldSayThatAnOfficeIsShutOutForOneBrokenApp() throws IOException {
        try (CrowdLine app = new CrowdLine("127.0.0.50", stage.port("set.tcp"))) {
            app.begin("1001");
            for (int i = 0; i < 6; i++) {
                app.register("10" + (10 + i) % 12, "wrong");
            }
            stage.await("the block", LIMIT, () -> blocked("127.0.0.50"));
        }
        try (CrowdLine colleague = new CrowdLine("127.0.0.50", stage.port("set.tcp"))) {
            assertThrows(IOException.class, () -> {
                colleague.begin("1002");
                throw new IOException("closed");
            });
        }
        assertFirst("address-blocked", Faults.attemptsFrom("127.0.0.50"));

        try (CrowdLine app = new CrowdLine("127.0.0.51", stage.port("set.tcp"))) {
            app.begin("1003");
            app.register("1003", "wrong");
            assertEquals(401, answer(app));
        }
        assertFirst("wrong-set-password", Faults.attempts("1003"));
        assertNearly("address-blocked", Faults.attemptsFrom("127.0.0.51"), "wrong-set-password");
    }

    private static boolean blocked(String address) {
        try {
            return stage.tool("guard", "list").contains(address);
        } catch (IOException e) {
            return false;
        }
    }

    private static int answer(CrowdLine line) {
        try {
            CrowdLine.Answer answer = line.answers().poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return answer == null ? 0 : answer.status();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Test
    void shouldSayThatAnOfficeAsksTooOften() throws IOException {
        for (int i = 0; i < 40; i++) { // each is challenged, and does not come back
            try (CrowdLine app = new CrowdLine("127.0.0.52", stage.port("set.tcp"))) {
                app.begin("1004");
            }
        }
        assertFirst("rate-limited", Faults.attemptsFrom("127.0.0.52"));

        for (int i = 0; i < 4; i++) {
            try (CrowdLine app = new CrowdLine("127.0.0.53", stage.port("set.tcp"))) {
                app.begin("1005");
            }
        }
        assertNearly("rate-limited", Faults.attemptsFrom("127.0.0.53"));
    }
}
