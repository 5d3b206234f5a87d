package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.capture.CaptureRequest.Media;
import io.sbc.core.capture.Captures.Outcome;
import io.sbc.core.config.CaptureSettings;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaTap;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturesTest {

    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final SipTap tap = new SipTap();
    private final TappedPlane plane = new TappedPlane();
    private final FakeFlow phone = new FakeFlow(1, Side.SET, TransportProtocol.TLS);
    private final FakeFlow pbx = FakeFlow.from(2, Side.ICP, TransportProtocol.UDP, "10.0.0.9");
    @SuppressWarnings("NullAway.Init")
    private Captures captures;

    @BeforeEach
    void begin() {
        CaptureSettings settings = new CaptureSettings(directory.resolve("captures"), 1 << 20, Duration.ofMinutes(1),
                Duration.ofDays(1), 1 << 20, new HepSettings(List.of(), HepTransport.UDP, 1));
        captures = new Captures(settings, tap, plane, Map.of(Side.SET, OWN, Side.ICP, OWN), Clock.system(),
                new Random(1), task -> Thread.ofVirtual().start(task), new Counters<>(CaptureCounter.class));
    }

    @AfterEach
    void end() {
        captures.close();
    }

    private static SipMessage message(String method, String from, String to, String callId, String body) {
        byte[] octets = ("%s sip:%s@set.example SIP/2.0\r\nVia: SIP/2.0/TLS a;branch=z9hG4bK1\r\nFrom: <sip:%s@set.example>;tag=1\r\n"
                + "To: <sip:%s@set.example>\r\nCall-ID: %s\r\nCSeq: 1 %s\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(method, to, from, to, callId, method, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
        return ((ParseResult.Parsed) SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT)).message();
    }

    private CaptureRequest request(CaptureTarget target, Media media, boolean secrets) {
        return new CaptureRequest(target, media, secrets, 1 << 20, Duration.ofMinutes(1), "tester");
    }

    private String started(CaptureRequest request) {
        return ((Outcome.Started) captures.start(request)).info().id();
    }

    private String fileOf(String id) throws IOException {
        Path file = captures.file(id).orElseThrow();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldFollowACallOnBothLegsAndItsMedia() throws IOException {
        String id = started(request(new CaptureTarget.PhoneNumber("1001"), Media.WIRE, false));

        tap.received(phone, message("INVITE", "1001", "2002", "call-a", ""));
        tap.legs("call-a", "call-b");
        tap.sent(pbx,
                message("INVITE", "x", "y", "call-b", "v=0\r\nm=audio 30000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n"));
        tap.received(phone, message("INVITE", "3003", "2002", "call-c", ""));
        assertFalse(captures.file(id).isPresent(), "not before its end");
        CaptureInfo info = captures.stop(id, "me").orElseThrow();

        String file = fileOf(id);
        assertTrue(file.contains("call-a") && file.contains("call-b") && !file.contains("call-c"));
        assertEquals(2, info.messages());
        assertEquals("ended by me", info.ended());
        assertEquals(List.of(new MediaTap.Begin(false, false), new MediaTap.Add(MediaSide.ICP, 30_000),
                new MediaTap.End()), plane.taps());
    }

    @Test
    void shouldHaveBothLegsFromTheirBeginningWhenOnlyTheSecondIsMeant() throws IOException {
        String id = started(request(new CaptureTarget.Address(IpNetwork.parse("10.0.0.9")), Media.WIRE, false));

        tap.received(phone, message("INVITE", "1001", "2002", "call-a", ""));
        tap.received(phone, message("INVITE", "1001", "2002", "call-c", ""));
        tap.sent(phone, message("OPTIONS", "x", "y", "call-a", "v=0\r\nm=audio 30002 RTP/SAVP 0\r\n"));
        tap.legs("call-a", "call-b");
        tap.sent(pbx, message("INVITE", "x", "y", "call-b", ""));
        tap.received(phone, message("BYE", "1001", "2002", "call-a", ""));
        CaptureInfo info = captures.stop(id, "me").orElseThrow();

        String file = fileOf(id);
        assertEquals(4, info.messages());
        assertTrue(file.contains("INVITE sip:2002") && file.contains("BYE sip:2002") && !file.contains("call-c"));
        assertTrue(plane.taps().contains(new MediaTap.Add(MediaSide.SET, 30_002)), plane.taps()::toString);
    }

    @Test
    void shouldTakeWhatAPeerSendsThatIsNoMessage() throws IOException {
        String id = started(request(new CaptureTarget.Address(IpNetwork.parse("10.0.0.0/8")), Media.NONE, false));

        tap.malformed(pbx, "nonsense".getBytes(StandardCharsets.US_ASCII));
        tap.malformed(phone, "elsewhere".getBytes(StandardCharsets.US_ASCII));
        captures.stop(id, "me");

        assertTrue(fileOf(id).contains("nonsense") && !fileOf(id).contains("elsewhere"));
    }

    @Test
    void shouldRefuseDecryptedMediaWithoutTheRightAndASecondCaptureWithMedia() {
        assertInstanceOf(Outcome.Refused.class,
                captures.start(request(new CaptureTarget.All(), Media.DECRYPTED, false)));
        started(request(new CaptureTarget.All(), Media.DECRYPTED, true));
        assertInstanceOf(Outcome.Refused.class, captures.start(request(new CaptureTarget.All(), Media.WIRE, false)));
        for (int i = 0; i < 3; i++) {
            started(request(new CaptureTarget.All(), Media.NONE, false));
        }
        assertInstanceOf(Outcome.Refused.class, captures.start(request(new CaptureTarget.All(), Media.NONE, false)));
    }

    @Test
    void shouldEndItselfBeforeItsFileIsTooLarge() throws Exception {
        String id = started(new CaptureRequest(new CaptureTarget.All(), Media.NONE, true, 4_000,
                Duration.ofMinutes(1), "tester"));
        while (captures.isRunning(id)) {
            tap.received(phone, message("INVITE", "1", "2", "call", ""));
            Thread.onSpinWait();
        }

        CaptureInfo info = captures.list().getFirst();
        assertEquals("its file is as large as it may be", info.ended());
        assertTrue(info.octets() <= 4_200 && info.octets() > 3_000, info::toString);
    }

    @Test
    void shouldFindFilesOfAnEarlierProcessAndNothingElse() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("captures"));
        Files.writeString(folder.resolve("20260101-000000-abcd.pcapng"), "x");
        Files.writeString(folder.resolve("secret.pcapng"), "x");
        Files.writeString(directory.resolve("20260101-000000-zzzz.pcapng"), "x");

        assertEquals(List.of("20260101-000000-abcd"), captures.list().stream().map(CaptureInfo::id).toList());
        assertTrue(captures.file("20260101-000000-abcd").isPresent());
        assertTrue(captures.mayHaveSecrets("20260101-000000-abcd"), "nobody can say");
        for (String id : List.of("secret", "../20260101-000000-zzzz", "", "..")) {
            assertTrue(captures.file(id).isEmpty(), id);
        }
    }

    /** What a process that is killed leaves: all but the end, and the beginning of a packet. */
    private Captures afterKill(CaptureRequest request, int messages, int cutOff) throws IOException {
        String id = started(request);
        for (int i = 0; i < messages; i++) {
            tap.received(phone, message("INVITE", "1001", "2002", "call-" + i, "a=crypto:1 X inline:SECRET"));
        }
        captures.stop(id, "me");
        byte[] whole = Files.readAllBytes(captures.file(id).orElseThrow());
        Path folder = Files.createDirectories(directory.resolve("after"));
        Files.write(folder.resolve(id + ".pcapng"), Arrays.copyOf(whole, whole.length - cutOff));
        return new Captures(new CaptureSettings(folder, 1 << 20, Duration.ofMinutes(1), Duration.ofDays(1), 1 << 20,
                new HepSettings(List.of(), HepTransport.UDP, 1)), tap, plane, Map.of(Side.SET, OWN, Side.ICP, OWN),
                Clock.system(), new Random(1), task -> Thread.ofVirtual().start(task),
                new Counters<>(CaptureCounter.class));
    }

    private static final int STATISTICS = 4 * (4 + 4 + 12 + 4 + 12 + 12 + 12 + 4 + 4);

    @Test
    void shouldEndTheCaptureOfAProcessThatWasKilled() throws IOException {
        try (Captures after = afterKill(request(new CaptureTarget.PhoneNumber("1001"), Media.WIRE, false), 3,
                STATISTICS + 17)) {
            after.removeOld(); // as the sweep at the start does

            CaptureInfo info = after.list().getFirst();
            assertEquals(PastCapture.BY_RESTART, info.ended());
            assertEquals("number 1001", info.target());
            assertEquals("wire", info.media());
            assertEquals("tester", info.by());
            assertEquals(2, info.messages(), "the third was torn");
            assertTrue(info.endedMillis().isPresent() && info.startedMillis() <= info.endedMillis().getAsLong());
            assertFalse(after.mayHaveSecrets(info.id()), "they were masked");
            Path file = after.file(info.id()).orElseThrow();
            assertEquals(info.octets(), Files.size(file));
            assertTrue(PastCapture.closed(file).orElseThrow().ended().equals(PastCapture.BY_RESTART), "once");
            assertEquals(info.octets(), Files.size(file));
        }
    }

    @Test
    void shouldTellWhatACaptureWasThatAnEarlierProcessEnded() throws IOException {
        try (Captures after = afterKill(request(new CaptureTarget.All(), Media.NONE, true), 2, 0)) {
            CaptureInfo info = after.list().getFirst();

            assertEquals("ended by me", info.ended());
            assertEquals("all", info.target());
            assertEquals(2, info.messages());
            assertTrue(after.mayHaveSecrets(info.id()));
        }
    }

    @Test
    void shouldNotEndAFileThatAnotherProcessWrites() throws IOException {
        String id = started(request(new CaptureTarget.All(), Media.NONE, false));

        assertTrue(PastCapture.closed(directory.resolve("captures/" + id + ".pcapng")).isEmpty());
    }

    @Test
    void shouldRemoveOldFilesAndTheOldestOfTooMany() throws IOException {
        CaptureFolder folder = new CaptureFolder(directory);
        for (String id : List.of("20260101-000000-aaaa", "20260102-000000-aaaa", "20260103-000000-aaaa",
                "20260104-000000-aaaa")) {
            try (var out = folder.create(id)) {
                out.write(new byte[100]);
            }
            Files.setLastModifiedTime(folder.find(id).orElseThrow(), FileTime.fromMillis(1_000_000));
        }
        Files.setLastModifiedTime(folder.find("20260104-000000-aaaa").orElseThrow(), FileTime.fromMillis(0));

        folder.tidy(1_000_000, Duration.ofSeconds(900), 200, Set.of("20260101-000000-aaaa"));

        assertEquals(List.of("20260103-000000-aaaa", "20260102-000000-aaaa", "20260101-000000-aaaa"),
                folder.entries().stream().map(CaptureFolder.Entry::id).toList(), "what runs is kept");
    }

    @Test
    void shouldRemoveOldFilesThoughNobodyLooks() throws Exception {
        Path file = directory.resolve("captures/20260101-000000-abcd.pcapng");
        try (OldCaptures _ = OldCaptures.start(captures, Duration.ofMillis(1))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
            assertTrue(Files.exists(file), "not old enough");

            Files.setLastModifiedTime(file, FileTime.fromMillis(0));
            while (Files.exists(file)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldMeanANumberInATelUriAndOneThatIsOnlyAsserted() {
        CaptureTarget number = new CaptureTarget.PhoneNumber("+4930123");

        assertTrue(number.means(pbx, from("<tel:+4930123>", "")));
        assertTrue(number.means(pbx, from("<sip:anonymous@anonymous.invalid>",
                "P-Asserted-Identity: \"Ada\" <sip:+4930123@pbx.example>, <tel:+49301>\r\n")));
        assertFalse(
                number.means(pbx, from("<sip:anonymous@anonymous.invalid>", "P-Asserted-Identity: <tel:+49301>\r\n")));
        assertFalse(number.means(pbx, from("<tel:+493012>", "P-Asserted-Identity: \"<\r\n")));
    }

    private static SipMessage from(String address, String more) {
        byte[] octets = ("INVITE sip:1001@set.example SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: " + address
                + ";tag=1\r\nTo: <sip:1001@set.example>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n" + more
                + "Content-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return ((ParseResult.Parsed) SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT)).message();
    }
}
