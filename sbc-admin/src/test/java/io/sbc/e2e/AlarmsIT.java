package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.sbc.kit.demo.SbcProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PBX of a running SBC dies and comes back: who is to be told by webhook, syslog and mail is told of both. */
class AlarmsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PBX = "127.0.0.47";
    private static final String HERE = "127.0.0.1";

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final BlockingQueue<JsonNode> posted = new LinkedBlockingQueue<>();
    private HttpServer hook;
    private GreenMail mail;
    private DatagramSocket syslog;

    @BeforeEach
    void listen() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(HERE), 0), 5);
        hook.createContext("/alarms", exchange -> {
            posted.add(mapper.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        mail = new GreenMail(new ServerSetup(0, HERE, ServerSetup.PROTOCOL_SMTP));
        mail.start();
        syslog = new DatagramSocket(0, InetAddress.ofLiteral(HERE));
        syslog.setSoTimeout((int) LIMIT.toMillis());
    }

    @AfterEach
    void stop() {
        hook.stop(0);
        mail.stop();
        syslog.close();
    }

    @Test
    void shouldTellThatThePbxIsGoneAndThatItIsBack() throws Exception {
        try (CountingRegistrar pbx = new CountingRegistrar(InetAddress.ofLiteral(PBX)); SbcProcess sbc = start(pbx)) {
            await(sbc, "sbc_pbx_checks_total", 2); // it has answered
            pbx.fallSilent(true);

            JsonNode raised = next("pbx-unreachable");
            assertEquals("raised", raised.path("change").asText());
            assertEquals("pbx", raised.path("alarm").path("subject").asText());
            assertEquals("critical", raised.path("alarm").path("severity").asText());
            String line = datagram("kind=\"pbx-unreachable\"");
            assertTrue(line.startsWith("<130>1 ") && line.contains(" RAISED "), line);
            assertTrue(mail.waitForIncomingEmail(LIMIT.toMillis(), 1));
            assertTrue(mail.getReceivedMessages()[0].getContent().toString().contains("CRITICAL  PBX unreachable"));
            JsonNode active = mapper.readTree(sbc.said("/api/v1/alarms?kind=pbx-unreachable")).path("alarms").path(0);
            assertEquals(raised.path("alarm").path("id").asText(), active.path("id").asText());
            assertTrue(sbc.said("/health/ready").contains("critical: pbx-unreachable pbx"));
            sbc.tool("alarms", "ack", active.path("id").asText(), "--note", "the carrier is on it");

            pbx.fallSilent(false);

            JsonNode cleared = next("pbx-unreachable");
            assertEquals("cleared", cleared.path("change").asText());
            assertEquals("the carrier is on it",
                    cleared.path("alarm").path("acknowledged").path("note").asText());
            assertTrue(datagram("kind=\"pbx-unreachable\"").contains(" CLEARED "));
            assertTrue(sbc.said("/api/v1/events?action=alarm.acknowledged").contains("the carrier is on it"));
            JsonNode past = mapper.readTree(sbc.said("/api/v1/alarms?state=cleared&kind=pbx-unreachable"))
                    .path("alarms").path(0);
            assertEquals(active.path("id").asText(), past.path("id").asText());
            assertEquals(0, mapper.readTree(sbc.said("/api/v1/alarms?severity=critical")).path("alarms").size());
        }
    }

    private SbcProcess start(CountingRegistrar pbx) throws IOException {
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  failover: {interval: 1s, check-timeout: 1s}
                  pbxs: [{id: pbx, domain: pbx.local, host: %s, port: %d, transport: udp}]
                admin: {port: 0}
                media: {ports: 12100-12199}
                alarms:
                  interval: 1s
                  syslog: {host: 127.0.0.1, port: %d}
                  webhook: {url: "http://127.0.0.1:%d/alarms"}
                  mail: {host: 127.0.0.1, port: %d, security: none, from: sbc@example.com, to: [noc@example.com], severity: critical, digest: 1s}
                run: {ports-file: ports}
                """.formatted(PBX, pbx.port(), syslog.getLocalPort(), hook.getAddress().getPort(),
                mail.getSmtp().getPort()));
        SbcProcess sbc = new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, config, directory.resolve("ports"));
        sbc.awaitReady(LIMIT);
        return sbc;
    }

    /** What else is the matter with the machine that this runs on is not of interest. */
    private JsonNode next(String kind) throws InterruptedException {
        while (true) {
            JsonNode each = posted.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertTrue(each != null, "nothing was posted about " + kind);
            if (each.path("alarm").path("kind").asText().equals(kind)) {
                return each;
            }
        }
    }

    private String datagram(String part) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            syslog.receive(packet);
            String line = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            if (line.contains(part)) {
                return line;
            }
        }
    }

    private static void await(SbcProcess sbc, String metric, double least) throws IOException {
        sbc.await("have " + metric + " " + least, LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(metric, -1.0) >= least;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
