package io.sbc.kit.demo;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the demo writes: lines of at most {@value #WIDTH} columns, with colours only if wanted and with box drawing only if
 * the output can show it.
 */
final class Paper {
    static final int WIDTH = 100;
    private static final int ITEM_INDENT = 15;
    /** What stands for each character of ours where only ASCII is left. */
    private static final Map<Character, String> ASCII = Map.ofEntries(Map.entry('─', "-"), Map.entry('│', "|"),
            Map.entry('┄', "."), Map.entry('═', "="), Map.entry('╭', "+"), Map.entry('╮', "+"), Map.entry('╰', "+"),
            Map.entry('╯', "+"), Map.entry('▶', ">"), Map.entry('◀', "<"), Map.entry('✓', "+"), Map.entry('✗', "x"),
            Map.entry('·', "-"), Map.entry('→', "->"), Map.entry('…', "~"), Map.entry('┼', "+"), Map.entry('▸', "*"),
            Map.entry('±', "~"));

    private final PrintStream out;
    private final boolean colours;
    private final boolean unicode;

    /** Styles, as SGR parameters of ECMA-48. */
    enum Ink {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("34"),
        MAGENTA("35"),
        CYAN("36");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    Paper(PrintStream out, boolean colours, boolean unicode) {
        this.out = out;
        this.colours = colours;
        this.unicode = unicode;
    }

    /** Whether a charset can show what the demo draws with. */
    static boolean canDraw(Charset charset) {
        return charset.newEncoder().canEncode("─│┄═╭╮╰╯▶◀✓✗·→…");
    }

    /** A piece of a line in one style; its length is that of the text. */
    String ink(Ink ink, String text) {
        return colours && ink != Ink.PLAIN ? "\u001B[" + ink.code + "m" + text + "\u001B[0m" : text;
    }

    void line(String text) {
        out.println(unicode ? text : toAscii(text));
        out.flush();
    }

    void line() {
        line("");
    }

    private static String toAscii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            ascii.append(ASCII.getOrDefault(character, Character.toString(character)));
        }
        return ascii.toString();
    }

    /** A box around a title. */
    void title(String text) {
        String edge = "─".repeat(WIDTH - 2);
        line(ink(Ink.DIM, "╭" + edge + "╮"));
        line(ink(Ink.DIM, "│") + ink(Ink.BOLD, pad("  " + text, WIDTH - 2)) + ink(Ink.DIM, "│"));
        line(ink(Ink.DIM, "╰" + edge + "╯"));
    }

    /** The heading of a part. */
    void heading(String text) {
        line();
        line(ink(Ink.DIM, "── ") + ink(Ink.BOLD, text) + " "
                + ink(Ink.DIM, "─".repeat(Math.max(0, WIDTH - 4 - text.length()))));
    }

    /** Something that was done or found; what does not fit goes on in the next line. */
    void item(boolean good, String what, String text) {
        String mark = good ? ink(Ink.GREEN, "✓") : ink(Ink.RED, "✗");
        List<String> lines = wrap(text, WIDTH - ITEM_INDENT);
        line("  " + mark + " " + ink(Ink.BOLD, pad(what, 10)) + " " + lines.getFirst());
        lines.stream().skip(1).forEach(rest -> line(" ".repeat(ITEM_INDENT) + rest));
    }

    /** Broken at blanks, or anywhere if there are none. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    static String padLeft(String text, int width) {
        return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
    }

    /** In the middle of a field. */
    static String centre(String text, int width) {
        int left = Math.max(0, (width - text.length()) / 2);
        return pad(" ".repeat(left) + text, width);
    }

    /** Shortened with an ellipsis if it is too long. */
    static String fit(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
