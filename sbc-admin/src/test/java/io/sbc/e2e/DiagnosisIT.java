package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults with real sockets, and what the shipped process says of each. */
class DiagnosisIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Makes the fault; gives the path where its verdict is to be read. */
    @FunctionalInterface
    interface Fault {
        String make() throws IOException;
    }

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).script("pbx")
                .standIn("plain", builder -> builder.crypto(CryptoMode.IGNORE))
                .script("lost", "nodes: [{host: pbx.nowhere.invalid, port: 5060, transport: udp}]")
                .icp("dns-servers: [127.0.0.1:9]").setting("signalling: {t1: 30ms}")
                .media("quality-interval: 500ms, silence: 2s").start();
        importBadOnes();
    }

    @AfterEach
    void endPhones() {
        stage.script("pbx").silent(false);
        stage.script("pbx").onRegister(answer -> answer);
        stage.endPhones();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    private static String attempts(String user) {
        return "/api/v1/registrations/attempts?user=" + user;
    }

    private static String attemptsFrom(String source) {
        return "/api/v1/registrations/attempts?source=" + source;
    }

    private static String call(String callId) {
        return "/api/v1/calls/" + callId;
    }

    private static ScriptedPhone registered() throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        assertEquals(200, phone.register().status());
        return phone;
    }

    /** The status that a phone with the right password gets. */
    private static int tried(ScriptedPhone phone) {
        SipText challenge = phone.send(phone.newRegister()).await(401);
        return phone.send(phone.authorized(challenge, phone.newRegister())).awaitFinal().status();
    }

    static Stream<Arguments> faults() {
        return Stream.of(fault("wrong-set-password", () -> {
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            SipText challenge = phone.send(phone.newRegister()).await(401);
            phone.send(phone.authorized(challenge, phone.newRegister(), "not the password")).awaitFinal();
            return attempts(phone.user());
        }), fault("unknown-device", () -> {
            ScriptedPhone phone = stage.connected("9999");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            phone.send(phone.authorized(challenge, phone.newRegister())).awaitFinal();
            return attempts("9999");
        }), fault("device-disabled", () -> {
            assertEquals(403, tried(stage.connected("7001")));
            return attempts("7001");
        }), fault("pbx-refuses-authorization-code", () -> {
            assertEquals(403, tried(stage.connected("1003")));
            return attempts("1003");
        }), fault("pbx-refuses-our-address", () -> {
            stage.script("pbx").onRegister(answer -> forbidden(answer));
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            assertEquals(403, tried(phone));
            return attempts(phone.user());
        }), fault("dns-failing", () -> {
            ScriptedPhone phone = stage.connected(stage.freshNumber("lost"));
            assertEquals(503, tried(phone));
            return attempts(phone.user());
        }), fault("codec-mismatch", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5551", Descriptions.phoneOffer());
            stage.script("pbx").awaitInvite("5551").respond(488);
            assertEquals(488, calling.awaitFinal().status());
            return call(calling.request().callId());
        }), fault("loop", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5552", Descriptions.phoneOffer());
            stage.script("pbx").awaitInvite("5552").respond(482);
            calling.awaitFinal();
            return call(calling.request().callId());
        }), fault("no-common-srtp-suite", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5553",
                    Descriptions.phoneOffer().replace("AES_CM_128_HMAC_SHA1_32", "F8_128_HMAC_SHA1_80"));
            assertEquals(488, calling.awaitFinal().status());
            return call(calling.request().callId());
        }), fault("phone-lost-its-connection", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5554", Descriptions.phoneOffer());
            var invite = stage.script("pbx").awaitInvite("5554");
            invite.answer(Descriptions.pbxAnswer(stage.script("pbx"), invite.request().body()));
            calling.answered();
            phone.dropConnection();
            return call(calling.request().callId());
        }), fault("phone-rtp-blocked", () -> {
            SoftPhone bob = stage.registered(stage.phone("1002"));
            SoftPhone alice = stage.registered(stage.phone("1001"));
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            outgoing.media().loseEvery(1);
            outgoing.media().setReporting(false);
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            return call(outgoing.callId());
        }), fault("our-certificate-untrusted", () -> {
            try (SSLSocket socket = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket(
                    stage.server().getAddress(),
                    stage.server().getPort())) {
                socket.startHandshake();
                throw new IllegalStateException("the development CA is trusted by all");
            } catch (SSLException wanted) {
                return attemptsFrom("127.0.0.1");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }), fault("pbx-unreachable", () -> {
            stage.script("pbx").silent(true);
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            assertEquals(503, tried(phone));
            return attempts(phone.user());
        }));
    }

    private static Arguments fault(String rule, Fault fault) {
        return Arguments.of(rule, fault);
    }

    private static SipText forbidden(SipText ok) {
        String text = ok.toString();
        return SipText.parse(
                text.replaceFirst("SIP/2.0 200 [^\r\n]*", "SIP/2.0 403 Forbidden").getBytes(StandardCharsets.UTF_8));
    }

    /** One that is disabled, and another code than the PBX has for one that was there. */
    private static void importBadOnes() throws IOException {
        Path csv = Files.writeString(directory.resolve("two.csv"),
                """
                        email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled
                        7001@x.example.com,desktop,7001,set-7001,7001,auth7001,icp-7001,pbx,false
                        1003@example.com,desktop,1003,set-1003,1003,auth1003,not the code,plain,true
                        """);
        double before = stage.metrics().getOrDefault("sbc_directory_devices", 0.0);
        stage.tool("users", "import", csv.toString());
        stage.awaitMetric("sbc_directory_devices", before + 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldNameTheRightCause(String rule, Fault fault) throws IOException {
        String path = fault.make();

        stage.await("the verdict " + rule + " at " + path, LIMIT, () -> rules(path).contains(rule));
        assertEquals(rule, rules(path).getFirst(), "it is named first");
    }

    private static double stored() {
        try {
            return stage.metrics().getOrDefault("sbc_recorder_archive_calls", 0.0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rules(String path) {
        try {
            JsonNode document = MAPPER.readTree(stage.get(path));
            List<String> rules = new ArrayList<>(document.path("diagnosis").findValuesAsText("rule"));
            StreamSupport.stream(document.path("attempts").spliterator(), false).limit(1)
                    .forEach(attempt -> rules.addAll(attempt.path("diagnosis").findValuesAsText("rule")));
            document.path("refusedBefore")
                    .forEach(trouble -> rules.addAll(trouble.path("diagnosis").findValuesAsText("rule")));
            return rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSayNothingOfGoodCallsAndShowThemAfterTheirEnd() throws IOException {
        SoftPhone bob = stage.registered(stage.phone("1002"));
        SoftPhone alice = stage.registered(stage.phone("1001"));
        String callId = "";
        for (int i = 0; i < 5; i++) {
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            callId = outgoing.callId();
            assertEquals(List.of(), rules(call(callId)));
            assertEquals(200, outgoing.hangUp().await());
            incoming.awaitEnded();
            assertEquals(List.of(), rules(call(callId)));
        }
        JsonNode tries = MAPPER.readTree(stage.get(attempts("1001")));
        assertFalse(tries.path("attempts").isEmpty());
        tries.path("attempts").forEach(attempt -> assertTrue(attempt.path("diagnosis").isEmpty(), attempt::toString));

        String ended = callId;
        stage.await("ended calls to be stored", LIMIT, () -> stored() >= 10);
        JsonNode found = MAPPER.readTree(stage.get("/api/v1/calls?number=1001&outcome=answered"));
        assertTrue(found.path("calls").size() >= 5, found::toString);
        String shown = stage.tool("call", "show", ended, "--messages");
        assertTrue(shown.contains("-INVITE sdp-") && shown.contains("-BYE-"), shown);
        assertTrue(shown.contains("a=crypto:") && shown.contains("inline:***"), shown);
        assertFalse(shown.matches("(?s).*inline:[A-Za-z0-9+/]{20}.*"), "no key without the right to it");
        assertTrue(stage.get(call(ended) + "/capture.pcapng").length() > 1_000);
        assertTrue(stage.get(call(ended) + "/ladder.svg").startsWith("<svg"));
        assertTrue(stage.tool("call", "show", ended, "--messages", "--reveal")
                .matches("(?s).*inline:[A-Za-z0-9+/]{20}.*"));
        assertTrue(stage.get("/api/v1/events").contains("call.secrets-revealed"));
    }

    @Test
    void shouldNameWhoSpeaksNoTlsToTheTlsPort() throws IOException {
        try (Socket socket = new Socket(stage.server().getAddress(), stage.server().getPort())) {
            socket.getOutputStream().write("REGISTER sip:x SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        } catch (IOException reset) {
            assertFalse(String.valueOf(reset.getMessage()).isEmpty(), "closed by the SBC");
        }
        stage.await("the verdict", LIMIT, () -> rules(attemptsFrom("127.0.0.1")).stream()
                .anyMatch(rule -> rule.equals("no-tls-spoken") || rule.equals("our-certificate-untrusted")));
    }
}
