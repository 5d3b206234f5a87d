package io.sbc.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A row of {@code flows.tsv}.
 *
 * @param demand {@code must}, {@code should} or {@code n/a}
 * @param watch  what to look at
 */
record FlowRow(String source, String section, String flow, String demand, String watch) {

    static List<FlowRow> all() throws IOException {
        try (InputStream in = Objects.requireNonNull(FlowRow.class.getResourceAsStream("flows.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new FlowRow(cells[0], cells[1], cells[2], cells[3], cells.length > 4 ? cells[4] : ""))
                    .toList();
        }
    }

    boolean isMust() {
        return demand.equals("must");
    }

    /** Source and section, as in a {@link Flow}. */
    String key() {
        return source + " " + section;
    }

    /** For readers: {@code RFC 3665 §3.8}. */
    String title() {
        String name = source.startsWith("rfc") ? "RFC " + source.substring(3) : source;
        return section.equals("-") ? name : name + " §" + section;
    }
}
