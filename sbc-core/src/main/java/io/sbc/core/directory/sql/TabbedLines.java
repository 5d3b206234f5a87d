package io.sbc.core.directory.sql;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Records as text, one a line with tabs between their fields, so that a person reads them in the database, too. {@code \t}, {@code \n} and {@code
 * \\} stand for the characters.
 */
final class TabbedLines {

    private TabbedLines() {}

    static String write(List<List<String>> records) {
        return records.stream().map(fields -> fields.stream().map(TabbedLines::escaped)
                .collect(Collectors.joining("\t"))).collect(Collectors.joining("\n"));
    }

    static List<List<String>> read(String lines) {
        return lines.isEmpty()
                ? List.of()
                : Arrays.stream(lines.split("\n", -1)).map(line -> Arrays.stream(line.split("\t", -1))
                        .map(TabbedLines::unescaped).toList()).toList();
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder clear = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                clear.append(next == 't' ? '\t' : next == 'n' ? '\n' : next);
            } else {
                clear.append(c);
            }
        }
        return clear.toString();
    }
}
