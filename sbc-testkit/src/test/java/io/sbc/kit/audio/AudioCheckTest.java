package io.sbc.kit.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AudioCheckTest {
    private static final AudioSource SOUND = new Melody("test", 42);
    private static final int SENT = 100;
    private final long[] timestamps = IntStream.range(0, SENT).mapToLong(number -> number * 160L).toArray();

    /** What arrives when nothing goes wrong: numbers and timestamps start anywhere, and the timestamp wraps on the way. */
    private List<HeardFrame> allHeard() {
        List<HeardFrame> heard = new ArrayList<>();
        for (int i = 0; i < SENT; i++) {
            heard.add(frame(i, G711.PCMU.encode(SOUND.frame(i))));
        }
        return heard;
    }

    private HeardFrame frame(int number, byte[] payload) {
        return new HeardFrame(70_000 + number, (0xFFFFFF00L + timestamps[number]) & 0xFFFFFFFFL, 0, payload, 0);
    }

    private AudioCheck.Report compare(List<HeardFrame> heard) {
        return AudioCheck.compare(SOUND, G711.PCMU, timestamps, heard);
    }

    @Test
    void shouldAcceptWhatIsEqualToTheLastSample() {
        AudioCheck.Report report = compare(allHeard());

        assertTrue(report.isExact());
        assertEquals(new AudioCheck.Report(100, 100, 0, 0, 0, 0, 0, 0), report);
        assertEquals(16_000, report.exactSamples());
    }

    @Test
    void shouldNoticeOneWrongSample() {
        List<HeardFrame> heard = allHeard();
        heard.get(50).payload()[80] ^= 1;

        AudioCheck.Report report = compare(heard);

        assertFalse(report.isExact());
        assertEquals(1, report.wrong());
        assertEquals(99, report.exact());
    }

    @Test
    void shouldNoticeWrongSampleInTheFirstFrame() {
        List<HeardFrame> heard = allHeard();
        heard.getFirst().payload()[0] ^= 1;

        assertFalse(compare(heard).isExact());
    }

    @Test
    void shouldNoticeFramesThatChangedPlaces() {
        List<HeardFrame> heard = allHeard();
        byte[] payload = heard.get(20).payload();
        heard.set(20, frame(20, heard.get(21).payload()));
        heard.set(21, frame(21, payload));

        assertEquals(2, compare(heard).wrong());
    }

    @Test
    void shouldNoticeTimestampThatDoesNotFit() {
        List<HeardFrame> heard = allHeard();
        HeardFrame right = heard.get(10);
        heard.set(10, new HeardFrame(right.sequence(), right.timestamp() + 160, 0, right.payload(), 0));

        AudioCheck.Report report = compare(heard);

        assertFalse(report.isExact());
        assertEquals(1, report.misplaced());
    }

    @Test
    void shouldNoticeOtherPayloadType() {
        List<HeardFrame> heard = allHeard();
        HeardFrame right = heard.get(10);
        heard.set(10, new HeardFrame(right.sequence(), right.timestamp(), 8, right.payload(), 0));

        assertEquals(1, compare(heard).wrong());
    }

    @Test
    void shouldNoticeTruncatedFrame() {
        List<HeardFrame> heard = allHeard();
        heard.set(10, frame(10, new byte[80]));

        assertEquals(1, compare(heard).wrong());
    }

    @Test
    void shouldCountLossWithoutCallingItWrong() {
        List<HeardFrame> heard = allHeard();
        heard.subList(40, 45).clear();

        AudioCheck.Report report = compare(heard);

        assertTrue(report.isExact());
        assertEquals(5, report.missing());
        assertEquals(0, report.clipped());
    }

    @Test
    void shouldCountWhatWasSentBeforeThePathWasOpenAsClipped() {
        List<HeardFrame> heard = allHeard();
        heard.subList(0, 7).clear();
        heard.subList(90, 93).clear();

        AudioCheck.Report report = compare(heard);

        assertEquals(7, report.clipped());
        assertEquals(0, report.missing());
        assertEquals(3, report.unheardAtEnd());
    }

    @Test
    void shouldCountLossRightAfterAPauseAsClipped() {
        for (int i = 60; i < SENT; i++) {
            timestamps[i] += 8_000;
        }
        List<HeardFrame> heard = allHeard();
        heard.subList(60, 62).clear();

        AudioCheck.Report report = compare(heard);

        assertTrue(report.isExact(), report::toString);
        assertEquals(2, report.clipped());
        assertEquals(0, report.missing());
    }

    @Test
    void shouldTakeReorderedAndRepeatedFrames() {
        List<HeardFrame> heard = allHeard();
        Collections.swap(heard, 30, 31);
        heard.add(heard.get(30));

        AudioCheck.Report report = compare(heard);

        assertTrue(report.isExact());
        assertEquals(1, report.repeated());
        assertEquals(0, report.missing());
    }

    @Test
    void shouldNotAcceptSilence() {
        assertFalse(compare(List.of()).isExact());
    }

    @Test
    void shouldNotAcceptAnotherMelody() {
        List<HeardFrame> heard = new ArrayList<>();
        for (int i = 0; i < SENT; i++) {
            heard.add(frame(i, G711.PCMU.encode(new Melody("other", 43).frame(i))));
        }

        assertEquals(SENT, compare(heard).wrong());
    }
}
