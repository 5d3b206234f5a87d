package io.sbc.core.recorder.sql;

import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Octets as an LZ4 block behind a mark. The messages of a call say the same addresses and names twenty times over, so that finding
 * repetitions is most of the gain, and coding what is left by bits, as DEFLATE does, most of the cost (ADR 0410). In Java alone: a
 * recording is small, and a native library is one more thing that may not be there. One thread at a time packs, any unpacks.
 */
final class Packing {

    /** Before what this packed. Archives of before have a zlib stream instead, which begins with {@code 0x78} (RFC 1950 §2.2). */
    static final byte MARK = 1;

    private static final LZ4SafeDecompressor OPENING = LZ4Factory.safeInstance().safeDecompressor();

    private final LZ4Compressor closing = LZ4Factory.safeInstance().fastCompressor();
    private byte[] out = new byte[16 * 1024];

    byte[] packed(byte[] octets) {
        int most = 1 + closing.maxCompressedLength(octets.length);
        if (out.length < most) {
            out = new byte[most];
        }
        out[0] = MARK;
        return Arrays.copyOf(out, 1 + closing.compress(octets, 0, octets.length, out, 1, most - 1));
    }

    /**
     * What was packed.
     *
     * @param size of it, as it was remembered
     * @return empty when it is damaged
     */
    static Optional<byte[]> unpacked(byte[] packed, int size) {
        if (packed.length == 0 || packed[0] != MARK) {
            return Optional.empty();
        }
        byte[] octets = new byte[size];
        try {
            return OPENING.decompress(packed, 1, packed.length - 1, octets, 0, size) == size
                    ? Optional.of(octets)
                    : Optional.empty();
        } catch (LZ4Exception damaged) {
            return Optional.empty();
        }
    }
}
