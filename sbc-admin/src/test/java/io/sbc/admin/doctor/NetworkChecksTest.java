package io.sbc.admin.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.doctor.Ailment.Level;
import io.sbc.base.Clock;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.icp.DnsJavaSource;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** PBXs with planted faults, asked over real sockets. */
class NetworkChecksTest {

    private final PbxProbe probe = new PbxProbe(Clock.system(), new Random(1), Path.of("none.pem"), "127.0.0.1");

    private Ailment ask(int port, TransportProtocol transport) throws IOException {
        PbxDefinition pbx = new PbxDefinition("pbx", "pbx.local", "127.0.0.1", port, transport, List.of());
        return probe.ask("icp.pbxs[0]", "PBX pbx", pbx, "127.0.0.1",
                new NextHop(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "127.0.0.1"));
    }

    /** What the doctor says of a PBX that answers so. */
    private Ailment answering(String answer) throws Exception {
        try (DatagramSocket pbx = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Thread answers = Thread.ofVirtual().start(() -> {
                try {
                    byte[] buffer = new byte[2_000];
                    DatagramPacket request = new DatagramPacket(buffer, buffer.length);
                    pbx.receive(request);
                    assertTrue(
                            new String(buffer, StandardCharsets.UTF_8).startsWith("OPTIONS sip:pbx.local SIP/2.0\r\n"));
                    byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
                    pbx.send(new DatagramPacket(octets, octets.length, request.getSocketAddress()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Ailment said = ask(pbx.getLocalPort(), TransportProtocol.UDP);
            answers.join();
            return said;
        }
    }

    private static String date(long ofMinutes) {
        return "Date: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(ofMinutes))
                + "\r\n";
    }

    @Test
    void shouldBeContentWithAPbxThatAnswers() throws Exception {
        assertEquals(Level.WELL, answering("SIP/2.0 200 OK\r\n" + date(0) + "\r\n").level());
        assertEquals(Level.WELL,
                answering("SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\", algorithm=MD5\r\n\r\n")
                        .level());
    }

    @Test
    void shouldSeeClocksThatDiffer() throws Exception {
        Ailment said = answering("SIP/2.0 200 OK\r\n" + date(-10) + "\r\n");
        assertEquals(Level.WARNING, said.level());
        assertTrue(said.what().contains("behind"), said::toString);
    }

    @Test
    void shouldSeeADigestThatWeCannotDoAndAddressesThatAreRefused() throws Exception {
        assertEquals(Level.PROBLEM, answering("SIP/2.0 401 X\r\nWWW-Authenticate: NTLM realm=\"x\"\r\n\r\n").level());
        assertEquals("PBX pbx over UDP asks for Basic",
                answering("SIP/2.0 401 X\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n").what());
        assertEquals(Level.WARNING, answering("SIP/2.0 403 Forbidden\r\n\r\n").level());
        assertEquals(Level.PROBLEM, answering("HTTP/1.1 400 Bad Request\r\n\r\n").level());
    }

    @Test
    void shouldSeeAPbxThatIsNotThere() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertEquals(Level.PROBLEM, ask(free, TransportProtocol.TCP).level());
        assertEquals(Level.PROBLEM, ask(free, TransportProtocol.UDP).level());
    }

    /** What the doctor says about a subject, of an SBC of this configuration that does not run. */
    private Ailment of(String subject, String yaml) {
        SbcConfig config = ((ConfigResult.Valid) new ConfigReader(1).parse(yaml)).config();
        return new NetworkChecks(config, false, (_, _) -> List.of(), Clock.system(), probe).look().stream()
                .filter(ailment -> ailment.subject().equals(subject)).findFirst().orElseThrow();
    }

    @Test
    void shouldSeeAPortThatSomebodyElseHas() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ailment said = of("set.tls.port",
                    "set: {address: 127.0.0.1, tls: {port: %d}}".formatted(other.getLocalPort()));
            assertEquals(Level.PROBLEM, said.level());
            assertTrue(said.what().contains("cannot be bound"), said::toString);
        }
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            assertEquals(Level.PROBLEM, of("icp.udp.port",
                    "icp: {address: 127.0.0.1, udp: {port: %d}}".formatted(other.getLocalPort())).level());
        }
    }

    @Test
    void shouldSeeThatThePortOfTheApiAndMediaPortsAreTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(Level.PROBLEM, of("admin.api.port",
                    "admin: {api: {address: 127.0.0.1, port: %d}}".formatted(other.getLocalPort())).level());
        }
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            int port = other.getLocalPort() & ~1; // pairs
            Ailment said = of("media.ports", "set: {media: {address: 127.0.0.1}}\nmedia: {ports: %d-%d}"
                    .formatted(port - 64, port + 63));
            assertEquals(Level.WARNING, said.level());
            assertTrue(said.what().matches(".* [0-9]+ of 128 cannot be bound"), said::toString);
        }
    }

    @Test
    void shouldSayWhatToDoAboutAllThatIsWrong() {
        SbcConfig config = ((ConfigResult.Valid) new ConfigReader(1).parse("set: {domain: nobody.invalid}\n"
                + "icp: {pbxs: [{id: a, domain: a.test, host: pbx.nowhere.test, port: 5060, transport: udp}]}"))
                .config();

        List<Ailment> wrong = new NetworkChecks(config, true, (_, _) -> List.of(), Clock.system(), probe).look()
                .stream()
                .filter(ailment -> ailment.level() != Level.WELL).toList();

        assertTrue(wrong.size() >= 2, wrong::toString);
        assertTrue(wrong.stream().noneMatch(ailment -> ailment.fix().isBlank()), wrong::toString);
    }

    @Test
    void shouldSeeAPbxWhoseNameLeadsNowhere() {
        Ailment said = of("icp.pbxs[0]",
                "icp: {pbxs: [{id: a, domain: a.test, host: pbx.nowhere.test, port: 5060, transport: udp}]}");
        assertEquals(Level.PROBLEM, said.level());
        assertTrue(said.what().contains("has no address"), said::toString);
    }

    @Test
    void shouldTellADnsServerThatIsSilentFromANameThatIsUnknown() throws Exception {
        String pbxs = "pbxs: [{id: a, domain: a.test, host: pbx.nowhere.test, port: 5060, transport: udp}]";
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            String yaml = "icp: {dns-servers: [\"127.0.0.1:%d\"], %s}".formatted(silent.getLocalPort(), pbxs);
            SbcConfig config = ((ConfigResult.Valid) new ConfigReader(1).parse(yaml)).config();

            Ailment said = new NetworkChecks(config, true, DnsJavaSource.of(config.icp().dnsServers()),
                    Clock.system(), probe).look().stream()
                    .filter(ailment -> ailment.subject().equals("icp.pbxs[0]")).findFirst().orElseThrow();

            assertEquals(Level.PROBLEM, said.level());
            assertTrue(said.what().endsWith("none of icp.dns-servers answers for the name"), said::toString);
        }
    }

    @Test
    void shouldSayThatAPortSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answers = Thread.ofVirtual().start(() -> {
                try (Socket peer = plain.accept()) {
                    peer.getInputStream().read();
                    peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Path trust = Files.createTempFile("trust", ".pem");
            PbxDefinition pbx = new PbxDefinition("pbx", "pbx.local", "127.0.0.1", plain.getLocalPort(),
                    TransportProtocol.TLS, List.of());
            Ailment said = new PbxProbe(Clock.system(), new Random(1), trust, "127.0.0.1").ask("icp.pbxs[0]", "PBX pbx",
                    pbx, "127.0.0.1", new NextHop(TransportProtocol.TLS,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), plain.getLocalPort()),
                            "127.0.0.1"));
            answers.join();
            Files.delete(trust);

            assertEquals(Level.PROBLEM, said.level());
            assertTrue(said.what().endsWith("speaks no TLS"), said::toString);
        }
    }

    @Test
    void shouldCompareTheDomainWithTheAddressThatPhonesAreTold() {
        assertEquals(Level.WELL, of("set.domain", "interface: {address: 127.0.0.1}").level());
        Ailment said = of("set.domain", "set: {media: {address: 127.0.0.1, advertised-address: 192.0.2.9}}");
        assertEquals(Level.WARNING, said.level());
        assertTrue(said.what().contains("192.0.2.9"), said::toString);
        assertEquals(Level.WARNING, of("set.domain", "set: {domain: nobody.invalid}").level());
    }
}
