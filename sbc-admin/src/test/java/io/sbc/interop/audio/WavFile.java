package io.sbc.interop.audio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * WAV files of one channel, 16 bits, 8 kHz. Reading trusts the file's length, not its header: in a recording that still grows
 * sizes are zero, or the whole header is still to be written.
 */
public final class WavFile {

    private static final int BYTES_PER_SAMPLE = 2;
    private static final int RIFF = ascii("RIFF");
    private static final int HEADER_BYTES = 44;
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int DATA_CHUNK = ascii("data");
    private static final int PCM = 1;

    private WavFile() {}

    /** Writes a file that every player takes. */
    public static void write(Path file, short[] samples) {
        int dataBytes = samples.length * BYTES_PER_SAMPLE;
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(RIFF).putInt(36 + dataBytes).putInt(ascii("WAVE"));
        bytes.putInt(ascii("fmt ")).putInt(16).putShort((short) PCM).putShort((short) 1);
        bytes.putInt(Tone.RATE_HZ).putInt(Tone.RATE_HZ * BYTES_PER_SAMPLE).putShort((short) BYTES_PER_SAMPLE)
                .putShort((short) 16);
        bytes.putInt(DATA_CHUNK).putInt(dataBytes);
        for (short sample : samples) {
            bytes.putShort(sample);
        }
        try {
            Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The samples that the file holds by now; none when it has no data chunk yet. */
    public static short[] read(Path file) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int dataStart = Math.min(dataStart(bytes), bytes.limit());
        var samples = new short[(bytes.limit() - dataStart) / BYTES_PER_SAMPLE];
        bytes.position(dataStart).slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static int dataStart(ByteBuffer bytes) {
        if (bytes.limit() < HEADER_BYTES || bytes.getInt(0) != RIFF) {
            return HEADER_BYTES;
        }
        int position = RIFF_HEADER_BYTES;
        while (position + CHUNK_HEADER_BYTES < bytes.limit() && bytes.getInt(position) != DATA_CHUNK) {
            position += CHUNK_HEADER_BYTES + Math.max(0, bytes.getInt(position + 4));
        }
        return position + CHUNK_HEADER_BYTES;
    }

    private static int ascii(String fourCharacters) {
        return ByteBuffer.wrap(fourCharacters.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }
}
