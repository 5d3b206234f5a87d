package io.sbc.media.rtcp;

import io.sbc.media.rtp.Octets;

/**
 * Writes a compound packet into an array from octet 0 on (RFC 3550 §6.4 to §6.6). The caller sees to it that there is room:
 * a report with one block, a CNAME of 16 octets and a BYE has 92. One thread.
 */
public final class RtcpWriter {

    private static final int VERSION = 0x80;
    private static final int CNAME = 1;
    private static final int LOST_MAX = 0x7f_ffff;
    private static final int LOST_MIN = -0x80_0000;

    private final byte[] packet;
    private int length;
    private int report;

    public RtcpWriter(byte[] packet) {
        this.packet = packet;
    }

    /** Octets written. */
    public int length() {
        return length;
    }

    /**
     * Begins an SR.
     *
     * @param ntp seconds since 1900, 32.32 bits
     */
    public RtcpWriter senderReport(int ssrc, long ntp, int rtpTimestamp, long packets, long octets) {
        begin(RtcpHeader.SENDER_REPORT, ssrc);
        Octets.putLong(packet, length, ntp);
        Octets.putInt(packet, length + 8, rtpTimestamp);
        Octets.putInt(packet, length + 12, (int) packets);
        Octets.putInt(packet, length + 16, (int) octets);
        length += 20;
        end();
        return this;
    }

    /** Begins an RR. */
    public RtcpWriter receiverReport(int ssrc) {
        begin(RtcpHeader.RECEIVER_REPORT, ssrc);
        end();
        return this;
    }

    /** Adds a block to the report that was begun last, before anything else. */
    public RtcpWriter block(int ssrc, int fractionLost, long cumulativeLost, int extendedHighest, long jitterTicks,
            int lastSenderReport, int delaySinceLastSenderReport) {
        int lost = Math.clamp(cumulativeLost, LOST_MIN, LOST_MAX);
        Octets.putInt(packet, length, ssrc);
        Octets.putInt(packet, length + 4, (fractionLost << 24) | (lost & 0xff_ffff));
        Octets.putInt(packet, length + 8, extendedHighest);
        Octets.putInt(packet, length + 12, (int) Math.min(jitterTicks, 0xffff_ffffL));
        Octets.putInt(packet, length + 16, lastSenderReport);
        Octets.putInt(packet, length + 20, delaySinceLastSenderReport);
        length += ReportBlock.LENGTH;
        packet[report]++;
        end();
        return this;
    }

    /** Adds an SDES packet with one CNAME (RFC 3550 §6.5.1) of 255 octets at most. */
    public RtcpWriter cname(int ssrc, byte[] name) {
        begin(RtcpHeader.SOURCE_DESCRIPTION, ssrc);
        packet[report] = (byte) (VERSION | 1);
        packet[length++] = CNAME;
        packet[length++] = (byte) name.length;
        System.arraycopy(name, 0, packet, length, name.length);
        length += name.length;
        do { // one null octet at least ends the chunk
            packet[length++] = 0;
        } while ((length & 3) != 0);
        end();
        return this;
    }

    /** Adds a BYE without a reason. */
    public RtcpWriter bye(int ssrc) {
        begin(RtcpHeader.BYE, ssrc);
        packet[report] = (byte) (VERSION | 1);
        end();
        return this;
    }

    private void begin(int type, int ssrc) {
        report = length;
        packet[length] = (byte) VERSION;
        packet[length + 1] = (byte) type;
        Octets.putInt(packet, length + 4, ssrc);
        length += RtcpHeader.LENGTH;
    }

    private void end() {
        Octets.putShort(packet, report + 2, (length - report) / 4 - 1);
    }
}
