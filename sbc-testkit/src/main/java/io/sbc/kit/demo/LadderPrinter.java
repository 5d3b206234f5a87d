package io.sbc.kit.demo;

import io.sbc.kit.demo.Paper.Ink;
import java.util.List;
import java.util.Locale;

/** Draws a ladder: five columns, time and the time since the line before on the left. */
final class LadderPrinter {
    /** Between two columns. */
    private static final int GAP = 19;
    private static final int MARGIN = 19;
    private static final int COLUMNS = 5;

    private final Paper paper;
    private long startNanos;
    private long previousNanos;

    LadderPrinter(Paper paper) {
        this.paper = paper;
    }

    /**
     * Draws.
     *
     * @param heads five names
     * @param links what runs between them, four
     */
    void print(List<String> heads, List<String> links, List<LadderRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        startNanos = rows.getFirst().nanos();
        previousNanos = startNanos;
        paper.line(heads(heads));
        paper.line(links(links));
        for (LadderRow row : rows) {
            paper.line(switch (row) {
                case LadderRow.Arrow arrow -> arrow(arrow);
                case LadderRow.Chapter chapter -> chapter(chapter);
                case LadderRow.Media media -> media(media);
            });
            if (!(row instanceof LadderRow.Chapter)) {
                previousNanos = row.nanos();
            }
        }
    }

    private String heads(List<String> heads) {
        StringBuilder line = new StringBuilder(" ".repeat(Paper.WIDTH));
        for (int column = 0; column < COLUMNS; column++) {
            String head = heads.get(column);
            int middle = MARGIN + column * (GAP + 1) - head.length() / 2;
            // The outer ones stay within the picture.
            int start = Math.clamp(middle, MARGIN, MARGIN + (COLUMNS - 1) * (GAP + 1) + 1 - head.length());
            line.replace(start, start + head.length(), head);
        }
        return paper.ink(Ink.DIM, Paper.pad("     time    since", MARGIN))
                + paper.ink(Ink.BOLD, line.substring(MARGIN).stripTrailing());
    }

    private String links(List<String> links) {
        StringBuilder line = new StringBuilder(" ".repeat(MARGIN) + "│");
        for (String link : links) {
            line.append(Paper.centre(Paper.fit(link, GAP), GAP)).append('│');
        }
        return paper.ink(Ink.DIM, line.toString());
    }

    private String times(long nanos) {
        return times(String.format(Locale.ROOT, "%7.3f s", (nanos - startNanos) / 1e9), since(nanos - previousNanos));
    }

    private String times(String at, String since) {
        return Paper.pad(Paper.padLeft(at, 9), 9) + paper.ink(Ink.DIM, Paper.padLeft(since, 9)) + " ";
    }

    /** In the unit that shows three digits at most. */
    private static String since(long nanos) {
        double millis = nanos / 1e6;
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "+%.1f ms", millis);
        }
        return millis < 999.5
                ? String.format(Locale.ROOT, "+%.0f ms", millis)
                : String.format(Locale.ROOT, "+%.2f s", millis / 1e3);
    }

    private String arrow(LadderRow.Arrow arrow) {
        int left = Math.min(arrow.from(), arrow.to());
        StringBuilder line = new StringBuilder(times(arrow.nanos()));
        for (int column = 0; column < COLUMNS; column++) {
            line.append(paper.ink(Ink.DIM, "│"));
            if (column == left) {
                line.append(paper.ink(ink(arrow), shaft(arrow.label(), arrow.from() < arrow.to())));
            } else if (column < COLUMNS - 1) {
                line.append(" ".repeat(GAP));
            }
        }
        return line.toString();
    }

    private static String shaft(String label, boolean rightwards) {
        // Head, blank, label, blank: short labels leave room for a line on both sides.
        String text = Paper.fit(label, GAP - 3);
        int free = GAP - 3 - text.length();
        int before = free / 2;
        String shaft = "─".repeat(before) + " " + text + " " + "─".repeat(free - before);
        return rightwards ? shaft + "▶" : "◀" + shaft;
    }

    private static Ink ink(LadderRow.Arrow arrow) {
        return switch (arrow.status() / 100) {
            case 0 -> Ink.CYAN;
            case 1 -> Ink.PLAIN;
            case 2 -> Ink.GREEN;
            case 4 -> arrow.status() == 401 || arrow.status() == 407 ? Ink.YELLOW : Ink.RED;
            default -> Ink.RED;
        };
    }

    private String chapter(LadderRow.Chapter chapter) {
        int width = COLUMNS + (COLUMNS - 1) * GAP;
        String text = "┄┄ " + Paper.fit(chapter.text(), width - 6) + " ";
        return " ".repeat(MARGIN) + paper.ink(Ink.DIM, text + "┄".repeat(Math.max(0, width - text.length())));
    }

    private String media(LadderRow.Media media) {
        String bar = paper.ink(Ink.DIM, "│");
        return times(media.nanos()) + bar + stream(media.outerLeft(), GAP) + bar + stream(media.inner(), 2 * GAP + 1)
                + bar + stream(media.outerRight(), GAP) + bar;
    }

    private String stream(String label, int width) {
        String text = Paper.fit(label, width - 4);
        int free = width - 4 - text.length();
        String line = "◀" + "═".repeat(free / 2) + " " + text + " " + "═".repeat(free - free / 2) + "▶";
        return paper.ink(Ink.MAGENTA, line);
    }
}
