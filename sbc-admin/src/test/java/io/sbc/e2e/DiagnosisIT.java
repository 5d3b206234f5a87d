package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.Melody;
import io.sbc.kit.net.Trust;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/**
 * Faults with real sockets, and what the shipped process says of each; and what is nearly one, of which it says nothing. Faults that need a
 * configuration of their own are in {@link DiagnosisOfLimitsIT}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiagnosisIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Five retransmissions; what the rule for a slow PBX waits for, and somewhat more. */
    private static final Duration SLOW = Duration.ofMillis(4_300);

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static OldTlsServer oldTls;
    private static ScriptedDns dns;
    private static final List<Talk> talks = new CopyOnWriteArrayList<>();
    private static final List<Voice> voices = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startAll() throws IOException {
        Authority pbxs = Authority.in(directory, "pbxs");
        Authority strangers = Authority.in(directory, "strangers");
        oldTls = OldTlsServer.start(InetAddress.getByName("127.0.0.60"), server(pbxs.issue("old.local")));
        dns = ScriptedDns.start();
        dns.silent("nowhere.test", true);
        SbcStage.Builder plan = new SbcStage.Builder(directory).script("pbx")
                .standIn("plain", builder -> builder.crypto(CryptoMode.IGNORE)).numbers(60)
                .script("lost", "nodes: [{host: pbx.nowhere.test, port: 5060, transport: udp}]")
                .script("deaf").script("strict").script("late").script("punctual")
                .script("old", "nodes: [{host: 127.0.0.60, port: " + oldTls.port() + ", transport: tls}]")
                .tlsScript("named", server(pbxs.issue("named.local")))
                .tlsScript("expired", server(pbxs.issueExpired("expired.local")))
                .tlsScript("impostor", server(pbxs.issue("elsewhere.local")))
                .tlsScript("unknown", server(strangers.issue("unknown.local")))
                .tlsScript("ending", server(pbxs.issueFor("ending.local", Duration.ofMinutes(20))))
                .tlsScript("branch", server(pbxs.branch("branch").issue("branch.local"))).script("noline")
                .script("ruled", "profile: " + rules())
                .script("found", "nodes: [{host: pbx.there.test, port: %port%, transport: udp}]");
        Name there = Name.fromString("pbx.there.test.");
        dns.knows(new ARecord(there, DClass.IN, 3_600, plan.addressOf("found")));
        stage = plan.icp("dns-servers: [" + dns.address() + "]")
                .icp("tls: {enabled: true, port: 0, protocols: [TLSv1.3], trust: " + pbxs.ca() + "}")
                .setting("signalling: {t1: 100ms}").setting("registration: {domains: [second.example]}")
                .setting("recorder: {full-calls: 1000}")
                .media("quality-interval: 500ms, silence: 2s").mediaPorts("15000-15999").start();
        stage.script("deaf").silent(true);
        stage.script("strict").onRegister(DiagnosisIT::forbidden);
        stage.script("late").onRegister(answer -> dated(answer, Duration.ofHours(-1)));
        stage.script("punctual").onRegister(answer -> dated(answer, Duration.ofSeconds(-60)));
        stage.script("noline").onRegister(DiagnosisIT::unknownAfterAll);
        importBadOnes();
    }

    private static Path rules() throws IOException {
        return Files.writeString(directory.resolve("ruled.yaml"), """
                about: a PBX with rules
                to:
                  - set: {header: Subject, value: Ruled}
                    methods: [INVITE]
                  - number: {in: [request-uri, to], match: "\\\\+49(\\\\d+)", replace: "0$1"}
                """);
    }

    private static SSLContext server(Authority.Identity identity) {
        return Trust.serverOf(identity.chain(), identity.key());
    }

    @AfterAll
    static void stopAll() throws IOException {
        talks.forEach(Talk::close);
        voices.forEach(Voice::close);
        if (stage != null) {
            stage.close();
        }
        if (oldTls != null) {
            oldTls.close();
        }
        if (dns != null) {
            dns.close();
        }
    }

    private static SipText forbidden(SipText ok) {
        String text = ok.toString();
        return SipText.parse(
                text.replaceFirst("SIP/2.0 200 [^\r\n]*", "SIP/2.0 403 Forbidden").getBytes(StandardCharsets.UTF_8));
    }

    /** Asks for credentials, and has no such extension when they are there. */
    private static SipText unknownAfterAll(SipText ok) {
        boolean first = ok.header("CSeq").startsWith("1 ");
        String text = ok.toString().replaceFirst("SIP/2.0 200 [^\r\n]*",
                first ? "SIP/2.0 401 Unauthorized" : "SIP/2.0 404 Not Found");
        SipText answer = SipText.parse(text.getBytes(StandardCharsets.UTF_8));
        return first
                ? answer.and("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"")
                : answer;
    }

    private static SipText dated(SipText answer, Duration off) {
        return answer.and("Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plus(off))
                        .replace("Z", "GMT"));
    }

    /** One that is disabled, and another code than the PBX has for one that was there. */
    private static void importBadOnes() throws IOException {
        Path csv = Files.writeString(directory.resolve("two.csv"),
                """
                        email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled
                        77001@x.example.com,desktop,77001,set-77001,77001,auth77001,icp-77001,pbx,false
                        77002@x.example.com,desktop,77002,set-77002,77002,auth77002,icp-77002,pbx,false
                        1003@example.com,desktop,1003,set-1003,1003,auth1003,not the code,plain,true
                        """);
        double before = stage.metrics().getOrDefault("sbc_directory_devices", 0.0);
        stage.tool("users", "import", csv.toString());
        stage.awaitMetric("sbc_directory_devices", before + 2);
        stage.tool("users", "import",
                Files.writeString(csv, Files.readString(csv).replaceAll("(77002.*),false", "$1,true")).toString());
    }

    private static ScriptedPhone of(String pbx) throws IOException {
        return stage.connected(stage.freshNumber(pbx));
    }

    private static ScriptedPhone registered() throws IOException {
        ScriptedPhone phone = of("pbx");
        assertEquals(200, phone.register().status());
        return phone;
    }

    /** The status that a phone with the right password gets. */
    private static int tried(ScriptedPhone phone) {
        SipText challenge = phone.send(phone.newRegister()).await(401);
        return phone.send(phone.authorized(challenge, phone.newRegister())).awaitFinal().status();
    }

    private static String attempted(String pbx, int status) throws IOException {
        ScriptedPhone phone = of(pbx);
        assertEquals(status, tried(phone));
        return Faults.attempts(phone.user());
    }

    private static Talk talk(Talk begun) {
        talks.add(begun);
        return begun;
    }

    /** A call that the PBX answers with a status; where it is shown. */
    private static String refused(String number, int status, int expected) throws IOException {
        ScriptedPhone phone = registered();
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        stage.script("pbx").awaitInvite(number).respond(status);
        assertEquals(expected, calling.awaitFinal().status());
        return Faults.call(calling.request().callId());
    }

    /** Time that has to pass: the SBC measures it. */
    private static void pass(Duration time) throws IOException {
        long began = System.nanoTime();
        stage.await("time to pass", LIMIT, () -> System.nanoTime() - began >= time.toNanos());
    }

    @TestFactory
    @Order(1)
    List<DynamicTest> verdicts() {
        Faults faults = new Faults(stage);
        registrations(faults);
        certificates(faults);
        calls(faults);
        dialogs(faults);
        audio(faults);
        keys(faults);
        return faults.tests();
    }

    private static void registrations(Faults faults) {
        faults.fault("wrong-set-password", () -> {
            ScriptedPhone phone = of("pbx");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            phone.send(phone.authorized(challenge, phone.newRegister(), "not the password")).awaitFinal();
            return Faults.attempts(phone.user());
        });
        faults.nearly("wrong-set-password", "a wrong password, then the right one", () -> {
            ScriptedPhone phone = of("pbx");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            SipText again = phone.send(phone.authorized(challenge, phone.newRegister(), "mistyped")).await(401);
            assertEquals(200, phone.send(phone.authorized(again, phone.newRegister())).awaitFinal().status());
            return Faults.attempts(phone.user());
        });
        faults.fault("unknown-device", () -> {
            ScriptedPhone phone = stage.connected("9999");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            phone.send(phone.authorized(challenge, phone.newRegister())).awaitFinal();
            return Faults.attempts("9999");
        });
        faults.nearly("unknown-device", "a known device that was challenged and has not come back", () -> {
            ScriptedPhone phone = of("pbx");
            phone.send(phone.newRegister()).await(401);
            return Faults.attempts(phone.user());
        });
        faults.fault("device-disabled", () -> {
            assertEquals(403, tried(stage.connected("77001")));
            return Faults.attempts("77001");
        });
        faults.fault("pbx-refuses-authorization-code", () -> {
            assertEquals(403, tried(stage.connected("1003")));
            return Faults.attempts("1003");
        });
        faults.nearly("pbx-refuses-authorization-code", "a PBX that asks for credentials and takes them", () -> {
            stage.registered(stage.phone("1002"));
            return Faults.attempts("1002");
        });
        faults.nearly("device-disabled", "a device that was disabled, and is enabled again", () -> {
            assertEquals(200, tried(stage.connected("77002")));
            return Faults.attempts("77002");
        });
        faults.fault("foreign-domain", () -> {
            ScriptedPhone phone = of("pbx");
            assertEquals(404,
                    phone.register(request -> request.with("To", "<sip:" + phone.user() + "@elsewhere.example>"))
                            .status());
            return Faults.attempts(phone.user());
        });
        faults.nearly("foreign-domain", "another domain that is ours, too", () -> {
            ScriptedPhone phone = of("pbx");
            assertEquals(200, phone.register(request -> request
                    .with("To", "<sip:" + phone.user() + "@second.example>")
                    .with("From", "<sip:" + phone.user() + "@second.example>;tag=second")).status());
            return Faults.attempts(phone.user());
        });
        faults.fault("stale-nonce", () -> {
            ScriptedPhone phone = of("pbx");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            SipText proof = phone.authorized(challenge, phone.newRegister());
            assertEquals(200, phone.send(proof).awaitFinal().status());
            for (int again = 0; again < 3; again++) { // it never takes the nonce that it is given
                phone.send(phone.newRegister().and("Authorization", proof.header("Authorization"))).await(401);
            }
            return Faults.attempts(phone.user());
        });
        faults.nearly("stale-nonce", "a nonce that was used, and the new one then", () -> {
            ScriptedPhone phone = of("pbx");
            SipText challenge = phone.send(phone.newRegister()).await(401);
            SipText proof = phone.authorized(challenge, phone.newRegister());
            assertEquals(200, phone.send(proof).awaitFinal().status());
            SipText stale = phone.send(phone.newRegister().and("Authorization", proof.header("Authorization")))
                    .await(401);
            assertEquals(200, phone.send(phone.authorized(stale, phone.newRegister())).awaitFinal().status());
            return Faults.attempts(phone.user());
        });
        faults.fault("pbx-refuses-our-address", () -> attempted("strict", 403));
        faults.nearly("pbx-refuses-our-address", "a PBX that lets our address in without asking for credentials",
                () -> attempted("pbx", 200));
        faults.fault("pbx-refuses-user", () -> attempted("noline", 404));
        faults.nearly("pbx-refuses-user", "a PBX that asks for credentials, and does not know the number dialled",
                () -> {
                    SoftPhone phone = stage.registered(stage.phone("1001"));
                    Call calling = phone.call("1999");
                    calling.await(CallEvent.Refused.class);
                    return Faults.call(calling.callId());
                });
        faults.fault("pbx-unreachable", () -> attempted("deaf", 503));
        faults.fault("dns-failing", () -> attempted("lost", 503));
        faults.nearly("dns-failing", "a name without NAPTR and SRV, but with an address",
                () -> attempted("found", 200));
        faults.fault("clock-skew", () -> attempted("late", 200));
        faults.nearly("clock-skew", "a clock a minute behind", () -> attempted("punctual", 200));
    }

    private static void certificates(Faults faults) {
        faults.fault("pbx-certificate-expired", () -> attempted("expired", 503));
        faults.fault("pbx-certificate-wrong-name", () -> attempted("impostor", 503));
        faults.fault("pbx-certificate-untrusted", () -> attempted("unknown", 503));
        faults.fault("pbx-tls-mismatch", () -> attempted("old", 503));
        faults.nearly("pbx-tls-mismatch", "a PBX that speaks an old version of TLS and the new one",
                () -> attempted("named", 200));
        faults.nearly("pbx-certificate-expired", "a certificate of the PBX that ends in minutes",
                () -> attempted("ending", 200));
        faults.nearly("pbx-certificate-untrusted", "a certificate of an authority that one trusts by another",
                () -> attempted("branch", 200));
        faults.nearly("pbx-certificate-wrong-name", "a PBX with a certificate of its name",
                () -> attempted("named", 200));
        faults.fault("our-certificate-untrusted", () -> handshake("127.0.0.41", SSLContext.getDefault(), "localhost"));
        faults.fault("a name that is not in our certificate", "our-certificate-untrusted",
                () -> handshake("127.0.0.42", Trust.clientOf(stage.ca()), "elsewhere.example.com"));
        faults.fault("a phone whose clock is ten years behind", "phone-clock-wrong",
                () -> handshake("127.0.0.46", clockedBy(Duration.ofDays(-3_650)), "localhost"));
        faults.fault("a phone whose clock is a hundred years ahead", "phone-clock-wrong",
                () -> handshake("127.0.0.47", clockedBy(Duration.ofDays(36_500)), "localhost"));
        faults.nearly("phone-clock-wrong", "a phone whose clock is minutes ahead",
                () -> handshake("127.0.0.48", clockedBy(Duration.ofMinutes(10)), "localhost"));
        faults.fault("phone-tls-mismatch",
                () -> handshake("127.0.0.43", Trust.clientOf(stage.ca()), "localhost",
                        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"));
        faults.nearly("our-certificate-untrusted, our-certificate-expired, no-tls-spoken, tls-handshake-failed",
                "a phone that finds all in order",
                () -> handshake("127.0.0.44", Trust.clientOf(stage.ca()), "localhost"));
        faults.nearly("phone-tls-mismatch", "an old suite before one that both have",
                () -> handshake("127.0.0.49", Trust.clientOf(stage.ca()), "localhost",
                        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
        faults.fault("no-tls-spoken",
                () -> said("127.0.0.45", "REGISTER sip:x SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        faults.fault("tls-handshake-failed",
                () -> said("127.0.0.54", HexFormat.of().parseHex("160301000801000004deadbeef"))); // a ClientHello of nothing
        faults.fault("a handshake that is cut in the midst", "tls-handshake-failed",
                () -> opened("127.0.0.55", HexFormat.of().parseHex("1603010200010001fc0303")));
        faults.nearly("tls-handshake-failed, no-tls-spoken",
                "a monitor that opens a connection and goes without a word",
                () -> opened("127.0.0.56"));
    }

    /** Who connects to the TLS port, says as much, and goes. */
    private static String opened(String from, byte... octets) throws IOException {
        double before = counted("sbc_edge_connections_closed_total");
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(stage.server());
            socket.getOutputStream().write(octets);
        }
        stage.await("its end to be noticed", LIMIT, () -> counted("sbc_edge_connections_closed_total") > before
                && (octets.length > 0 || counted("sbc_edge_connections_silent_total") > 0));
        return Faults.attemptsFrom(from);
    }

    private static double counted(String metric) {
        try {
            return stage.metrics().getOrDefault(metric, 0.0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands at the TLS port instead of a handshake. */
    private static String said(String from, byte[] octets) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(stage.server());
            socket.getOutputStream().write(octets);
            assertTrue(socket.getInputStream().read() < 256, "an alert, or the end");
        } catch (IOException reset) {
            assertFalse(String.valueOf(reset.getMessage()).isEmpty(), "closed by the SBC");
        }
        return Faults.attemptsFrom(from);
    }

    private static SSLContext clockedBy(Duration off) {
        return Trust.clientOf(stage.ca(), Instant.now().plus(off));
    }

    /** A phone's handshake from an address of its own. */
    private static String handshake(String from, SSLContext tls, String name, String... suites) throws IOException {
        try (Socket plain = new Socket()) {
            plain.bind(new InetSocketAddress(from, 0));
            plain.connect(stage.server());
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name,
                    stage.server().getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                if (suites.length > 0) {
                    parameters.setProtocols(new String[]{"TLSv1.2"});
                    parameters.setCipherSuites(suites);
                }
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        } catch (SSLException wanted) {
            return Faults.attemptsFrom(from);
        }
        return Faults.attemptsFrom(from);
    }

    private static void calls(Faults faults) {
        faults.fault("codec-mismatch", () -> refused("5551", 488, 488));
        faults.fault("the PBX sees a loop", "loop", () -> refused("5552", 482, 482));
        faults.fault("loop", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5561", Descriptions.phoneOffer());
            Incoming invite = stage.script("pbx").awaitInvite("5561");
            int back = sentBack(invite.request());
            invite.respond(back);
            assertEquals(482, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
        faults.nearly("loop", "a PBX that asks for a number that is not ours", () -> {
            SipText stray = stage.script("pbx").newRequest("INVITE", phoneOfPbx(), "5562");
            Exchange calling = stage.script("pbx").send(stray.uri(stray.uri().replaceFirst("sip:[^@]*@", "sip:5562@"))
                    .with("To", "<sip:5562@pbx.local>").sdp(Descriptions.pbxOffer(stage.script("pbx"))));
            assertEquals(404, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
        faults.nearly("pbx-error", "a busy callee", () -> refused("5553", 486, 486));
        faults.nearly("pbx-error", "a number that the PBX does not know", () -> refused("5554", 404, 404));
        faults.fault("pbx-error", () -> refused("5555", 500, 500));
        faults.fault("no-common-srtp-suite", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5556",
                    Descriptions.phoneOffer().replace("AES_CM_128_HMAC_SHA1_32", "F8_128_HMAC_SHA1_80"));
            assertEquals(488, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
        faults.nearly("no-common-srtp-suite", "an unknown suite before a known one", () -> {
            ScriptedPhone phone = registered();
            String offer = Descriptions.phoneOffer();
            String known = offer.lines().filter(line -> line.startsWith("a=crypto:1 ")).findFirst().orElseThrow();
            Exchange calling = phone.invite("5557", offer.replace(known,
                    known.replace("AES_CM_128_HMAC_SHA1_32", "F8_128_HMAC_SHA1_80") + "\r\n"
                            + known.replace("a=crypto:1 ", "a=crypto:2 ")));
            stage.script("pbx").awaitInvite("5557").respond(486);
            calling.await(486);
            return Faults.call(calling.request().callId());
        });
        faults.fault("pbx-slow", () -> answeredAfter("5558", SLOW));
        faults.nearly("pbx-slow, pbx-unreachable", "a PBX that answers after some retransmissions",
                () -> answeredAfter("5559", Duration.ofMillis(1_500)));
        faults.nearly("codec-mismatch", "a codec that the PBX does not know before one that it knows", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5563",
                    Descriptions.phoneOffer().replace("RTP/SAVP 0 101", "RTP/SAVP 9 0 101"));
            Incoming invite = stage.script("pbx").awaitInvite("5563");
            ScriptedDialog callee = invite
                    .answer(Descriptions.pbxAnswer(stage.script("pbx"), invite.request().body()));
            new ScriptedCall(calling.answered(), callee).endByPhone();
            return Faults.call(calling.request().callId());
        });
        faults.fault("device-not-registered", () -> {
            ScriptedPhone phone = of("pbx");
            SipText challenge = phone.invite("5564", Descriptions.phoneOffer()).await(407);
            Exchange calling = phone.send(phone.authorized(challenge,
                    phone.newRequest("INVITE", "5564").sdp(Descriptions.phoneOffer())));
            assertEquals(403, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
        faults.nearly("device-not-registered", "a call over another connection than the one that it registered on",
                () -> {
                    ScriptedPhone phone = registered();
                    ScriptedPhone other = stage.connected(phone.user());
                    SipText challenge = other.invite("5565", Descriptions.phoneOffer()).await(407);
                    Exchange calling = other.send(other.authorized(challenge,
                            other.newRequest("INVITE", "5565").sdp(Descriptions.phoneOffer())));
                    stage.script("pbx").awaitInvite("5565").respond(486);
                    assertEquals(486, calling.awaitFinal().status());
                    return Faults.call(calling.request().callId());
                });
        faults.nearly("callee-not-registered", "a phone that says itself that it cannot be reached", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = stage.script("pbx").invite(phone.user(), "5566",
                    Descriptions.pbxOffer(stage.script("pbx")));
            phone.awaitRequest("INVITE").respond(480);
            assertEquals(480, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
        faults.fault("callee-not-registered", () -> {
            ScriptedPhone phone = registered();
            phone.dropConnection();
            Exchange calling = stage.script("pbx").invite(phone.user(), "5560",
                    Descriptions.pbxOffer(stage.script("pbx")));
            assertEquals(480, calling.awaitFinal().status());
            return Faults.call(calling.request().callId());
        });
    }

    /** The PBX is a proxy that routes the number to where the call came from; what the SBC answers. */
    private static int sentBack(SipText invite) {
        ScriptedPbx pbx = stage.script("pbx");
        InetSocketAddress own = pbx.address();
        SipText again = invite
                .uri("sip:" + SipValue.user(invite.uri()) + "@" + SipValue.hostPort(invite.uriIn("Contact")))
                .first("Via", "SIP/2.0/UDP " + own.getAddress().getHostAddress() + ":" + own.getPort()
                        + ";branch=z9hG4bKaround" + System.nanoTime())
                .with("Max-Forwards", "69");
        return pbx.send(again).awaitFinal().status();
    }

    private static String phoneOfPbx() throws IOException {
        return registered().user();
    }

    private static String answeredAfter(String number, Duration time) throws IOException {
        ScriptedPhone phone = registered();
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.script("pbx").awaitInvite(number);
        pass(time);
        invite.respond(486);
        calling.await(486);
        return Faults.call(calling.request().callId());
    }

    private static void dialogs(Faults faults) {
        faults.fault("phone-lost-its-connection", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5601"));
            talk.phone().dropConnection();
            return talk.path();
        });
        faults.nearly("phone-lost-its-connection", "a phone that comes back in the call", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5602"));
            String number = talk.phone().user();
            talk.phone().dropConnection();
            ScriptedPhone again = stage.connected(number);
            String contact = again.registeredContact().replace(again.instance(), talk.phone().instance());
            assertEquals(200, again.register(request -> request.with("Contact", contact)).status());
            Exchange bye = talk.callee().send("BYE");
            again.awaitRequest("BYE").respond(200);
            bye.await(200);
            return talk.path();
        });
        faults.fault("session-timer-expired", () -> granted("5603").path());
        faults.nearly("session-timer-expired", "a session that is refreshed in time", () -> {
            Talk talk = granted("5604");
            talk.callee().send(talk.callee().request("UPDATE").and("Supported", "timer")
                    .and("Session-Expires", "1800;refresher=uac")).await(200);
            talk.bob().endpoint().awaitMore(200);
            talk.hangUp();
            return talk.path();
        });
        faults.fault("answer-not-acknowledged", () -> {
            Talk talk = talk(Talk.unacknowledged(stage, "pbx", "5605"));
            talk.callee().awaitBye();
            return talk.path();
        });
        faults.nearly("answer-not-acknowledged", "an answer that is acknowledged when it was repeated", () -> {
            ScriptedPhone phone = registered();
            Exchange calling = phone.invite("5608", Descriptions.phoneOffer());
            Incoming invite = stage.script("pbx").awaitInvite("5608");
            ScriptedDialog callee = invite
                    .answer(Descriptions.pbxAnswer(stage.script("pbx"), invite.request().body()));
            SipText accepted = calling.await(200);
            pass(Duration.ofMillis(900));
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            invite.awaitAck();
            caller.hangUp();
            callee.awaitBye();
            return Faults.call(calling.request().callId());
        });
        faults.fault("dtmf-not-arriving", () -> dtmf("5606", 415));
        faults.nearly("dtmf-not-arriving", "a tone that the PBX takes", () -> dtmf("5607", 200));
    }

    /** The PBX grants three seconds, and is to refresh them; both are heard. */
    private static Talk granted(String number) throws IOException {
        Talk talk = talk(Talk.begun(stage, "pbx", number, answer -> answer.and("Session-Expires", "3;refresher=uas")
                .and("Supported", "timer")));
        talk.aliceSpeaks();
        talk.bobSpeaks();
        return talk;
    }

    private static String dtmf(String number, int status) throws IOException {
        Talk talk = talk(Talk.heard(stage, "pbx", number));
        Exchange info = talk.caller().send(talk.caller().request("INFO").body("application/dtmf-relay",
                "Signal=5\r\nDuration=160\r\n"));
        talk.callee().await("INFO").respond(status);
        info.awaitFinal();
        talk.hangUp();
        return talk.path();
    }

    private static void audio(Faults faults) {
        faults.fault("phone-rtp-blocked", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5701"));
            talk.bobSpeaks();
            return talk.path();
        });
        faults.fault("pbx-rtp-blocked", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5702"));
            talk.aliceSpeaks();
            return talk.path();
        });
        faults.nearly("phone-rtp-blocked, pbx-rtp-blocked", "both speak, the phone a second later", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5703"));
            talk.bobSpeaks();
            talk.alice().endpoint().setSending(false);
            pass(Duration.ofSeconds(1));
            talk.aliceSpeaks();
            talk.alice().endpoint().awaitMore(150);
            talk.hangUp();
            return talk.path();
        });
        faults.fault("muted-or-silent", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5704"));
            talk.bobSpeaks();
            talk.alice().endpoint().loseEvery(1);
            talk.aliceSpeaks();
            return talk.path();
        });
        faults.fault("media-stopped", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5705"));
            pass(Duration.ofMillis(2_100)); // what stops with a new negotiation is another matter
            talk.aliceFallsSilent();
            return talk.path();
        });
        faults.fault("a phone that is heard again after seconds", "media-stopped", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5711"));
            pass(Duration.ofMillis(2_100));
            talk.alice().endpoint().setReporting(false);
            talk.alice().endpoint().setSending(false);
            stage.await("the verdict", LIMIT, () -> Faults.of(stage, talk.path()).contains("media-stopped"));
            talk.alice().endpoint().setSending(true);
            talk.bob().endpoint().awaitMore(50);
            stage.await("the end of the silence in the recording", LIMIT,
                    () -> said(talk.path() + "/ladder.txt").contains("* media-resumed: stream 1 is heard again"));
            stage.await("the verdict of the live call to say so", LIMIT,
                    () -> wholeVerdict(talk)
                            .matches(
                                    "The phone \\([0-9]+, 127[0-9.]+:[0-9]+\\) was heard, then not. Missing from [0-9:]{8} to [0-9:]{8} UTC "
                                            + "\\([0-9]+ s\\), then it was heard again came-back"));
            talk.hangUp();
            stage.await("the verdict of the ended call to say the same", LIMIT,
                    () -> said(talk.path()).contains("\"ended\"") && wholeVerdict(talk).endsWith(" came-back"));
            return talk.path();
        });
        faults.nearly("media-stopped, muted-or-silent", "a phone that pauses for a moment, and goes on", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5709"));
            pass(Duration.ofMillis(2_100));
            talk.alice().endpoint().setSending(false);
            pass(Duration.ofMillis(600));
            talk.alice().endpoint().setSending(true);
            talk.bob().endpoint().awaitMore(100);
            talk.hangUp();
            return talk.path();
        });
        faults.nearly("poor-quality", "one packet of a hundred is lost", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5710"));
            talk.alice().endpoint().loseEvery(100);
            talk.aliceSpeaks();
            talk.bobSpeaks();
            talk.bob().endpoint().awaitMore(220);
            talk.hangUp();
            return talk.path();
        });
        // The first move is learned from five packets in a row; there is no second one for plain RTP.
        faults.fault("nat-moved", () -> {
            ScriptedPhone phone = registered();
            Voice alice = Voice.at(InetAddress.getLoopbackAddress(), "plain alice");
            Voice bob = Voice.at(stage.script("pbx").address().getAddress(), "plain bob");
            voices.add(alice);
            voices.add(bob);
            Exchange calling = phone.invite("5706", alice.describe(Direction.SENDRECV));
            Incoming invite = stage.script("pbx").awaitInvite("5706");
            invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            calling.dialog(accepted).ack(calling);
            alice.endpoint().setReporting(false);
            alice.speakTo(accepted.body());
            bob.endpoint().awaitMore(25);
            alice.endpoint().moveTo(InetAddress.getByName("127.9.9.9"));
            return Faults.call(calling.request().callId());
        });
        faults.nearly("nat-moved", "a phone that moves, with packets that prove it", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5707"));
            talk.alice().endpoint().moveTo(InetAddress.getByName("127.9.9.10"));
            talk.bob().endpoint().awaitMore(175);
            talk.hangUp();
            return talk.path();
        });
        faults.fault("poor-quality", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5708"));
            talk.alice().endpoint().loseEvery(3);
            talk.aliceSpeaks();
            talk.bobSpeaks();
            talk.bob().endpoint().awaitMore(120);
            return talk.path();
        });
    }

    /** What the first verdict says, and how the last silence ended. */
    private static String wholeVerdict(Talk talk) {
        try {
            JsonNode verdict = MAPPER.readTree(stage.get(talk.path())).path("diagnosis").path(0);
            return verdict.path("what").asText() + " " + verdict.path("missing").path(0).path("end").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keys(Faults faults) {
        faults.fault("audio-dies-after-hold", () -> {
            Talk talk = held("5801");
            talk.reinvite(Direction.SENDRECV);
            return talk.path();
        });
        faults.fault("another key after hold", "audio-dies-after-hold", () -> {
            Talk talk = held("5802");
            talk.reinvite(Direction.SENDRECV);
            talk.alice().rekey();
            talk.aliceSpeaks();
            return talk.path();
        });
        faults.fault("a rollover counter that nobody could guess after hold", "audio-dies-after-hold", () -> {
            Talk talk = held("5806");
            talk.reinvite(Direction.SENDRECV);
            talk.alice().endpoint().setRollover(5);
            talk.bob().resume();
            talk.alice().endpoint().setSending(true);
            talk.alice().endpoint().setReporting(true);
            return talk.path();
        });
        faults.nearly("audio-dies-after-hold", "a rollover counter that is found after hold", () -> {
            Talk talk = held("5807");
            talk.reinvite(Direction.SENDRECV);
            talk.alice().endpoint().setRollover(1);
            talk.bob().resume();
            talk.alice().endpoint().setSending(true);
            talk.alice().endpoint().setReporting(true);
            talk.bob().endpoint().awaitMore(150);
            talk.hangUp();
            stage.await("the guess in the recording", LIMIT, () -> said(talk.path() + "/ladder").contains(
                    "media-rollover-resolved"));
            return talk.path();
        });
        faults.nearly("audio-dies-after-hold", "a hold that ends well", () -> {
            Talk talk = held("5803");
            pass(Duration.ofMillis(2_500));
            talk.reinvite(Direction.SENDRECV);
            talk.bob().resume();
            talk.alice().endpoint().setSending(true);
            talk.alice().endpoint().setReporting(true);
            talk.bob().endpoint().awaitMore(150);
            talk.hangUp();
            return talk.path();
        });
        faults.fault("keys-differ", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5804"));
            talk.alice().rekey();
            talk.aliceSpeaks();
            talk.bobSpeaks();
            return talk.path();
        });
        faults.nearly("keys-differ", "a phone that changes its key, and says so", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5808"));
            talk.alice().rekey();
            talk.reinvite(Direction.SENDRECV);
            talk.aliceSpeaks();
            talk.bob().endpoint().awaitMore(150);
            talk.hangUp();
            stage.await("the change in the recording", LIMIT, () -> said(talk.path() + "/ladder").contains(
                    "media-key-changed"));
            return talk.path();
        });
        faults.nearly("plain-rtp-for-srtp", "a few plain packets beside SRTP", () -> {
            Talk talk = talk(Talk.heard(stage, "pbx", "5809"));
            strayPackets(Sdp.parse(talk.answer()).connection(), 5);
            talk.bob().endpoint().awaitMore(150);
            talk.hangUp();
            return talk.path();
        });
        faults.fault("plain-rtp-for-srtp", () -> {
            Talk talk = talk(Talk.begun(stage, "pbx", "5805"));
            talk.bobSpeaks();
            Sdp answer = Sdp.parse(talk.answer());
            talk.alice().endpoint().connect(answer.connection(), answer.rtcp(), G711.PCMU, new Melody("plain", 1),
                    null, null);
            talk.alice().endpoint().setReporting(false);
            talk.alice().endpoint().setSending(true);
            return talk.path();
        });
    }

    /** Plain RTP of somebody else (RFC 3550 §5.1). */
    private static void strayPackets(InetSocketAddress to, int count) throws IOException {
        try (DatagramSocket stranger = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            for (int i = 0; i < count; i++) {
                byte[] packet = new byte[172];
                packet[0] = (byte) 0x80;
                packet[3] = (byte) i;
                stranger.send(new DatagramPacket(packet, packet.length, to));
            }
        }
    }

    /** A call that the phone holds; it sends nothing any more. */
    private static Talk held(String number) throws IOException {
        Talk talk = talk(Talk.heard(stage, "pbx", number));
        talk.reinvite(Direction.INACTIVE);
        talk.alice().endpoint().setReporting(false);
        talk.alice().endpoint().setSending(false);
        talk.bob().pause();
        return talk;
    }

    private static String found(String query) {
        return said("/api/v1/calls?" + query);
    }

    private static String said(String path) {
        try {
            return stage.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(2)
    void shouldRecordWhatRulesMadeOfACall() throws IOException {
        ScriptedPhone phone = of("ruled");
        phone.register();
        Exchange calling = phone.invite("+495571", Descriptions.phoneOffer());
        stage.script("ruled").awaitInvite("05571").respond(486);
        calling.await(486);

        String ladder = said(Faults.call(calling.request().callId()) + "/ladder.txt");

        assertTrue(ladder.contains("* number-rewritten: the number +495571 is 05571 by the profile of PBX ruled"),
                ladder);
        assertTrue(ladder.contains("* policy-applied: to the PBX, INVITE: "), ladder);
    }

    @Test
    @Order(2)
    void shouldRecordAnotherSourceOfTheSamePeer() throws IOException {
        Talk talk = talk(Talk.heard(stage, "pbx", "5712"));
        talk.bob().endpoint().speakAs(4_711, 100); // music, as a PBX plays it
        talk.alice().endpoint().awaitMore(50);

        stage.await("the other source in the recording", LIMIT, () -> said(talk.path() + "/ladder.txt")
                .contains("* media-source-changed: stream 1 of the PBX has had 2 sources (SSRC)"));
        talk.hangUp();
        assertEquals(List.of(), Faults.of(stage, talk.path()));
    }

    /** Wireshark's reader has both legs of the call, and nothing else, with the addresses that they went between. */
    @Test
    @Order(2)
    void shouldGiveACallToWiresharkAndItsBarsToTheDrawing() throws IOException {
        Talk talk = talk(Talk.heard(stage, "pbx", "5713"));
        stage.await("a bar", LIMIT, () -> said(talk.path() + "/ladder.svg").contains(" loss 0.0 %  jitter "));
        talk.hangUp();
        Path file = Files.write(directory.resolve("call.pcapng"), stage.octets(talk.path() + "/capture.pcapng"));

        List<String> methods = Tshark.read(file, "sip.Method", "ip.src", "ip.dst", "sip.Method", "sip.Call-ID");

        String pbx = stage.script("pbx").address().getAddress().getHostAddress();
        assertTrue(methods.stream().anyMatch(row -> row.startsWith("127.0.0.1\t127.0.0.1\tINVITE\t" + talk.callId())),
                methods::toString);
        assertTrue(methods.stream().anyMatch(row -> row.startsWith("127.0.0.1\t" + pbx + "\tINVITE\t"
                + talk.callee().callId())), methods::toString);
        assertEquals(Set.of(talk.callId(), talk.callee().callId()),
                methods.stream().map(row -> row.split("\t")[3]).collect(Collectors.toSet()));
        String text = stage.command("call", "show", talk.callId());
        assertTrue(text.contains("|==media since ") && text.contains("MOS ") && text.contains("* media-agreed: "),
                text);
    }

    /** What proves credentials, of a phone's attempts: masked, unless it is asked for by somebody who may, and then the history says so. */
    @Test
    @Order(2)
    void shouldMaskWhatProvesCredentialsInAttempts() throws IOException {
        ScriptedPhone phone = registered();

        String masked = stage.command("attempts", phone.user(), "--messages");
        String shown = stage.command("attempts", phone.user(), "--messages", "--reveal");

        assertTrue(masked.contains("response=\"***\"") && masked.contains("username=\"" + phone.user()), masked);
        assertFalse(masked.matches("(?s).*response=\"[0-9a-f]{32}.*"), masked);
        assertTrue(shown.matches("(?s).*response=\"[0-9a-f]{32}.*"), shown);
        assertTrue(stage.get("/api/v1/events?action=registration.secrets-revealed").contains(phone.user()));
    }

    /** A call is found by each of its marks, by the command line as by the API. */
    @Test
    @Order(3)
    void shouldFindAStoredCallByEachOfItsMarks() throws IOException {
        Instant before = Instant.now();
        ScriptedPhone phone = registered();
        Exchange calling = phone.invite("5599", Descriptions.phoneOffer());
        Incoming invite = stage.script("pbx").awaitInvite("5599");
        invite.respond(500);
        calling.await(500);
        String callId = calling.request().callId();
        stage.await("the call to be stored", LIMIT, () -> found("callId=" + callId).contains("\"5599\""));

        for (List<String> mark : List.of(List.of("--number", "5599"), List.of("--number", phone.user()),
                List.of("--call-id", callId), List.of("--call-id", invite.request().callId()),
                List.of("--address", stage.script("pbx").address().getAddress().getHostAddress(), "--from",
                        before.toString()),
                List.of("--from", before.toString()), List.of("--outcome", "500"), List.of("--outcome", "failed"),
                List.of("--rule", "pbx-error"))) {
            String said = stage.command(Stream.concat(Stream.of("calls", "--limit", "1000"), mark.stream())
                    .toArray(String[]::new));
            assertTrue(said.contains(" 5599 "), () -> mark + ": " + said);
        }
        for (List<String> other : List.of(List.of("--number", "5598x"), List.of("--call-id", "nobody"),
                List.of("--address", "192.0.2.1"), List.of("--to", before.toString()), List.of("--outcome", "answered"),
                List.of("--outcome", "486"), List.of("--rule", "loop"))) {
            String said = stage.command(Stream.concat(Stream.of("calls", "--limit", "1000"), other.stream())
                    .toArray(String[]::new));
            assertFalse(said.contains(" 5599 "), () -> other + ": " + said);
        }
    }

    /** A PBX calls a phone by our Contact of it: people look for the extension. */
    @Test
    @Order(3)
    void shouldListACallOfThePbxByTheNumberThatWasCalled() throws IOException {
        ScriptedPhone phone = registered();
        ScriptedPbx pbx = stage.script("pbx");
        Exchange calling = pbx.invite(phone.user(), "5981", Descriptions.pbxOffer(pbx));
        phone.awaitRequest("INVITE").respond(486);
        calling.awaitFinal();
        String callId = calling.request().callId();

        stage.await("the call to be stored", LIMIT, () -> found("callId=" + callId).contains("5981"));

        assertFalse(calling.request().startLine().contains(":" + phone.user() + "@"), "it asked for the Contact");
        for (String list : List.of(found("number=" + phone.user()), said("/api/v1/calls?limit=1000"),
                stage.command("calls", "--number", phone.user()), stage.command("calls", "--limit", "1000"),
                stage.command("call", "show", callId).lines().filter(line -> line.contains(" calls ")).findFirst()
                        .orElse(""))) {
            String of = list.lines().flatMap(line -> Stream.of(line.split("\\},\\{")))
                    .filter(row -> row.contains("5981"))
                    .findFirst().orElse("");
            assertTrue(of.contains(phone.user()) && !of.contains(phone.user() + "-"), list);
        }
    }

    /** The log of this stage is text: each line about a call names it. */
    @Test
    @Order(4)
    void shouldNameTheCallInEachLineOfTextAboutIt() throws IOException {
        List<String> lines = Files.readAllLines(stage.log()).stream()
                .filter(line -> line.contains(" CallJournal: ")).toList();

        assertTrue(lines.size() > 200, lines.size() + " lines");
        assertEquals(List.of(), lines.stream()
                .filter(line -> !line.matches(".* call=c[0-9a-z]+ .*callId=\\S+ .*")).toList());
    }

    @Test
    @Order(3)
    void shouldShowCallsAfterTheirEnd() throws IOException {
        SoftPhone bob = stage.registered(stage.phone("1002"));
        SoftPhone alice = stage.registered(stage.phone("1001"));
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        String callId = outgoing.callId();
        assertEquals(List.of(), Faults.of(stage, Faults.call(callId)));
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();

        stage.await("the call to be stored", LIMIT, () -> found("number=1001&outcome=answered").contains(callId));
        assertEquals(List.of(), Faults.of(stage, Faults.call(callId)));
        JsonNode page = MAPPER.readTree(stage.get("/api/v1/calls?outcome=failed&limit=1"));
        JsonNode next = MAPPER
                .readTree(stage.get("/api/v1/calls?outcome=failed&limit=1&before=" + page.path("next").asText()));
        assertFalse(next.path("calls").get(0).path("id").equals(page.path("calls").get(0).path("id")), "another page");
        String shown = stage.tool("call", "show", callId, "--messages");
        assertTrue(shown.contains("-INVITE sdp-") && shown.contains("-BYE-"), shown);
        assertTrue(shown.contains("a=crypto:") && shown.contains("inline:***"), shown);
        assertFalse(shown.matches("(?s).*inline:[A-Za-z0-9+/]{20}.*"), "no key without the right to it");
        assertTrue(stage.get(Faults.call(callId) + "/capture.pcapng").length() > 1_000);
        assertTrue(stage.get(Faults.call(callId) + "/ladder.svg").startsWith("<svg"));
        assertTrue(stage.tool("call", "show", callId, "--messages", "--reveal")
                .matches("(?s).*inline:[A-Za-z0-9+/]{20}.*"));
        assertTrue(stage.get("/api/v1/events").contains("call.secrets-revealed"));
    }
}
