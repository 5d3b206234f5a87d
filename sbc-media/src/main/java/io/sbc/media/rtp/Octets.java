package io.sbc.media.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian reads and writes in byte arrays; no bounds beyond the array's own. */
public final class Octets {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    /** 16 bits, unsigned. */
    public static int getUnsignedShort(byte[] octets, int offset) {
        return (short) SHORT.get(octets, offset) & 0xffff;
    }

    /** 32 bits. */
    public static int getInt(byte[] octets, int offset) {
        return (int) INT.get(octets, offset);
    }

    /** 64 bits. */
    public static long getLong(byte[] octets, int offset) {
        return (long) LONG.get(octets, offset);
    }

    /** Writes the low 16 bits of {@code value}. */
    public static void putShort(byte[] octets, int offset, int value) {
        SHORT.set(octets, offset, (short) value);
    }

    /** Writes 32 bits. */
    public static void putInt(byte[] octets, int offset, int value) {
        INT.set(octets, offset, value);
    }

    /** Writes 64 bits. */
    public static void putLong(byte[] octets, int offset, long value) {
        LONG.set(octets, offset, value);
    }
}
