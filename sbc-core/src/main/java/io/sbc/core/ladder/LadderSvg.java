package io.sbc.core.ladder;

import io.sbc.core.Side;
import io.sbc.core.ladder.Ladder.Arrow;
import io.sbc.core.ladder.Ladder.Bar;
import io.sbc.core.ladder.Ladder.Note;
import io.sbc.core.ladder.Ladder.Row;
import io.sbc.core.recorder.RecordedEvent.Figures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * A ladder as SVG, for light and dark: no script, no link, nothing loaded, and what strangers wrote is text, never markup. A message is
 * read in full as the title of its arrow. Pure.
 */
public final class LadderSvg {

    private static final int STEP = 26;
    private static final int DELTA_BELOW = 10;
    private static final int TOP = 46;
    private static final int PHONE = 120;
    private static final int SBC = 480;
    private static final int PBX = 840;
    private static final int WIDTH = 960;

    /** Characters between the first lane and the edge. */
    private static final int NOTE_MAX = 112;

    /** Scores from which on a bar is good, and fair. */
    private static final double GOOD = 4.0;
    private static final double FAIR = 3.6;

    private static final String STYLE = """
            svg{color-scheme:light dark;color:#222;background:#fff} text{font:12px ui-monospace,monospace;fill:currentColor}
            line{stroke:currentColor} .lane{stroke-dasharray:2 3;opacity:.5} .again{opacity:.45} .note{font-style:italic;opacity:.8}
            .time{opacity:.7} .delta{font-size:9px;opacity:.7} .good{fill:#2e7d32} .fair{fill:#b26a00} .poor{fill:#c62828} .none{fill:#777}
            @media (prefers-color-scheme:dark){svg{color:#ddd;background:#1c1c1c} .good{fill:#66bb6a} .fair{fill:#ffb74d} .poor{fill:#ef5350}}
            """;

    private LadderSvg() {}

    /** What a Content-Security-Policy has to allow of it (CSP 3 §2.3.1): this style and no other. */
    public static String styleSource() {
        try {
            return "'sha256-" + Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8))) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    public static String of(Ladder ladder) {
        int height = TOP + STEP * (ladder.rows().size() + 1);
        StringBuilder out = new StringBuilder(4096);
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"").append(WIDTH)
                .append("\" height=\"")
                .append(height).append("\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(height)
                .append("\">\n<title>Call ")
                .append(escaped(ladder.id())).append("</title>\n<style>").append(STYLE).append("</style>\n")
                .append("<defs><marker id=\"head\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\">")
                .append("<path d=\"M0,0 L8,4 L0,8 z\" fill=\"currentColor\"/></marker></defs>\n");
        lane(out, PHONE, "phone", height);
        lane(out, SBC, "SBC", height);
        lane(out, PBX, "PBX", height);
        int y = TOP + STEP;
        for (Row row : ladder.rows()) {
            text(out, 4, y, "time", "start", String.format(Locale.ROOT, "%.3f", row.atMicros() / 1_000_000.0));
            text(out, 4, y + DELTA_BELOW, "delta", "start", delta(row.deltaMicros()));
            switch (row) {
                case Arrow arrow -> arrow(out, y, arrow);
                case Note note ->
                    text(out, PHONE + 8, y, "note", "start",
                            shortened(note.kind() + ": " + note.words(), NOTE_MAX));
                case Bar bar -> {
                    bar(out, PHONE, y, bar, bar.set());
                    bar(out, SBC, y, bar, bar.icp());
                }
            }
            y += STEP;
        }
        return out.append("</svg>\n").toString();
    }

    /** Since the row before. */
    private static String delta(long micros) {
        return micros < 1_000_000
                ? String.format(Locale.ROOT, "+%.1f ms", micros / 1_000.0)
                : String.format(Locale.ROOT, "+%.2f s", micros / 1_000_000.0);
    }

    private static void lane(StringBuilder out, int x, String name, int height) {
        text(out, x, 20, "head", "middle", name);
        out.append("<line class=\"lane\" x1=\"").append(x).append("\" x2=\"").append(x).append("\" y1=\"28\" y2=\"")
                .append(height).append("\"/>\n");
    }

    private static void arrow(StringBuilder out, int y, Arrow arrow) {
        boolean left = arrow.side() == Side.SET;
        int from = left ? PHONE : PBX;
        int begin = arrow.toSbc() ? from : SBC;
        int end = arrow.toSbc() ? SBC : from;
        out.append("<g").append(arrow.repeated() ? " class=\"again\"" : "").append("><title>")
                .append(escaped(arrow.text()))
                .append("</title>");
        out.append("<line x1=\"").append(begin).append("\" x2=\"").append(end).append("\" y1=\"").append(y)
                .append("\" y2=\"")
                .append(y).append("\" marker-end=\"url(#head)\"/>");
        text(out, (begin + end) / 2, y - 4, "label", "middle",
                shortened(arrow.label(), 44) + (arrow.repeated() ? " (again)" : ""));
        out.append("</g>\n");
    }

    private static void bar(StringBuilder out, int x, int y, Bar bar, Figures figures) {
        String grade = figures.packets() == 0 || !figures.isRated()
                ? "none"
                : figures.mos() >= GOOD ? "good" : figures.mos() >= FAIR ? "fair" : "poor";
        out.append("<rect class=\"").append(grade).append("\" x=\"").append(x + 4).append("\" y=\"").append(y - 4)
                .append("\" width=\"").append(SBC - PHONE - 8).append("\" height=\"4\"/>");
        text(out, x + (SBC - PHONE) / 2, y - 6, "label", "middle", figures.packets() == 0
                ? bar.silence()
                : String.format(Locale.ROOT, "%s  loss %.1f %%  jitter %d ms", LadderText.score(figures),
                        figures.lossPercent(), figures.jitterMicros() / 1_000));
    }

    private static void text(StringBuilder out, int x, int y, String style, String anchor, String words) {
        out.append("<text class=\"").append(style).append("\" text-anchor=\"").append(anchor).append("\" x=\"")
                .append(x)
                .append("\" y=\"").append(y).append("\">").append(escaped(words)).append("</text>\n");
    }

    private static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }

    /** XML 1.0 §2.2, §2.4: nothing that ends a text or is no character. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.appendCodePoint(c);
                case '\r' -> {
                }
                default -> out.appendCodePoint(isCharacter(c) ? c : '\uFFFD');
            }
        });
        return out.toString();
    }

    private static boolean isCharacter(int c) {
        return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
