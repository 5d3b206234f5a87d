package io.sbc.core.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng): a section header, interfaces, enhanced packets with times in nanoseconds, statistics.
 * Each block is written whole. One thread.
 *
 * <pre>
 *  block type | total length | body, padded to 32 bits | options: code, length, value, padded ... | total length
 * </pre>
 */
final class PcapngWriter implements AutoCloseable {

    static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    static final short OPT_COMMENT = 1;
    private static final short SHB_USERAPPL = 4;
    private static final short IF_NAME = 2;
    private static final short IF_TSRESOL = 9;
    private static final short EPB_FLAGS = 2;
    static final short ISB_IFRECV = 4;
    static final short ISB_IFDROP = 5;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    /** A block without its packet. */
    private static final int ROOM = 4_096;

    private final OutputStream out;
    private ByteBuffer block = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);
    private long written;

    PcapngWriter(OutputStream out) {
        this.out = out;
    }

    /** Octets written. */
    long written() {
        return written;
    }

    /** First. */
    void section(String application, String comment) throws IOException {
        begin(SECTION_HEADER, 0);
        block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(OPT_COMMENT, comment);
        option(SHB_USERAPPL, application);
        end();
    }

    /** The next interface, counted from 0; packets of any length. */
    void describe(int linkType, String name) throws IOException {
        begin(INTERFACE_DESCRIPTION, 0);
        block.putShort((short) linkType).putShort((short) 0).putInt(0);
        option(IF_NAME, name);
        block.putShort(IF_TSRESOL).putShort((short) 1).put((byte) 9);
        pad();
        end();
    }

    /**
     * A packet.
     *
     * @param epochNanos when
     * @param length octets of {@code packet} that are kept
     * @param originalLength octets that there were
     * @param sent by us
     */
    void packet(int interfaceId, long epochNanos, byte[] packet, int length, int originalLength, boolean sent)
            throws IOException {
        begin(ENHANCED_PACKET, length);
        block.putInt(interfaceId).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos).putInt(length)
                .putInt(originalLength).put(packet, 0, length);
        pad();
        block.putShort(EPB_FLAGS).putShort((short) 4).putInt(sent ? OUTBOUND : INBOUND);
        end();
    }

    /**
     * Last, for each interface.
     *
     * @param received packets of it that stand in the file
     * @param dropped packets that are missing
     * @param why the file ends
     */
    void statistics(int interfaceId, long epochNanos, long received, long dropped, String why) throws IOException {
        begin(INTERFACE_STATISTICS, 0);
        block.putInt(interfaceId).putInt((int) (epochNanos >>> 32)).putInt((int) epochNanos);
        option(OPT_COMMENT, why);
        block.putShort(ISB_IFRECV).putShort((short) 8).putLong(received);
        block.putShort(ISB_IFDROP).putShort((short) 8).putLong(dropped);
        end();
    }

    private void begin(int type, int packetLength) {
        if (block.capacity() < packetLength + ROOM) {
            block = ByteBuffer.allocate(packetLength + ROOM).order(ByteOrder.LITTLE_ENDIAN);
        }
        block.clear().putInt(type).putInt(0);
    }

    private void option(short code, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(value.length, ROOM / 4);
        block.putShort(code).putShort((short) length).put(value, 0, length);
        pad();
    }

    private void pad() {
        while ((block.position() & 3) != 0) {
            block.put((byte) 0);
        }
    }

    private void end() throws IOException {
        block.putInt(0); // opt_endofopt
        int length = block.position() + 4;
        block.putInt(length).putInt(4, length);
        out.write(block.array(), 0, length);
        written += length;
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
