package io.sbc.kit.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sender and receiver reports on the wire (RFC 3550 §6.4), each with a CNAME as every compound packet has (§6.1). */
final class RtcpCodec {
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int SOURCE_DESCRIPTION = 202;
    private static final int BYE = 203;
    private static final int BLOCK_BYTES = 24;

    private RtcpCodec() {}

    /**
     * What its sender says of one source.
     *
     * @param lastSr           the middle 32 bits of the NTP time in the last sender report of that source, 0 for none
     * @param delaySinceLastSr in 1/65536 s
     */
    record ReportBlock(int ssrc, int lost, int highestSequence, int jitter, int lastSr, int delaySinceLastSr) {}

    /**
     * What a compound packet holds.
     *
     * @param ntpMiddle of a sender report: the middle 32 bits of its time
     */
    record Compound(int ssrc, Optional<Integer> ntpMiddle, List<ReportBlock> blocks, boolean bye) {}

    /** Writes a sender report, or a receiver report when nothing has been sent. */
    static byte[] write(int ssrc, long ntp, long rtpTimestamp, long packets, long octets, @Nullable ReportBlock block,
            String cname) {
        ByteBuffer out = ByteBuffer.allocate(256);
        boolean sender = packets > 0;
        int blocks = block == null ? 0 : 1;
        int words = 1 + (sender ? 5 : 0) + blocks * BLOCK_BYTES / 4;
        out.put((byte) (0x80 | blocks)).put((byte) (sender ? SENDER_REPORT : RECEIVER_REPORT)).putShort((short) words);
        out.putInt(ssrc);
        if (sender) {
            out.putLong(ntp).putInt((int) rtpTimestamp).putInt((int) packets).putInt((int) octets);
        }
        if (block != null) {
            out.putInt(block.ssrc()).putInt(block.lost() & 0xFFFFFF).putInt(block.highestSequence());
            out.putInt(block.jitter()).putInt(block.lastSr()).putInt(block.delaySinceLastSr());
        }
        byte[] name = cname.getBytes(StandardCharsets.US_ASCII);
        // SSRC, item header, name, at least one zero octet, padded to words (§6.5).
        int chunkWords = (4 + 2 + name.length + 1 + 3) / 4;
        out.put((byte) 0x81).put((byte) SOURCE_DESCRIPTION).putShort((short) chunkWords).putInt(ssrc);
        out.put((byte) 1).put((byte) name.length).put(name);
        int end = out.position() + (chunkWords * 4 - 4 - 2 - name.length);
        while (out.position() < end) {
            out.put((byte) 0);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Reads a compound packet; empty when it is none. */
    static Optional<Compound> read(ByteBuffer in) {
        Integer ssrc = null;
        Integer ntpMiddle = null;
        boolean bye = false;
        List<ReportBlock> blocks = new ArrayList<>();
        while (in.remaining() >= 8) {
            int start = in.position();
            int first = in.get(start) & 0xFF;
            int type = in.get(start + 1) & 0xFF;
            int bytes = ((in.getShort(start + 2) & 0xFFFF) + 1) * 4;
            if (first >> 6 != 2 || bytes > in.remaining()) {
                return Optional.empty();
            }
            ssrc = ssrc == null ? (Integer) in.getInt(start + 4) : ssrc;
            if (type == SENDER_REPORT && bytes >= 28) {
                ntpMiddle = (int) (in.getLong(start + 8) >> 16);
                readBlocks(in, start + 28, start + bytes, first & 0x1F, blocks);
            } else if (type == RECEIVER_REPORT) {
                readBlocks(in, start + 8, start + bytes, first & 0x1F, blocks);
            } else if (type == BYE) {
                bye = true;
            }
            in.position(start + bytes);
        }
        return ssrc == null
                ? Optional.empty()
                : Optional.of(new Compound(ssrc, Optional.ofNullable(ntpMiddle), List.copyOf(blocks), bye));
    }

    private static void readBlocks(ByteBuffer in, int from, int end, int count, List<ReportBlock> blocks) {
        for (int i = 0; i < count && from + (i + 1) * BLOCK_BYTES <= end; i++) {
            int at = from + i * BLOCK_BYTES;
            blocks.add(
                    new ReportBlock(in.getInt(at), in.getInt(at + 4) << 8 >> 8, in.getInt(at + 8), in.getInt(at + 12),
                            in.getInt(at + 16), in.getInt(at + 20)));
        }
    }
}
