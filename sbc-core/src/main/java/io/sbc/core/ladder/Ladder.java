package io.sbc.core.ladder;

import io.sbc.core.Side;
import io.sbc.core.recorder.Masking;
import io.sbc.core.recorder.RecordedEvent;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.RecordedEvent.Sample;
import io.sbc.core.recorder.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What there is to draw of a recording, in order of time: phone on the left, SBC in the middle, PBX on the right.
 *
 * @param id of the recording
 * @param startedMillis wall clock at time 0
 * @param rows the oldest first
 * @param dropped events that were not kept
 */
public record Ladder(String id, long startedMillis, List<Row> rows, int dropped) {

    /** More is left out of a drawing: nobody would read it. */
    static final int ROWS_MAX = 2_000;

    private static final Sample NOTHING = new Sample(0, new Figures(0, 0, 0, 0, 0), new Figures(0, 0, 0, 0, 0));

    public Ladder {
        rows = List.copyOf(rows);
    }

    /** One row; times in microseconds since the beginning. */
    public sealed interface Row {

        long atMicros();

        /** Since the row before. */
        long deltaMicros();
    }

    /**
     * A message between the SBC and one of the others.
     *
     * @param side whose leg
     * @param toSbc whether it was received
     * @param label the start line, shortened
     * @param repeated a retransmission
     * @param peer the peer's address and transport
     * @param text the whole message; keys and credentials masked unless they were asked for
     */
    public record Arrow(long atMicros, long deltaMicros, Side side, boolean toSbc, String label, boolean repeated,
            String peer, String text) implements Row {}

    /** What was decided. */
    public record Note(long atMicros, long deltaMicros, String kind, String words) implements Row {}

    /** Media until now, since the bar before, or since media was agreed: what came from each side in that time. */
    public record Bar(long atMicros, long deltaMicros, long fromMicros, Figures set, Figures icp) implements Row {

        private static final long JUDGED_MICROS = 1_000_000;

        /** What came since the sample before. */
        static Bar of(Sample sample, long deltaMicros, long fromMicros, Sample before) {
            boolean judged = sample.atMicros() - fromMicros >= JUDGED_MICROS;
            return new Bar(sample.atMicros(), deltaMicros, fromMicros, since(before.set(), sample.set(), judged),
                    since(before.icp(), sample.icp(), judged));
        }

        /** A score that is still told of a side that fell silent is of the time when it was heard: without packets nobody reads it. */
        private static Figures since(Figures before, Figures now, boolean judged) {
            long packets = now.packets() - before.packets();
            long refused = now.refused() - before.refused();
            return packets < 0 || refused < 0 || (packets == 0 && !judged) // counted anew, or too short to tell
                    ? now
                    : new Figures(packets, now.lossPercent(), now.jitterMicros(), now.mos(), refused);
        }

        /** Of a side without a packet: of who was asked to speak less than a second ago one may still come; a held one need not send. */
        public String silence() {
            return atMicros - fromMicros < JUDGED_MICROS ? "nothing yet" : "nothing came";
        }
    }

    /** @param revealed whether keys and credentials are shown */
    public static Ladder of(Recording recording, boolean revealed) {
        List<Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long before = 0;
        long barFrom = -1;
        Sample sampled = NOTHING;
        for (RecordedEvent event : recording.events()) {
            if (rows.size() == ROWS_MAX) {
                break;
            }
            long at = event.atMicros();
            switch (event) {
                case Message message -> rows.add(arrow(message, at - before, seen, revealed));
                case Decision decision -> {
                    rows.add(new Note(at, at - before, decision.kind(), decision.words()));
                    barFrom = barFrom < 0 && decision.kind().equals("media-agreed") ? at : barFrom;
                }
                case Sample sample -> {
                    rows.add(Bar.of(sample, at - before, Math.max(barFrom, 0), sampled));
                    barFrom = at;
                    sampled = sample;
                }
            }
            before = at;
        }
        return new Ladder(recording.id(), recording.startedMillis(), rows,
                recording.dropped() + recording.events().size() - rows.size());
    }

    private static Arrow arrow(Message message, long delta, Set<String> seen, boolean revealed) {
        String text = message.text();
        boolean repeated = message.repeated() || (!message.sent() && !seen.add(message.side() + text));
        return new Arrow(message.atMicros(), delta, message.side(), !message.sent(), label(message.startLine(), text),
                repeated, message.protocol() + " " + message.remote().getAddress().getHostAddress() + ":"
                        + message.remote().getPort(),
                revealed ? text : Masking.mask(text));
    }

    /** {@code INVITE sdp}, {@code 183 Session Progress (INVITE) sdp}. */
    private static String label(String startLine, String text) {
        boolean response = startLine.startsWith("SIP/2.0 ");
        String label = response ? startLine.substring("SIP/2.0 ".length()) : startLine.split(" ", 2)[0];
        if (response) {
            int cseq = text.indexOf("\r\nCSeq:");
            int end = cseq < 0 ? -1 : text.indexOf("\r\n", cseq + 2);
            if (end > 0) {
                String method = text.substring(text.lastIndexOf(' ', end) + 1, end);
                label += " (" + method + ")";
            }
        }
        return text.contains("\r\nm=audio") || text.contains("\r\nm=video") ? label + " sdp" : label;
    }
}
