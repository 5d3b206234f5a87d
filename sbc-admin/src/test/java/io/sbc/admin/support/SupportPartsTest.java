package io.sbc.admin.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.LayeredConfig;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are planted where an SBC has them; no part shows one. */
class SupportPartsTest {

    private static final String SDES = "c2Rlcy1rZXktdGhhdC1pcy1hLW1hcmtlci1mb3ItdGhlLXRlc3Q";
    private static final String RESPONSE = "6629fae49393a05397450978507c4ef1";

    @TempDir
    Path directory;

    private final KnownSecrets secrets = new KnownSecrets();

    private static String written(Part part) throws Exception {
        PartText text = new PartText(1 << 20);
        part.source().writeTo(text);
        return text.text();
    }

    private String cleaned(List<Part> parts) throws Exception {
        StringBuilder all = new StringBuilder();
        for (Part part : parts) {
            all.append(written(part));
        }
        return new Redactor(secrets).clean(all.toString()).text();
    }

    private static Recording call() {
        String invite = "INVITE sip:1006@sbc SIP/2.0\r\nCall-ID: one\r\nX-Note: <script>alert(1)</script>\r\n"
                + "Authorization: Digest username=\"1001\", realm=\"sbc\", response=\"" + RESPONSE + "\"\r\n\r\n"
                + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + SDES + "\r\n";
        return new Recording("c1", false, "1001", "192.0.2.7", "1001", "1006", List.of("one"), 0,
                OptionalLong.of(1_000), 403, Optional.empty(),
                List.of(new Message(0, false, false, Side.SET, TransportProtocol.TLS,
                        new InetSocketAddress("192.0.2.1", 5061), new InetSocketAddress("192.0.2.7", 40_000),
                        invite.getBytes(StandardCharsets.UTF_8))),
                0);
    }

    @Test
    void shouldTellOfRecordedCallsWithoutTheirKeys() throws Exception {
        Recording call = call();
        CallParts calls = new CallParts(List::of,
                _ -> List.of(new ArchivedCall(call, new byte[0], new byte[0], false, "", "some-rule")),
                _ -> Optional.of(call));

        String text = cleaned(calls.parts());

        assertFalse(text.contains(SDES), text);
        assertFalse(text.contains(RESPONSE), text);
        assertTrue(text.contains("c1  1970-01-01T00:00:00Z  1001 -> 1006  device 1001  from 192.0.2.7  status 403  some-rule"),
                text);
        assertTrue(text.contains("INVITE sip:1006@sbc SIP/2.0"), text);
    }

    @Test
    void shouldTellTheConfigurationWithoutItsPasswords() throws Exception {
        Path pem = Files.writeString(directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n"
                + "MIGHAgEAMBMGByqGSM49AgEGmarkerofthetlskey\n-----END PRIVATE KEY-----\n");
        Path password = Files.writeString(directory.resolve("pw"), "marker-in-a-password-file\n");
        Path mail = Files.writeString(directory.resolve("mail"), "marker-in-the-mail-password\n");
        Path hook = Files.writeString(directory.resolve("hook"), "marker-in-the-hook-secret\n");
        String file = """
                admin: {api: {key: %s}}
                store: {postgresql: {url: "jdbc:postgresql://db/sbc", user: sbc, password-file: %s}}
                alarms:
                  mail: {host: mail.example.com, user: sbc, password-file: %s, from: a@example.com, to: [b@example.com]}
                  webhook: {url: "https://hooks.example.com/services/marker-in-the-webhook", secret-file: %s}
                """.formatted(pem, password, mail, hook);
        LayeredConfig layers = LayeredConfig.of(1, file, "{}");
        if (!(layers.result() instanceof ConfigResult.Valid(SbcConfig config))) {
            throw new AssertionError(layers.result());
        }
        String broken = file + "\n# postgresql://sbc:marker-in-a-url@db/sbc?password=marker-in-a-parameter\n";
        secrets.addFilesOf(config, directory.resolve("none"));
        Part careless = new Part("careless.txt", "", out -> {
            out.line(Files.readString(password).strip());
            out.line("x MIGHAgEAMBMGByqGSM49AgEGmarkerofthetlskey x");
            out.line("mailed with " + Files.readString(mail).strip() + " and " + Files.readString(hook).strip());
            out.line("POST https://hooks.example.com/services/marker-in-the-webhook failed");
        });

        List<Part> parts = new java.util.ArrayList<>(new ConfigParts(broken, layers::settings, List::of).parts());
        parts.add(careless);
        String text = cleaned(parts);

        assertFalse(text.contains("marker-in"), text);
        assertFalse(text.contains("markerof"), text);
        assertTrue(text.contains("calls.maximum: "), text);
        assertTrue(text.contains("# default"), text);
    }

    @Test
    void shouldKnowWhatIsKeptOfDevices() throws Exception {
        DigestHa1 ha1 = DigestHa1.of("1001", "sbc", new Secret("the set password"));
        secrets.addDevices(List.of(
                new Device(new DeviceId(1), "ada@example.test", DeviceKind.DESKTOP, "1001", ha1, "200100", "200100",
                        new Secret("marker-of-the-icp-side"), "pbx", true),
                new Device(new DeviceId(2), "eve@example.test", DeviceKind.DESKTOP, "1002", ha1, "200200", "200200",
                        new Secret("200200"), "pbx", true)));
        Part careless = new Part("careless.txt", "", out -> out
                .line("200200 marker-of-the-icp-side " + ha1.md5() + " " + ha1.sha256() + " ada@example.test"));

        assertEquals("200200 *** *** *** ada@example.test\n", cleaned(List.of(careless)));
    }

    @Test
    void shouldReadTheSocketsOfTheKernel() {
        assertEquals("tcp  127.0.0.1:5061  0.0.0.0:0  listening  0  0  -", SocketTable.row("tcp",
                "   0: 0100007F:13C5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0"));
        assertEquals("udp6  [0:0:0:0:0:0:0:1]:5060  [0:0:0:0:0:0:0:0]:0  unconnected  0  512  7",
                SocketTable.row("udp6", "  12: 00000000000000000000000001000000:13C4 00000000000000000000000000000000:0000 07"
                        + " 00000000:00000200 00:00000000 00000000  1000        0 1 2 0000000000000000 7"));
    }

    @Test
    void shouldTellOfThisMachineAndProcess() throws Exception {
        List<Part> parts = new java.util.ArrayList<>(new MachineParts(Path.of("/"), "sbc 1.2.3").parts());
        parts.addAll(JvmParts.parts());

        String text = cleaned(parts);

        for (String part : List.of("product: sbc 1.2.3", "== /proc/self/limits", "no deadlock", "\"main\"", "heap: ",
                "collector ")) {
            assertTrue(text.contains(part), part);
        }
    }
}
