package io.sbc.perf.media;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The table as a picture: for each kind of call, CPU per packet and the slowest of a thousand packets, over calls. SVG. */
final class MediaPlot {

    private static final int WIDTH = 300;
    private static final int HEIGHT = 190;
    private static final int GAP = 70;
    private static final List<String> RELAYS = List.of("sbc", "rtpengine");
    private static final List<String> COLOURS = List.of("#0a6ebd", "#c2410c");

    private final MediaReport report;
    private final List<Round> rounds;
    private final StringBuilder svg = new StringBuilder();

    MediaPlot(MediaReport report, List<Round> rounds) {
        this.report = report;
        this.rounds = rounds;
    }

    String svg() {
        List<Kind> kinds = rounds.stream().map(Round::kind).distinct().toList();
        int width = kinds.size() * (WIDTH + GAP) + GAP;
        int height = 2 * (HEIGHT + GAP) + GAP;
        svg.append(String.format(Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>%n"
                        + "<rect width='%d' height='%d' fill='white'/>%n",
                width, height, width, height));
        for (int i = 0; i < RELAYS.size(); i++) {
            text(GAP + 120 * i, 20, COLOURS.get(i), "start", RELAYS.get(i));
        }
        for (int i = 0; i < kinds.size(); i++) {
            int left = GAP + i * (WIDTH + GAP);
            panel(left, GAP, kinds.get(i), "CPU µs per packet", Round::cpuMicros);
            for (int j = 0; j < RELAYS.size(); j++) {
                most(left, j, kinds.get(i));
            }
            panel(left, 2 * GAP + HEIGHT, kinds.get(i), "p99.9 of the way, ms", round -> round.p999() / 1e3);
        }
        return svg.append("</svg>\n").toString();
    }

    private void most(int left, int which, Kind kind) {
        String relay = RELAYS.get(which);
        report.mostOf(kind, relay)
                .ifPresent(calls -> text(left + WIDTH, GAP + 14 + 16 * which, COLOURS.get(which), "end",
                        String.format(Locale.ROOT, "%s: at most %.0f calls without loss", relay, calls)));
    }

    private void panel(int left, int top, Kind kind, String unit, ToDoubleFunction<Round> value) {
        int[] calls = rounds.stream().filter(round -> round.kind() == kind).mapToInt(Round::calls).distinct().sorted()
                .toArray();
        double highest = 0;
        for (String relay : RELAYS) {
            for (int each : calls) {
                highest = Math.max(highest, report.together(kind, each, relay).map(value::applyAsDouble).orElse(0.0));
            }
        }
        if (highest == 0) {
            return;
        }
        double top1 = Math.pow(10, Math.floor(Math.log10(highest)));
        double scale = Math.ceil(highest / top1) * top1;
        text(left, top - 10, "black", "start", kind.title + ": " + unit);
        svg.append(String.format(Locale.ROOT, "<path d='M%d %d V%d H%d' fill='none' stroke='#888'/>%n", left, top,
                top + HEIGHT, left + WIDTH));
        text(left - 6, top + 10, "#555", "end", label(scale));
        text(left - 6, top + HEIGHT, "#555", "end", "0");
        for (int i = 0; i < calls.length; i++) {
            text(x(left, i, calls.length), top + HEIGHT + 18, "#555", "middle", Integer.toString(calls[i]));
        }
        for (int i = 0; i < RELAYS.size(); i++) {
            line(left, top, kind, calls, RELAYS.get(i), COLOURS.get(i), value, scale);
        }
    }

    private void line(int left, int top, Kind kind, int[] calls, String relay, String colour,
            ToDoubleFunction<Round> value, double scale) {
        var points = new StringBuilder();
        for (int i = 0; i < calls.length; i++) {
            Optional<Double> each = report.together(kind, calls[i], relay).map(value::applyAsDouble);
            if (each.isPresent()) {
                int x = x(left, i, calls.length);
                int y = top + HEIGHT - (int) (each.get() / scale * HEIGHT);
                points.append(x).append(',').append(y).append(' ');
                svg.append(String.format(Locale.ROOT, "<circle cx='%d' cy='%d' r='3' fill='%s'/>%n", x, y, colour));
                text(x, y - 6, colour, "middle", label(each.get()));
            }
        }
        svg.append(String.format(Locale.ROOT, "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>%n",
                points, colour));
    }

    private static int x(int left, int index, int count) {
        return left + (int) ((index + 0.5) * WIDTH / count);
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, "%.3g", value).replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "");
    }

    private void text(int x, int y, String colour, String anchor, String words) {
        svg.append(
                String.format(Locale.ROOT, "<text x='%d' y='%d' fill='%s' text-anchor='%s'>%s</text>%n", x, y, colour,
                        anchor, words));
    }
}
