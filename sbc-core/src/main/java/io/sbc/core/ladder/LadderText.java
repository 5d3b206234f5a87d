package io.sbc.core.ladder;

import io.sbc.core.Side;
import io.sbc.core.ladder.Ladder.Arrow;
import io.sbc.core.ladder.Ladder.Bar;
import io.sbc.core.ladder.Ladder.Note;
import io.sbc.core.ladder.Ladder.Row;
import io.sbc.core.recorder.RecordedEvent.Figures;
import java.time.Instant;
import java.util.Locale;

/** A ladder for a terminal of 100 columns. Control characters of strangers do not get through. Pure. */
public final class LadderText {

    private static final int GAP = 34;
    private static final double MICROS = 1_000_000;

    private LadderText() {}

    /** @param messages whether each message follows its arrow in full */
    public static String of(Ladder ladder, boolean messages) {
        StringBuilder out = new StringBuilder();
        out.append("   seconds      +ms  phone").append(" ".repeat(GAP - 4)).append("SBC").append(" ".repeat(GAP - 2))
                .append("PBX\n");
        for (Row row : ladder.rows()) {
            out.append(String.format(Locale.ROOT, "%10.3f %8s  ", row.atMicros() / MICROS,
                    row.deltaMicros() < 1_000 ? "" : "+" + row.deltaMicros() / 1_000));
            switch (row) {
                case Arrow arrow -> {
                    arrow(out, arrow);
                    if (messages) {
                        arrow.text().lines().forEach(line -> out.append("    ").append(printable(line)).append('\n'));
                        out.append('\n');
                    }
                }
                case Note note -> out.append("|  * ").append(printable(note.kind())).append(": ")
                        .append(printable(note.words())).append('\n');
                case Bar bar -> out.append(String.format(Locale.ROOT, "|==media since %.1f s: phone %s; PBX %s%n",
                        bar.fromMicros() / MICROS, figures(bar, bar.set()), figures(bar, bar.icp())));
            }
        }
        if (ladder.dropped() > 0) {
            out.append("(").append(ladder.dropped()).append(" events were not kept)\n");
        }
        out.append("0.000 is ").append(Instant.ofEpochMilli(ladder.startedMillis())).append('\n');
        return out.toString();
    }

    private static void arrow(StringBuilder out, Arrow arrow) {
        String label = printable(arrow.label()) + (arrow.repeated() ? " (again)" : "");
        if (label.length() > GAP - 4) {
            label = label.substring(0, GAP - 5) + "~";
        }
        boolean left = arrow.side() == Side.SET;
        boolean rightwards = left == arrow.toSbc();
        String line = rightwards
                ? "-" + label + "-".repeat(GAP - 2 - label.length()) + ">"
                : "<-" + label + "-".repeat(GAP - 2 - label.length());
        String empty = " ".repeat(GAP);
        out.append('|').append(left ? line : empty).append('|').append(left ? empty : line).append("|  ")
                .append(arrow.peer()).append('\n');
    }

    private static String figures(Bar bar, Figures figures) {
        return (figures.packets() == 0
                ? bar.silence()
                : String.format(Locale.ROOT, "%s, loss %.1f %%, jitter %d ms, %d packets", score(figures),
                        figures.lossPercent(), figures.jitterMicros() / 1_000, figures.packets()))
                + (figures.refused() == 0 ? "" : ", " + figures.refused() + " refused");
    }

    /** {@code MOS 4.3}, or that there is none yet. */
    static String score(Figures figures) {
        return figures.isRated() ? String.format(Locale.ROOT, "MOS %.1f", figures.mos()) : "no MOS yet";
    }

    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.appendCodePoint(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? '.'
                        : c));
        return out.toString();
    }
}
