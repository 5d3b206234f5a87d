package io.sbc.core.fuzz;

import static io.sbc.core.fuzz.Surfaces.hold;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.quality.PeerReports;
import io.sbc.media.quality.ReceptionStatistics;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtcp.RtcpWriter;
import io.sbc.media.rtp.PacketKind;
import io.sbc.media.rtp.RtpHeader;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.util.ArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What comes in on media ports, whatever its octets: nothing is thrown, nothing behind the datagram's end is read (arrays end
 * where it does), nothing that was not protected verifies, and what passes comes out of SRTP as it went in.
 */
final class MediaSurfaces {

    /** Room behind a packet for the tag and the identifier of every suite. */
    private static final int ROOM = 64;
    /** One of each kind: key lengths make no difference to a packet's form. */
    private static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32,
            SrtpSuite.AEAD_AES_128_GCM);
    private static final int SSRC = 0x1234_5678;

    private MediaSurfaces() {}

    static void rtp(byte[] datagram) {
        int length = datagram.length;
        PacketKind kind = PacketKind.of(datagram, length);
        int header = RtpHeader.length(datagram, length);
        if (kind == PacketKind.RTP && header != RtpHeader.MALFORMED) {
            hold(header >= RtpHeader.FIXED_LENGTH && header <= length, "a header outside of its packet: " + header);
            ReceptionStatistics reception = new ReceptionStatistics();
            for (int i = 0; i < 3; i++) {
                reception.onPacket(RtpHeader.ssrc(datagram), (RtpHeader.sequenceNumber(datagram) + 7 * i) & 0xffff,
                        RtpHeader.timestamp(datagram), RtpHeader.payloadType(datagram), 20_000_000L * i);
            }
            hold(reception.lost() >= 0 && reception.jitterMicros() >= 0, "less than nothing was lost");
        }
        for (SrtpSuite suite : SUITES) {
            rtp(datagram, header, key(suite));
        }
    }

    private static void rtp(byte[] datagram, int header, SrtpKey key) {
        byte[] packet = Arrays.copyOf(datagram, datagram.length + ROOM);
        hold(new SrtpReceiveContext(key).unprotectRtp(datagram.clone(), datagram.length) < 0, "a forgery verified");
        int length = new SrtpSendContext(key).protectRtp(packet, datagram.length);
        hold(length < 0 == (header == RtpHeader.MALFORMED), "protected, whatever its header: " + length);
        if (length >= 0) {
            int plain = new SrtpReceiveContext(key).unprotectRtp(packet, length);
            hold(plain == datagram.length && Arrays.equals(Arrays.copyOf(packet, plain), datagram),
                    key.suite() + " gave other octets back");
        }
    }

    static void rtcp(byte[] datagram) {
        int length = datagram.length;
        boolean whole = RtcpHeader.isCompound(datagram, length);
        if (whole) {
            PeerReports reports = new PeerReports();
            reports.onSent(0x0102_0304, 0);
            reports.onCompound(datagram, length, SSRC, 1_000_000);
            reports.snapshot(0, 0, 8000);
        }
        for (SrtpSuite suite : SUITES) {
            rtcp(datagram, key(suite), whole);
        }
    }

    private static void rtcp(byte[] datagram, SrtpKey key, boolean whole) {
        byte[] packet = Arrays.copyOf(datagram, datagram.length + ROOM);
        hold(new SrtpReceiveContext(key).unprotectRtcp(datagram.clone(), datagram.length) < 0, "a forgery verified");
        int length = new SrtpSendContext(key).protectRtcp(packet, datagram.length);
        hold(length >= 0 || !whole, "a whole packet was not protected: " + length);
        if (whole) {
            int plain = new SrtpReceiveContext(key).unprotectRtcp(packet, length);
            hold(plain == datagram.length && Arrays.equals(Arrays.copyOf(packet, plain), datagram),
                    key.suite() + " gave other octets back");
        } else if (length >= 0) { // what is no compound packet is refused behind SRTCP
            hold(new SrtpReceiveContext(key).unprotectRtcp(packet, length) <= datagram.length, "a packet grew");
        }
    }

    private static SrtpKey key(SrtpSuite suite) {
        byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        Arrays.fill(keyAndSalt, (byte) (1 + suite.ordinal()));
        return new SrtpKey(suite, keyAndSalt);
    }

    /** Headers of every form: CSRCs, extensions of one and two octets (RFC 8285), padding, nothing behind. */
    static List<byte[]> rtpSeeds() {
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> seeds = new ArrayList<>();
        for (int csrcs : new int[]{0, 1, 15}) {
            for (int extension : new int[]{0, 0xbede, 0x1000}) {
                int words = extension == 0 ? 0 : 2;
                int header = 12 + 4 * csrcs + (extension == 0 ? 0 : 4 + 4 * words);
                byte[] packet = new byte[header + random.nextInt(0, 20)];
                random.nextBytes(packet);
                packet[0] = (byte) (0x80 | (extension == 0 ? 0 : 0x10) | csrcs);
                packet[1] = (byte) random.nextInt(0, 64);
                if (extension != 0) {
                    put(packet, 12 + 4 * csrcs, extension, words);
                }
                seeds.add(packet);
            }
        }
        byte[] padded = new byte[16];
        padded[0] = (byte) 0xa0;
        padded[15] = 4;
        seeds.add(padded);
        return seeds;
    }

    /** What we make, and what peers send: reports with blocks, BYE, APP, feedback (RFC 4585), extended reports (RFC 3611). */
    static List<byte[]> rtcpSeeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] room = new byte[256];
        RtcpWriter sender = new RtcpWriter(room).senderReport(1, 0x1122_3344_5566_7788L, 160, 10, 1600)
                .block(SSRC, 3, -1, 70_000, 12, 0x0102_0304, 65_536).block(2, 0, 5, 1, 1, 0, 0)
                .cname(1, "0123456789abcdef".getBytes(StandardCharsets.US_ASCII)).bye(1);
        seeds.add(Arrays.copyOf(room, sender.length()));
        seeds.add(Arrays.copyOf(room, new RtcpWriter(room).receiverReport(1).length()));
        seeds.add(packet(0x81, 205, 3)); // generic NACK
        seeds.add(packet(0x81, 206, 2)); // PLI
        seeds.add(packet(0x8f, 206, 5)); // REMB
        seeds.add(packet(0x85, 204, 3)); // APP
        seeds.add(packet(0x80, 207, 5)); // XR
        seeds.add(packet(0x9f, 203, 31)); // BYE of 31
        byte[] padded = packet(0xa0, 201, 2);
        padded[11] = 4;
        seeds.add(padded);
        return seeds;
    }

    private static byte[] packet(int first, int type, int words) {
        byte[] packet = new byte[4 + 4 * words];
        packet[0] = (byte) first;
        packet[1] = (byte) type;
        packet[3] = (byte) words;
        return packet;
    }

    private static void put(byte[] packet, int offset, int high, int low) {
        packet[offset] = (byte) (high >>> 8);
        packet[offset + 1] = (byte) high;
        packet[offset + 2] = (byte) (low >>> 8);
        packet[offset + 3] = (byte) low;
    }
}
