package io.sbc.interop.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge is judged: it must not hear what is not there. */
class HearingTest {

    @Test
    void shouldHearTheWantedToneForAsLongAsItSounds() {
        short[] samples = Arrays.copyOf(Tone.HIGH.samples(2 * Tone.RATE_HZ), 5 * Tone.RATE_HZ);

        Hearing hearing = Hearing.of(samples, Tone.HIGH, Tone.LOW);

        assertEquals(new Hearing(40, 16, 0), hearing);
        assertTrue(hearing.isClearFor(2));
        assertFalse(hearing.isClearFor(2.2));
    }

    @Test
    void shouldNotHearATooQuietTone() {
        short[] samples = Tone.HIGH.samples(Tone.RATE_HZ);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (samples[i] / 2);
        }

        assertEquals(new Hearing(8, 0, 0), Hearing.of(samples, Tone.HIGH, Tone.LOW));
    }

    @Test
    void shouldNotHearAToneWhoseEveryFourthPacketIsMissing() {
        short[] samples = Tone.HIGH.samples(Tone.RATE_HZ);
        for (int packet = 0; packet < 50; packet += 4) {
            Arrays.fill(samples, packet * 160, packet * 160 + 160, (short) 0);
        }

        assertTrue(Hearing.of(samples, Tone.HIGH, Tone.LOW).wanted() <= 1);
    }

    @Test
    void shouldNoticeTheOwnVoiceBehindTheOther() {
        short[] samples = Tone.HIGH.samples(Tone.RATE_HZ);
        short[] own = Tone.LOW.samples(Tone.RATE_HZ);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (samples[i] + own[i] / 10);
        }

        Hearing hearing = Hearing.of(samples, Tone.HIGH, Tone.LOW);

        assertEquals(8, hearing.unwanted());
        assertFalse(hearing.isClearFor(0.5));
    }

    @Test
    void shouldReadBackWhatItWrote(@TempDir Path directory) {
        Path file = directory.resolve("tone.wav");
        short[] samples = Tone.LOW.samples(1000);

        WavFile.write(file, samples);

        assertArrayEquals(samples, WavFile.read(file));
    }
}
