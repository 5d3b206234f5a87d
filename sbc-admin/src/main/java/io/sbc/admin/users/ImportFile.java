package io.sbc.admin.users;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads an import file: CSV (RFC 4180), UTF-8, the names of the columns in the first row, in any order. With a column {@code kind} each row is a device,
 * without one each is a user. Every row is read and checked by itself, so that one run finds every problem.
 */
final class ImportFile {

    /** Largest number of rows without the header. */
    static final int ROWS_MAX = 10_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Rows ofUsers;
    private final Rows ofDevices;

    /** Makes of a row what it means. */
    interface Rows {

        /** @param fields of every column; empty where the file has none */
        ImportRow row(long number, Map<Column, String> fields);
    }

    ImportFile(Rows ofUsers, Rows ofDevices) {
        this.ofUsers = ofUsers;
        this.ofDevices = ofDevices;
    }

    /** The rows behind the header; what is wrong with the header, or with the file, is a refused row of its own. */
    List<ImportRow> read(String text) {
        String csv = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        List<ImportRow> rows = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(new StringReader(csv), CSVFormat.RFC4180)) {
            Iterator<CSVRecord> records = parser.iterator();
            Map<Column, Integer> columns = new EnumMap<>(Column.class);
            List<String> problems = readHeader(records, columns);
            if (!problems.isEmpty()) {
                return List.of(ImportRow.refused(1, "header", problems));
            }
            readRows(records, columns, rows);
        } catch (UncheckedIOException | IllegalStateException | IOException e) {
            // Where quotes do not pair up, no further row can be told from its neighbour.
            rows.add(ImportRow.refused(rows.size() + 2, "", List.of("not CSV from here on: " + e.getMessage())));
        }
        return rows;
    }

    private static List<String> readHeader(Iterator<CSVRecord> records, Map<Column, Integer> columns) {
        List<String> problems = new ArrayList<>();
        if (!records.hasNext()) {
            return List.of("the file is empty");
        }
        CSVRecord header = records.next();
        for (int i = 0; i < header.size(); i++) {
            var column = Column.byHeader(header.get(i).strip().toLowerCase(Locale.ROOT));
            if (column.isEmpty()) {
                problems.add("unknown column \"" + header.get(i) + "\"");
            } else if (columns.put(column.get(), i) != null) {
                problems.add("column " + column.get().header() + " stands twice");
            }
        }
        boolean devices = isOfDevices(columns);
        for (Column column : Column.values()) {
            if (column.isRequired(devices) && !columns.containsKey(column)) {
                problems.add("column " + column.header() + " is missing");
            } else if (!column.isAllowed(devices) && columns.containsKey(column)) {
                problems.add("column " + column.header() + " does not belong into a file of "
                        + (devices ? "devices" : "users, which has no column kind"));
            }
        }
        return problems;
    }

    private static boolean isOfDevices(Map<Column, Integer> columns) {
        return columns.containsKey(Column.KIND) || columns.containsKey(Column.SET_USER);
    }

    private void readRows(Iterator<CSVRecord> records, Map<Column, Integer> columns, List<ImportRow> rows) {
        Rows of = isOfDevices(columns) ? ofDevices : ofUsers;
        while (records.hasNext()) {
            CSVRecord record = records.next();
            if (record.size() == 1 && record.get(0).isEmpty()) {
                continue; // an empty line
            }
            if (rows.size() == ROWS_MAX) {
                rows.add(ImportRow.refused(record.getRecordNumber(), "",
                        List.of("more than " + ROWS_MAX + " rows: import them in parts")));
                return;
            }
            rows.add(readRow(record, columns, of));
        }
    }

    private static ImportRow readRow(CSVRecord record, Map<Column, Integer> columns, Rows of) {
        if (record.size() != columns.size()) {
            return ImportRow.refused(record.getRecordNumber(), record.get(0),
                    List.of("has " + record.size() + " fields, and the header has " + columns.size()));
        }
        Map<Column, String> fields = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            Integer index = columns.get(column);
            fields.put(column, index == null ? "" : record.get(index));
        }
        return of.row(record.getRecordNumber(), fields);
    }
}
