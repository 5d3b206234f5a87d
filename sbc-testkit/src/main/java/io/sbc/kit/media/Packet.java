package io.sbc.kit.media;

import java.nio.ByteBuffer;
import org.jitsi.utils.ByteArrayBuffer;

/** A packet as jitsi-srtp wants it: bytes with room to grow. Not thread-safe. */
final class Packet implements ByteArrayBuffer {
    /** An SRTCP index and the longest tag. */
    private static final int ROOM = 64;

    private byte[] buffer;
    private int offset;
    private int length;

    Packet(byte[] content) {
        this.buffer = new byte[content.length + ROOM];
        this.length = content.length;
        System.arraycopy(content, 0, buffer, 0, length);
    }

    byte[] toBytes() {
        byte[] bytes = new byte[length];
        System.arraycopy(buffer, offset, bytes, 0, length);
        return bytes;
    }

    /** Takes another content, no longer than before. */
    void replace(byte[] content) {
        System.arraycopy(content, 0, buffer, offset, content.length);
        length = content.length;
    }

    /** A big-endian view of the content. */
    ByteBuffer view() {
        return ByteBuffer.wrap(buffer, offset, length).slice();
    }

    @Override
    public byte[] getBuffer() {
        return buffer;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void append(byte[] data, int size) {
        grow(size);
        System.arraycopy(data, 0, buffer, offset + length, size);
        length += size;
    }

    @Override
    public void grow(int size) {
        if (offset + length + size > buffer.length) {
            byte[] larger = new byte[offset + length + size + ROOM];
            System.arraycopy(buffer, 0, larger, 0, buffer.length);
            buffer = larger;
        }
    }

    @Override
    public void shrink(int size) {
        length = Math.max(0, length - size);
    }

    @Override
    public void readRegionToBuff(int regionOffset, int regionLength, byte[] target) {
        System.arraycopy(buffer, offset + regionOffset, target, 0, regionLength);
    }
}
