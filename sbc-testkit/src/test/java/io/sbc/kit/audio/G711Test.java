package io.sbc.kit.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {

    /** Values of ITU-T G.711's tables: the ends of the scale and around zero. */
    @ParameterizedTest
    @CsvSource({"PCMU,0,0xFF", "PCMU,32767,0x80", "PCMU,-32768,0x00", "PCMU,-1,0x7F", "PCMU,1000,0xCE",
        "PCMU,-1000,0x4E",
        "PCMA,0,0xD5", "PCMA,32767,0xAA", "PCMA,-32768,0x2A", "PCMA,-1,0x55", "PCMA,1000,0xFA", "PCMA,-1000,0x7A"})
    void shouldEncodeAsTheRecommendationSays(G711 codec, int sample, String code) {
        byte[] encoded = codec.encode(new short[]{(short) sample});

        assertEquals(Integer.decode(code), encoded[0] & 0xFF);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEveryCodeBackThatWasDecoded(G711 codec) {
        for (int code = 0; code < 256; code++) {
            short[] decoded = codec.decode(new byte[]{(byte) code});
            byte[] again = codec.encode(decoded);

            // µ-law has a negative zero, which comes back as the positive one.
            boolean negativeZero = codec == G711.PCMU && code == 0x7F;
            assertEquals(negativeZero ? 0xFF : code, again[0] & 0xFF, () -> codec + " " + decoded[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheSampleWithinHalfOfItsStep(G711 codec) {
        for (int sample = -32_000; sample <= 32_000; sample += 7) {
            short decoded = codec.decode(codec.encode(new short[]{(short) sample}))[0];

            int step = Math.max(16, Math.abs(sample) / 16);
            assertTrue(Math.abs(decoded - sample) <= step, sample + " became " + decoded);
        }
    }
}
