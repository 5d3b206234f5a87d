package io.sbc.kit.audio;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges audio that a relay passed on: it may lose frames, but must not change a sample of those that it delivers, nor
 * their order. The sent sound is known frame by frame; the first heard frame whose payload is one of them fixes the offset
 * between sequence numbers and frames, and from there on every frame must equal the sent one to the last sample.
 */
public final class AudioCheck {
    /** 20 minutes at 50 frames a second: as much as an endpoint keeps. */
    private static final int FRAMES_MAX = 60_000;

    private AudioCheck() {}

    /**
     * What was found.
     *
     * @param heard      frames that arrived, repeated ones left aside
     * @param exact      of these, those equal to what was sent
     * @param wrong      of these, those that are not: must be 0
     * @param misplaced  of the exact ones, those whose RTP timestamp does not fit their sequence number
     * @param missing    frames missing between the first and the last one heard, the clipped ones left aside
     * @param clipped    frames missing at the very beginning or right after a pause: sent before the path was open, such as
     *                   before the keys of an answer had reached everyone
     * @param repeated   frames that came more than once
     * @param unheardAtEnd frames sent after the last one heard, as those in flight when a call ends
     */
    public record Report(int heard, int exact, int wrong, int misplaced, int missing, int clipped, int repeated,
            int unheardAtEnd) {

        /** Something was heard, and every sample of it is right. */
        public boolean isExact() {
            return heard > 0 && wrong == 0 && misplaced == 0;
        }

        /** Samples that were compared and found equal. */
        public long exactSamples() {
            return (long) exact * AudioSource.FRAME_SAMPLES;
        }

        /** Milliseconds of sound that arrived. */
        public int heardMillis() {
            return heard * 20;
        }
    }

    /**
     * Compares.
     *
     * @param source    what the other side played, from its frame 0
     * @param codec     how it encoded it
     * @param timestamps the RTP timestamps of the frames it sent, from frame 0 on, counted from any origin: a pause (hold)
     *                   shows as a jump
     * @param heard     what arrived, in the order of arrival
     */
    public static Report compare(AudioSource source, G711 codec, long[] timestamps, List<HeardFrame> heard) {
        int sentFrames = timestamps.length;
        if (sentFrames > FRAMES_MAX) {
            throw new IllegalArgumentException("more than " + FRAMES_MAX + " frames: " + sentFrames);
        }
        byte[][] sent = new byte[sentFrames][];
        Map<Integer, Integer> numberByHash = new HashMap<>();
        for (int i = 0; i < sentFrames; i++) {
            sent[i] = codec.encode(source.frame(i));
            numberByHash.putIfAbsent(Arrays.hashCode(sent[i]), i);
        }
        return new Comparison(sent, timestamps, numberByHash, codec).of(heard);
    }

    /** What was heard from the first frame on that this source played. */
    public static List<HeardFrame> since(AudioSource source, G711 codec, int sentFrames, List<HeardFrame> heard) {
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < sentFrames; i++) {
            hashes.add(Arrays.hashCode(codec.encode(source.frame(i))));
        }
        return heard.stream().dropWhile(frame -> !hashes.contains(Arrays.hashCode(frame.payload()))).toList();
    }

    private static final class Comparison {
        private final byte[][] sent;
        private final long[] timestamps;
        private final Map<Integer, Integer> numberByHash;
        private final G711 codec;
        private final Set<Long> seen = new HashSet<>();
        private boolean aligned;
        private long sequenceOfFrame0;
        private long timestampShift;
        private int exact;
        private int wrong;
        private int misplaced;
        private int repeated;
        private int missing;
        private int clipped;
        private int last = -1;

        Comparison(byte[][] sent, long[] timestamps, Map<Integer, Integer> numberByHash, G711 codec) {
            this.sent = sent;
            this.timestamps = timestamps;
            this.numberByHash = numberByHash;
            this.codec = codec;
        }

        Report of(List<HeardFrame> heard) {
            for (HeardFrame frame : heard) {
                if (!aligned) {
                    align(frame);
                }
                judge(frame);
            }
            countUnheard();
            return new Report(seen.size(), exact, wrong, misplaced, missing, clipped, repeated,
                    last < 0 ? sent.length : sent.length - 1 - last);
        }

        private void countUnheard() {
            boolean clipping = true;
            for (int number = 0; number <= last; number++) {
                if (seen.contains(sequenceOfFrame0 + number)) {
                    clipping = false;
                    continue;
                }
                clipping |= number > 0 && timestamps[number] - timestamps[number - 1] > AudioSource.FRAME_SAMPLES;
                if (clipping) {
                    clipped++;
                } else {
                    missing++;
                }
            }
        }

        private void align(HeardFrame frame) {
            Integer number = numberByHash.get(Arrays.hashCode(frame.payload()));
            if (number != null && Arrays.equals(sent[number], frame.payload())) {
                aligned = true;
                sequenceOfFrame0 = frame.sequence() - number;
                timestampShift = frame.timestamp() - timestamps[number];
            }
        }

        private void judge(HeardFrame frame) {
            if (!seen.add(frame.sequence())) {
                repeated++;
                return;
            }
            long number = frame.sequence() - sequenceOfFrame0;
            boolean known = aligned && number >= 0 && number < sent.length;
            if (!known || frame.payloadType() != codec.payloadType()
                    || !Arrays.equals(sent[(int) number], frame.payload())) {
                wrong++;
                return;
            }
            exact++;
            last = Math.max(last, (int) number);
            if (((timestampShift + timestamps[(int) number] - frame.timestamp()) & 0xFFFFFFFFL) != 0) {
                misplaced++;
            }
        }
    }
}
