package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import java.util.Random;

/** Packets and keys from seeds, for tests. */
public final class Packets {

    private Packets() {}

    /** A key of the suite's length. */
    public static SrtpKey key(SrtpSuite suite, long seed) {
        byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        new Random(seed).nextBytes(keyAndSalt);
        return new SrtpKey(suite, keyAndSalt);
    }

    /** An RTP packet with {@code payload} octets that follow from SSRC and sequence number. */
    public static byte[] rtp(int ssrc, int sequenceNumber, int payload) {
        byte[] packet = new byte[12 + payload];
        new Random(31L * ssrc + sequenceNumber).nextBytes(packet);
        packet[0] = (byte) 0x80;
        packet[1] = 0;
        Octets.putShort(packet, 2, sequenceNumber);
        Octets.putInt(packet, 4, 160 * sequenceNumber);
        Octets.putInt(packet, 8, ssrc);
        return packet;
    }

    /** A sender report without report blocks. */
    public static byte[] senderReport(int ssrc, long seed) {
        byte[] packet = new byte[28];
        new Random(seed).nextBytes(packet);
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 200;
        Octets.putShort(packet, 2, 6);
        Octets.putInt(packet, 4, ssrc);
        return packet;
    }

    /** Any form of header: CSRCs, an extension, padding, a payload of up to {@code payloadMax} octets. */
    public static byte[] anyRtp(Random random, int ssrc, int sequenceNumber, int payloadMax) {
        int csrcs = random.nextInt(4) == 0 ? random.nextInt(16) : 0;
        boolean extension = random.nextInt(3) == 0;
        int extensionWords = extension ? random.nextInt(8) : 0;
        int header = 12 + 4 * csrcs + (extension ? 4 + 4 * extensionWords : 0);
        byte[] packet = new byte[header + random.nextInt(payloadMax + 1)];
        random.nextBytes(packet);
        packet[0] = (byte) (0x80 | (extension ? 0x10 : 0) | csrcs);
        packet[1] = (byte) (random.nextInt(64) | (random.nextBoolean() ? 0x80 : 0));
        Octets.putShort(packet, 2, sequenceNumber);
        Octets.putInt(packet, 8, ssrc);
        if (extension) {
            Octets.putShort(packet, 12 + 4 * csrcs, 0xbede);
            Octets.putShort(packet, 12 + 4 * csrcs + 2, extensionWords);
        }
        return packet;
    }
}
