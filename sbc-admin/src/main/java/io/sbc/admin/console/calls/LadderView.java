package io.sbc.admin.console.calls;

import io.sbc.admin.console.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where everything of a ladder stands in its drawing; colours and fonts are the style sheet's. Pure.
 *
 * @param rows from top to bottom
 * @param height of the drawing, in its own unit
 * @param left out of what was recorded
 */
public record LadderView(List<Row> rows, int height, long dropped) {

    /** Lanes: the phone, the SBC, the PBX. */
    public static final int PHONE = 150;
    public static final int SBC = 500;
    public static final int PBX = 850;
    public static final int WIDTH = 960;

    private static final int TOP = 60;
    private static final int STEP = 30;
    private static final int LABEL_MAX = 40;
    private static final int NOTE_MAX = 112;
    private static final double MICROS_PER_SECOND = 1_000_000;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double GOOD = 4.0;
    private static final double FAIR = 3.6;

    public LadderView {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param kind message, decision or media
     * @param anchor the id of what opens in full, for messages
     * @param time since the beginning, in seconds
     * @param delta since the row before, in words
     * @param from where the arrow begins
     * @param to where it ends
     * @param label beside or above it
     * @param bars of media, one for each side
     */
    public record Row(String kind, String anchor, int y, String time, String delta, int from, int to, String label,
            Doc doc, List<Bar> bars) {

        /** Whether both are media, and as good or bad on either side. "Nothing yet" is not as bad as "nothing came". */
        boolean soundsLike(Row other) {
            return kind.equals("media") && other.kind.equals("media")
                    && bars.stream().map(Bar::sound).toList().equals(other.bars.stream().map(Bar::sound).toList());
        }

        /** Where the label stands. */
        public int middle() {
            return (from + to) / 2;
        }

        /** The point of the arrow. */
        public String head() {
            int back = to > from ? to - 9 : to + 9;
            return to + "," + y + " " + back + "," + (y - 4) + " " + back + "," + (y + 4);
        }

        /** Whose leg it is on, in words. */
        public String way() {
            boolean phone = doc.text("side").equals("set");
            boolean received = doc.text("direction").equals("received");
            return received ? (phone ? "phone to SBC" : "PBX to SBC") : phone ? "SBC to phone" : "SBC to PBX";
        }
    }

    /** Media from one side. */
    public record Bar(int x, int width, String tone, String label) {

        String sound() {
            return tone.equals("none") ? label : tone;
        }
    }

    /** @param prefix before the ids of its messages: several ladders may stand on a page */
    public static LadderView of(Doc ladder, String prefix) {
        List<Row> rows = new ArrayList<>();
        int y = TOP;
        for (Doc doc : ladder.list("rows")) {
            Row row = row(doc, prefix + rows.size(), y + STEP);
            if (!rows.isEmpty() && row.soundsLike(rows.getLast())) {
                continue; // a long call that sounds the same all the time is one bar, until something changes
            }
            y += STEP;
            rows.add(row);
        }
        return new LadderView(rows, y + STEP, ladder.number("dropped"));
    }

    private static Row row(Doc doc, String anchor, int y) {
        String time = String.format(Locale.ROOT, "%.3f", doc.number("atMicros") / MICROS_PER_SECOND);
        String delta = delta(doc.number("deltaMicros"));
        return switch (doc.text("kind")) {
            case "message" -> {
                int peer = doc.text("side").equals("set") ? PHONE : PBX;
                boolean received = doc.text("direction").equals("received");
                yield new Row("message", anchor, y, time, delta, received ? peer : SBC, received ? SBC : peer,
                        cut(doc.text("label"), LABEL_MAX), doc, List.of());
            }
            case "media" -> new Row("media", "", y, time, delta, PHONE, PBX, "", doc,
                    List.of(bar(PHONE, doc, doc.at("set")), bar(SBC, doc, doc.at("icp"))));
            default -> new Row("decision", "", y, time, delta, SBC, SBC,
                    cut(doc.text("decision") + ": " + doc.text("words"), NOTE_MAX), doc, List.of());
        };
    }

    private static Bar bar(int from, Doc row, Doc figures) {
        if (figures.number("packets") == 0) {
            return new Bar(from + 10, SBC - PHONE - 20, "none",
                    row.number("atMicros") - row.number("fromMicros") < MICROS_PER_SECOND
                            ? "nothing yet"
                            : "nothing came");
        }
        double mos = figures.decimal("mos"); // 0 without one
        String tone = mos >= GOOD ? "good" : mos >= FAIR ? "fair" : mos > 0 ? "bad" : "none";
        String score = mos > 0 ? String.format(Locale.ROOT, "MOS %.1f", mos) : "no MOS yet";
        return new Bar(from + 10, SBC - PHONE - 20, tone, String.format(Locale.ROOT,
                "%s · loss %.1f %% · jitter %.0f ms", score, figures.decimal("lossPercent"),
                figures.decimal("jitterMillis")));
    }

    private static String delta(long micros) {
        if (micros < MICROS_PER_SECOND) {
            return String.format(Locale.ROOT, "+%.1f ms", micros / MICROS_PER_MILLI);
        }
        return String.format(Locale.ROOT, "+%.2f s", micros / MICROS_PER_SECOND);
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }

    /** Only the messages. */
    public List<Row> messages() {
        return rows.stream().filter(row -> row.kind().equals("message")).toList();
    }

    /** Whether there is anything to draw. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }
}
