package io.sbc.media.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import io.sbc.base.VirtualClock;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.rtcp.ReportBlock;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtcp.RtcpWriter;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.RecordingChannel;
import io.sbc.media.socket.RecordingChannel.Sent;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports for peers that send none: an SRTP phone and a plain PBX, on a virtual clock with a seed. */
class MadeReportsTest {

    private static final UdpAddress PHONE = address("198.51.100.1", 30_000);
    private static final UdpAddress PBX = address("10.0.0.1", 40_000);
    private static final UdpAddress PBX_RTCP = address("10.0.0.1", 40_001);
    private static final int PHONE_SSRC = 7;
    private static final int PBX_SSRC = 8;
    private static final long TICK = 20_000_000;
    private static final long SECOND = 1_000_000_000;

    private final VirtualClock clock = new VirtualClock(1_700_000_000_000L);
    private final RecordingChannel setRtp = new RecordingChannel(20_000);
    private final RecordingChannel setRtcp = new RecordingChannel(20_001);
    private final RecordingChannel icpRtp = new RecordingChannel(20_002);
    private final RecordingChannel icpRtcp = new RecordingChannel(20_003);
    private final RelayStream stream = new RelayStream(new PortPair(setRtp, setRtcp), new PortPair(icpRtp, icpRtcp),
            RelayRules.LAX, new RelayCounters(), new ReportMaking(5 * SECOND, new Random(3), new NtpClock(clock)));
    private final Datagram datagram = new Datagram();
    private final SrtpKey phoneKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1);
    private final SrtpKey ourKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 2);
    private final SrtpSendContext phoneSends = new SrtpSendContext(phoneKey);
    private final SrtpReceiveContext phoneReceives = new SrtpReceiveContext(ourKey);
    private final List<Long> madeAt = new ArrayList<>();
    private int number;

    MadeReportsTest() {
        plan(true, false);
    }

    @AfterEach
    void freeTheMemory() {
        datagram.close();
    }

    private void plan(boolean phoneSendsNow, boolean phoneMux) {
        EndpointSetup phone = new EndpointSetup(PHONE, null, phoneMux, new SrtpReceiveContext(phoneKey),
                new SrtpSendContext(ourKey), phoneSendsNow, true);
        stream.apply(new StreamSetup(phone, new EndpointSetup(PBX, null, false, null, null, true, true)),
                clock.nanoTime());
    }

    @Test
    void shouldReportToBothSidesWhenNeitherHasRtcp() {
        talk(60, true, true);

        assertTrue(icpRtcp.sent().size() >= 10 && icpRtcp.sent().size() <= 25, icpRtcp.sent().size() + " in 60 s");
        byte[] report = icpRtcp.sent().getLast().octets();
        assertEquals(PBX_RTCP, icpRtcp.sent().getLast().destination());
        assertTrue(RtcpHeader.isCompound(report, report.length));
        assertEquals(RtcpHeader.SENDER_REPORT, RtcpHeader.type(report, 0));
        assertEquals(PHONE_SSRC, RtcpHeader.senderSsrc(report));
        int block = ReportBlock.offset(report, 0, 0);
        assertEquals(PBX_SSRC, ReportBlock.ssrc(report, block));
        assertEquals(0, ReportBlock.cumulativeLost(report, block));
        assertEquals(RtcpHeader.SOURCE_DESCRIPTION, RtcpHeader.type(report, 52));
        assertEquals(80, report.length, "SR with one block, SDES with a CNAME of 16 octets");
        assertEquals(icpRtcp.sent().size(), stream.snapshot().icp().reports().made());
        assertFalse(setRtcp.sent().isEmpty());
        byte[] plain = unprotected(setRtcp.sent().getFirst());
        assertEquals(PBX_SSRC, RtcpHeader.senderSsrc(plain));
    }

    @Test
    void shouldCountPacketsAndOctetsAsTheSenderWould() {
        talk(30, true, true);

        byte[] report = icpRtcp.sent().getLast().octets();
        long packets = Octets.getInt(report, 20);
        long at = madeAt.getLast();
        long ticks = at / TICK;
        assertEquals((double) ticks, (double) packets, 2.0);
        assertEquals(160 * packets, Octets.getInt(report, 24));
        assertEquals(160.0 * packets, (double) Octets.getInt(report, 16), 320.0, "RTP time goes with NTP time");
    }

    @Test
    void shouldKeepTheIntervalOfTheRfc() {
        talk(600, true, true);

        long first = madeAt.getFirst();
        assertTrue(first >= 2.05 * SECOND && first <= 6.3 * SECOND, first + " ns");
        for (int i = 1; i < madeAt.size(); i++) {
            long interval = madeAt.get(i) - madeAt.get(i - 1);
            assertTrue(interval >= 2.05 * SECOND - TICK && interval <= 6.16 * SECOND + TICK, interval + " ns");
        }
        assertEquals(600 / (5 / 1.21828), madeAt.size(), 15.0);
    }

    @Test
    void shouldNotSpeakForAPeerThatReports() {
        for (int i = 0; i < 30; i++) {
            sendReport();
            talk(2, true, true);
        }

        assertEquals(30, icpRtcp.sent().size(), "the phone's own and no other");
        assertFalse(setRtcp.sent().isEmpty(), "the PBX has none");
    }

    @Test
    void shouldStopAsSoonAsThePeerReportsAndGoOnWhenItCeases() {
        talk(20, true, true);
        int before = icpRtcp.sent().size();
        sendReport();
        talk(24, true, true);
        assertEquals(before + 1, icpRtcp.sent().size(), "the phone's one");

        talk(20, true, true);
        assertTrue(icpRtcp.sent().size() > before + 2, "five intervals without a report: the peer has left (§6.3.5)");
    }

    @Test
    void shouldTellTheLossOfTheOtherSide() {
        for (int i = 0; i < 2000; i++) {
            tick(true, i % 10 != 0);
        }

        byte[] report = icpRtcp.sent().getLast().octets();
        int block = ReportBlock.offset(report, 0, 0);
        assertEquals(25, ReportBlock.fractionLost(report, block), 2.0, "a tenth of 256");
        long tenth = madeAt.getLast() / TICK / 10;
        assertEquals((double) tenth, ReportBlock.cumulativeLost(report, block), 2.0);
    }

    @Test
    void shouldAnswerSenderReportsSoThatThePeerCanMeasureTheRoundTrip() {
        talk(3, true, true);
        byte[] theirs = Packets.senderReport(PBX_SSRC, 5);
        onRtcpOfPbx(theirs);
        long heardAt = clock.nanoTime();
        talk(10, true, true);

        Sent answer = icpRtcp.sent().getLast();
        int block = ReportBlock.offset(answer.octets(), 0, 0);
        assertEquals(ReportBlock.ntpMiddle(theirs, 0), ReportBlock.lastSenderReport(answer.octets(), block));
        assertEquals((madeAt.getLast() - heardAt) * 65_536.0 / SECOND,
                (double) ReportBlock.delaySinceLastSenderReport(answer.octets(), block), 2.0);
    }

    @Test
    void shouldMeasureTheRoundTripByReportsOfItsOwn() {
        talk(10, true, true);
        byte[] ours = icpRtcp.sent().getLast().octets();
        clock.advance(SECOND);
        byte[] answer = new byte[64];
        int length = new RtcpWriter(answer).receiverReport(PBX_SSRC).block(PHONE_SSRC, 51, 99, 0, 0,
                ReportBlock.ntpMiddle(ours, 0), (int) ((clock.nanoTime() - madeAt.getLast()) * 65_536 / SECOND) - 3277)
                .length();
        onRtcpOfPbx(Arrays.copyOf(answer, length));

        MediaStats.Reports reports = stream.snapshot().icp().reports();
        assertEquals(50_000, (double) reports.roundTripMicros(), 30.0);
        assertEquals(51, reports.lossThere());
        assertEquals(-1, stream.snapshot().set().reports().roundTripMicros());
    }

    @Test
    void shouldMeasureTheRoundTripByReportsThatPass() {
        talk(1, true, true);
        byte[] report = Packets.senderReport(PHONE_SSRC, 9);
        onRtcpOfPhone(report);
        clock.advance(SECOND);
        byte[] answer = new byte[64];
        int length = new RtcpWriter(answer).receiverReport(PBX_SSRC)
                .block(PHONE_SSRC, 0, 0, 0, 0, ReportBlock.ntpMiddle(report, 0), 65_536 * 9 / 10).length();
        onRtcpOfPbx(Arrays.copyOf(answer, length));

        assertEquals(100_000, (double) stream.snapshot().icp().reports().roundTripMicros(), 30.0);
        assertArrayEquals(Arrays.copyOf(answer, length), unprotected(setRtcp.sent().getLast()), "it passed");
    }

    @Test
    void shouldBecomeAReceiverReportWhileThePeerIsOnHold() {
        talk(20, true, true);
        plan(false, false);
        talk(40, false, true);

        byte[] report = icpRtcp.sent().getLast().octets();
        assertEquals(RtcpHeader.RECEIVER_REPORT, RtcpHeader.type(report, 0));
        assertEquals(PHONE_SSRC, RtcpHeader.senderSsrc(report));
    }

    @Test
    void shouldNotHideAPeerThatIsGone() {
        talk(20, true, true);
        int before = icpRtcp.sent().size();
        talk(60, false, true);

        assertTrue(icpRtcp.sent().size() <= before + 10, "for five intervals at most");
        int ceased = icpRtcp.sent().size();
        talk(60, false, true);
        assertEquals(ceased, icpRtcp.sent().size());
    }

    @Test
    void shouldSayByeWhereItSpoke() {
        talk(20, true, true);
        stream.sayBye(datagram, clock.nanoTime());

        byte[] last = icpRtcp.sent().getLast().octets();
        assertTrue(RtcpHeader.isCompound(last, last.length));
        assertEquals(RtcpHeader.BYE, RtcpHeader.type(last, last.length - 8));
        assertEquals(PHONE_SSRC, RtcpHeader.ssrc(last, last.length - 8));
    }

    @Test
    void shouldSayNoByeWhereItWasSilent() {
        talk(1, true, true);
        stream.sayBye(datagram, clock.nanoTime());

        assertEquals(List.of(), icpRtcp.sent());
        assertEquals(List.of(), setRtcp.sent());
    }

    @Test
    void shouldSendOnTheRtpPortOfASideThatMultiplexes() {
        plan(true, true);
        talk(20, true, true);

        assertEquals(List.of(), setRtcp.sent());
        assertTrue(setRtp.sent().stream().anyMatch(sent -> (sent.octets()[1] & 0xff) == RtcpHeader.SENDER_REPORT));
    }

    @Test
    void shouldUseANameThatTellsNothing() {
        talk(20, true, true);

        byte[] toPbx = icpRtcp.sent().getLast().octets();
        byte[] toPhone = unprotected(setRtcp.sent().getLast());
        String name = new String(toPbx, 62, 16, java.nio.charset.StandardCharsets.US_ASCII);
        assertTrue(name.matches("[A-Za-z0-9+/]{16}"), name);
        assertFalse(Arrays.equals(Arrays.copyOfRange(toPbx, 62, 78), Arrays.copyOfRange(toPhone, 62, 78)));
    }

    @Test
    void shouldDropAndCountMalformedRtcpAlsoWhenItIsAuthentic() {
        byte[] broken = Packets.senderReport(PHONE_SSRC, 1);
        broken[0] = (byte) 0x9f;
        onRtcpOfPhone(broken);
        onRtcpOfPbx(broken);

        assertEquals(List.of(), icpRtcp.sent());
        assertEquals(1, stream.snapshot().set().reports().malformed());
        assertEquals(1, stream.snapshot().set().malformed());
        assertEquals(1, stream.snapshot().icp().reports().malformed());
    }

    @Test
    void shouldPassFeedbackAndExtendedReportsUnchanged() {
        for (int type : new int[]{205, 206, 207, 204}) {
            byte[] packet = Packets.senderReport(PHONE_SSRC, type);
            packet[0] = (byte) 0x8f;
            packet[1] = (byte) type;
            onRtcpOfPhone(packet);
            assertArrayEquals(packet, icpRtcp.sent().getLast().octets());
            onRtcpOfPbx(packet);
            assertArrayEquals(packet, unprotected(setRtcp.sent().getLast()));
        }
    }

    private void sendReport() {
        onRtcpOfPhone(Packets.senderReport(PHONE_SSRC, number));
    }

    private void talk(int seconds, boolean phone, boolean pbx) {
        for (int i = 0; i < seconds * 50; i++) {
            tick(phone, pbx);
        }
    }

    private void tick(boolean phone, boolean pbx) {
        clock.advance(TICK);
        number++;
        if (phone) {
            byte[] packet = Arrays.copyOf(Packets.rtp(PHONE_SSRC, number & 0xffff, 160), 2048);
            Octets.putInt(packet, 4, 160 * number);
            load(PHONE, packet, phoneSends.protectRtp(packet, 172));
            stream.onRtpPort(MediaSide.SET, datagram, clock.nanoTime());
        }
        if (pbx) {
            byte[] packet = Packets.rtp(PBX_SSRC, number & 0xffff, 160);
            Octets.putInt(packet, 4, 160 * number);
            load(PBX, packet, packet.length);
            stream.onRtpPort(MediaSide.ICP, datagram, clock.nanoTime());
        }
        int before = icpRtcp.sent().size();
        stream.makeReports(datagram, clock.nanoTime());
        if (icpRtcp.sent().size() > before) {
            madeAt.add(clock.nanoTime());
        }
    }

    private void onRtcpOfPhone(byte[] plain) {
        byte[] packet = Arrays.copyOf(plain, 2048);
        load(PHONE.withPort(30_001), packet, phoneSends.protectRtcp(packet, plain.length));
        stream.onRtcpPort(MediaSide.SET, datagram, clock.nanoTime());
    }

    private void onRtcpOfPbx(byte[] plain) {
        load(PBX_RTCP, plain, plain.length);
        stream.onRtcpPort(MediaSide.ICP, datagram, clock.nanoTime());
    }

    private void load(UdpAddress source, byte[] packet, int length) {
        System.arraycopy(packet, 0, datagram.octets(), 0, length);
        datagram.length(length);
        datagram.source(source.high(), source.low(), source.port());
    }

    private byte[] unprotected(Sent sent) {
        byte[] packet = Arrays.copyOf(sent.octets(), 2048);
        return Arrays.copyOf(packet, phoneReceives.unprotectRtcp(packet, sent.octets().length));
    }

    private static UdpAddress address(String host, int port) {
        return UdpAddress.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }
}
