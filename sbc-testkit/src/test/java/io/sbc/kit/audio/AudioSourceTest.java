package io.sbc.kit.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AudioSourceTest {
    private static final int FRAMES = 3_000;

    static Stream<AudioSource> sources() {
        return Stream.of(new Melody("a", 1), new Melody("b", "1002".hashCode()), new SpeechLike("c", 3, 110),
                new SpeechLike("d", 4, 200));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shouldSayTheSameWheneverAsked(AudioSource source) {
        assertArrayEquals(source.frame(1_234), source.frame(1_234));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shouldHaveNoTwoFramesAlikeInAMinute(AudioSource source) {
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < FRAMES; i++) {
            hashes.add(Arrays.hashCode(G711.PCMU.encode(source.frame(i))));
        }

        assertEquals(FRAMES, hashes.size());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shouldBeLoudButNotClipped(AudioSource source) {
        int peak = 0;
        for (int i = 0; i < FRAMES; i++) {
            for (short sample : source.frame(i)) {
                peak = Math.max(peak, Math.abs(sample));
            }
        }

        assertTrue(peak > 4_000 && peak < 32_000, "peak " + peak);
    }
}
