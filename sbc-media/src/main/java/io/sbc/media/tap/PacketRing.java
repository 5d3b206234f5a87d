package io.sbc.media.tap;

import io.sbc.media.api.MediaSide;
import io.sbc.media.api.TapReader;
import io.sbc.media.api.TappedPacket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Copies of packets on their way from one loop to one reader. The writer never waits and never asks: it overwrites the oldest, which
 * the reader finds by the number in each slot, before and after it has copied it out, and counts. Everything is allocated at once:
 * 1.6 KiB for each slot, for as long as a capture runs.
 */
public final class PacketRing {

    /** Octets of a packet that are kept: no RTP that fits into an Ethernet frame is longer. */
    public static final int OCTETS_MAX = 1_536;

    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle WRITTEN;
    private static final long BEING_WRITTEN = -1;
    private static final int FIELDS = 4;
    private static final int NANOS = 0;
    private static final int REMOTE_HIGH = 1;
    private static final int REMOTE_LOW = 2;
    /** Side (1 bit), sent (1), original length (14), ports (16 each). */
    private static final int REST = 3;

    static {
        try {
            WRITTEN = MethodHandles.lookup().findVarHandle(PacketRing.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int mask;
    private final long[] numbers;
    private final long[] fields;
    private final byte[] octets;
    private final TappedPacket view = new TappedPacket(OCTETS_MAX);
    @SuppressWarnings("unused") // through WRITTEN
    private volatile long written;
    private long read;
    private long lost;

    /** @param slots a power of two */
    public PacketRing(int slots) {
        if (Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("a power of two, not " + slots);
        }
        mask = slots - 1;
        numbers = new long[slots];
        fields = new long[FIELDS * slots];
        octets = new byte[OCTETS_MAX * slots];
    }

    /** Takes a copy. One thread: the loop. */
    void write(long nanos, MediaSide side, boolean sent, int localPort, long remoteHigh, long remoteLow, int remotePort,
            byte[] packet, int length) {
        long number = (long) WRITTEN.get(this);
        int slot = (int) number & mask;
        NUMBER.setOpaque(numbers, slot, BEING_WRITTEN);
        VarHandle.storeStoreFence();
        int at = FIELDS * slot;
        fields[at + NANOS] = nanos;
        fields[at + REMOTE_HIGH] = remoteHigh;
        fields[at + REMOTE_LOW] = remoteLow;
        fields[at + REST] = (side == MediaSide.SET ? 0L : 1L << 63) | (sent ? 1L << 62 : 0)
                | (long) (length & 0x3fff) << 32 | (long) localPort << 16 | remotePort;
        System.arraycopy(packet, 0, octets, OCTETS_MAX * slot, Math.min(length, OCTETS_MAX));
        NUMBER.setRelease(numbers, slot, number);
        WRITTEN.setRelease(this, number + 1);
    }

    /** Hands on what has been written since the last call, the oldest first; how many. One thread: the reader. */
    public int drain(TapReader reader) {
        long until = (long) WRITTEN.getAcquire(this);
        long oldest = until - mask - 1;
        if (read < oldest) {
            lost += oldest - read;
            read = oldest;
        }
        int handed = 0;
        for (; read < until; read++) {
            if (copy((int) read & mask)) {
                reader.packet(view);
                handed++;
            } else {
                lost++;
            }
        }
        return handed;
    }

    /** Copies a slot to {@link #view}; false when the writer came by meanwhile. */
    private boolean copy(int slot) {
        if ((long) NUMBER.getAcquire(numbers, slot) != read) {
            return false;
        }
        int at = FIELDS * slot;
        long rest = fields[at + REST];
        int length = (int) (rest >>> 32) & 0x3fff;
        view.set(fields[at + NANOS], rest < 0 ? MediaSide.ICP : MediaSide.SET, (rest & 1L << 62) != 0,
                (int) (rest >>> 16) & 0xffff, fields[at + REMOTE_HIGH], fields[at + REMOTE_LOW], (int) rest & 0xffff,
                length, octets, OCTETS_MAX * slot);
        VarHandle.loadLoadFence();
        return (long) NUMBER.getOpaque(numbers, slot) == read;
    }

    /** Packets that were overwritten before they were read. One thread: the reader. */
    public long lost() {
        return lost;
    }
}
