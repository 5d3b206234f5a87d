package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.RudeClient;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages of RFC 4475, octet for octet, from a registered phone to the shipped SBC, over TLS and over UDP. What each has
 * to get stands in {@code interop/rfc4475-edge.tsv}.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Rfc4475TortureIT {

    private static final User ALICE = User.of("1001");
    private static final Path MESSAGES = Path.of("../sbc-core/src/test/resources/sip/rfc4475");
    private static final Pattern VIA_PORT = Pattern.compile("(?im)^Via *: *SIP/2\\.0/[A-Z]+ [^;\\r\\n:]+:(\\d+)");
    private static final int SIP_PORT = 5060;

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    private final AtomicInteger phones = new AtomicInteger(20);
    private SbcProcess sbc;

    /**
     * What is to come of a message.
     *
     * @param tls regular expression over the statuses of the final responses, then what became of the connection
     * @param udp the same
     */
    record Expectation(String file, String section, String tls, String udp) {

        @Override
        public String toString() {
            return file + " (section " + section + ")";
        }
    }

    @BeforeAll
    void startSbc() throws IOException {
        StandInPbx pbx = stage.closing(StandInPbx.builder().domain("pbx.local")
                .address(InetAddress.getByAddress(new byte[]{127, 0, 0, 11}))
                .extension(new Extension(ALICE.extension(), ALICE.extension(), ALICE.icpPassword())).start());
        SbcSettings settings = SbcSettings.withPbxAt(pbx.address().getPort()).set("icp.pbxs",
                List.of(Map.of("id", "pbx", "domain", "pbx.local", "host", "127.0.0.11", "port",
                        pbx.address().getPort())));
        sbc = SbcProcess.start(stage, settings.set("set.udp.enabled", true).set("set.udp.port", 0)
                .set("set.domain", "example.com").set("guard.enabled", false)
                .set("signalling.t1", "20ms").set("limits.first-message-timeout", "2s"), List.of(ALICE));
    }

    static Stream<Expectation> expectations() throws IOException {
        try (InputStream in = Objects
                .requireNonNull(Rfc4475TortureIT.class.getResourceAsStream("/interop/rfc4475-edge.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1)).map(f -> new Expectation(f[0], f[1], f[2], f[3])).toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expectations")
    void shouldGetWhatItDeservesOverTls(Expectation expected) throws IOException {
        try (RudeClient phone = RudeClient.tls(sbc.port("set.tls"), sbc.authority())) {
            assertOutcome(expected.tls(), phone, message(expected.file()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expectations")
    void shouldGetWhatItDeservesOverUdp(Expectation expected) throws IOException {
        byte[] message = message(expected.file());
        try (RudeClient phone = RudeClient.udp(sbc.port("set.udp"), phones.incrementAndGet(), viaPort(message))) {
            assertOutcome(expected.udp(), phone, message);
        }
    }

    private static void assertOutcome(String expected, RudeClient phone, byte[] message) throws IOException {
        phone.register(ALICE);
        phone.send(message);
        String outcome = phone.outcome(Pattern.compile(expected));
        assertTrue(outcome.matches(expected), outcome + " is not " + expected);
    }

    @AfterEach
    void assertNoTrace() {
        sbc.assertNoExceptionLogged();
        assertEquals(0, sbc.metrics().sum("sbc_edge_edge_errors_total"));
        assertEquals(0, sbc.metrics().sum("sbc_edge_shard_errors_total"));
    }

    private static byte[] message(String file) throws IOException {
        return Files.readAllBytes(MESSAGES.resolve(file + ".dat"));
    }

    /** Without rport responses go to the port in the Via: the phone has to be there. */
    private static int viaPort(byte[] message) {
        Matcher via = VIA_PORT.matcher(new String(message, StandardCharsets.ISO_8859_1));
        return via.find() ? Integer.parseInt(via.group(1)) : SIP_PORT;
    }
}
