package io.sbc.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import io.sbc.base.VirtualClock;
import io.sbc.media.api.MediaSide;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.RecordingChannel;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.Packets;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we make of RTCP, read by Wireshark's dissector. */
class MadeReportsIT {

    private static final UdpAddress PHONE = address("198.51.100.1", 30_000);
    private static final UdpAddress PBX = address("10.0.0.1", 40_000);
    private static final long TICK = 20_000_000;

    @TempDir
    private Path directory;

    @Test
    void shouldBeReadByWiresharkWithoutComplaint() throws Exception {
        RecordingChannel toPbx = new RecordingChannel(20_003);
        try (Datagram datagram = new Datagram()) {
            play(toPbx, datagram);
        }
        Path capture = directory.resolve("made.pcap");
        write(capture, toPbx.sent().stream().map(RecordingChannel.Sent::octets).toList());

        List<String> rows = tshark(capture);

        assertEquals(toPbx.sent().size(), rows.size());
        for (String row : rows) {
            assertTrue(row.matches("2,2(,2)?\t200,202(,203)?\t0x00000007.*"), row);
            assertTrue(row.endsWith("\t"), "no complaint: " + row);
        }
        String[] last = rows.getLast().split("\t", -1);
        assertEquals("200,202,203", last[1], "the last one says farewell");
        assertEquals("1490", last[3], "packets");
        assertEquals(String.valueOf(1490 * 160), last[4], "octets");
        assertEquals("149", last[5], "lost of the other side");
    }

    /** Half a minute of talk, of which the PBX loses every tenth packet. */
    private static void play(RecordingChannel toPbx, Datagram datagram) {
        VirtualClock clock = new VirtualClock(1_700_000_000_000L);
        RelayStream stream = new RelayStream(new PortPair(new RecordingChannel(1), new RecordingChannel(2)),
                new PortPair(new RecordingChannel(3), toPbx), RelayRules.LAX, new RelayCounters(),
                new ReportMaking(5_000_000_000L, new Random(5), new NtpClock(clock)));
        stream.apply(new StreamSetup(new EndpointSetup(PHONE, null, false, null, null, true, true),
                new EndpointSetup(PBX, null, false, null, null, true, true)), 0);
        for (int i = 0; i < 1490; i++) {
            clock.advance(TICK);
            onRtp(stream, MediaSide.SET, PHONE, 7, i, datagram, clock);
            if (i % 10 != 5) {
                onRtp(stream, MediaSide.ICP, PBX, 8, i, datagram, clock);
            }
            stream.makeReports(datagram, clock.nanoTime());
        }
        stream.sayBye(datagram, clock.nanoTime());
    }

    private static void onRtp(RelayStream stream, MediaSide side, UdpAddress source, int ssrc, int number,
            Datagram datagram, VirtualClock clock) {
        byte[] packet = Packets.rtp(ssrc, number, 160);
        Octets.putInt(packet, 4, 160 * number);
        System.arraycopy(packet, 0, datagram.octets(), 0, packet.length);
        datagram.length(packet.length);
        datagram.source(source.high(), source.low(), source.port());
        stream.onRtpPort(side, datagram, clock.nanoTime());
    }

    private static List<String> tshark(Path capture) throws Exception {
        Process process = new ProcessBuilder("tshark", "-r", capture.toString(), "-d", "udp.port==5005,rtcp", "-T",
                "fields", "-e", "rtcp.version", "-e", "rtcp.pt", "-e", "rtcp.senderssrc", "-e",
                "rtcp.sender.packetcount", "-e", "rtcp.sender.octetcount", "-e", "rtcp.ssrc.cum_nr", "-e",
                "_ws.expert.message").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "tshark hangs");
        return said.lines().toList();
    }

    /** A capture of raw IPv4 (link type 101) with one UDP datagram for each packet. */
    private static void write(Path file, List<byte[]> packets) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeInt(0xa1b2c3d4);
        out.writeShort(2);
        out.writeShort(4);
        out.writeLong(0);
        out.writeInt(65_535);
        out.writeInt(101);
        for (byte[] packet : packets) {
            int length = 28 + packet.length;
            out.writeLong(0);
            out.writeInt(length);
            out.writeInt(length);
            out.writeInt(0x4500_0000 | length);
            out.writeInt(0);
            out.writeInt(0x4011_0000);
            out.writeInt(0x0a00_0001);
            out.writeInt(0x0a00_0002);
            out.writeInt((5005 << 16) | 5005);
            out.writeInt((8 + packet.length) << 16);
            out.write(packet);
        }
        Files.write(file, octets.toByteArray());
    }

    private static UdpAddress address(String host, int port) {
        return UdpAddress.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }
}
