package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rows for people: columns as wide as their widest cell, two spaces between them, a dash where nothing is. One thread. */
final class Table {

    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headers) {
        this.headers = List.of(headers);
    }

    /** As many cells as there are columns. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    /** A row of members of a document, by their JSON pointers. */
    Table row(JsonNode document, String... pointers) {
        return row(Arrays.stream(pointers).map(pointer -> text(document.at(pointer))).toArray());
    }

    /** One row for each element. */
    Table rows(Iterable<JsonNode> documents, Function<JsonNode, Object[]> cells) {
        documents.forEach(document -> row(cells.apply(document)));
        return this;
    }

    static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }

    private static String cell(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
        return text.isEmpty() ? "-" : text;
    }

    /** @param ifEmpty what to say where there are no rows */
    void print(PrintWriter out, String ifEmpty) {
        if (rows.isEmpty()) {
            out.println(ifEmpty);
            return;
        }
        int[] widths = new int[headers.size()];
        List<List<String>> all = new ArrayList<>();
        all.add(headers);
        all.addAll(rows);
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        all.forEach(row -> {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                cells.add(row.get(i) + " ".repeat(widths[i] - row.get(i).length()));
            }
            out.println(cells.stream().collect(Collectors.joining("  ")).stripTrailing());
        });
    }
}
