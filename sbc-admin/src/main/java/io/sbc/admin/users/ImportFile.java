package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads an import file: CSV (RFC 4180), UTF-8, the names of the columns in the first row, in any order. Every row is read
 * and checked by itself, so that one run finds every problem; the clear set-side passwords end here, as HA1.
 */
final class ImportFile {

    /** Largest number of rows without the header. */
    static final int ROWS_MAX = 10_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String realm;
    private final List<String> pbxIds;

    ImportFile(SbcConfig config) {
        realm = config.set().realm();
        pbxIds = config.icp().pbxs().stream().map(PbxDefinition::id).toList();
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
            Optional<Column> column = Column.byHeader(header.get(i).strip().toLowerCase(Locale.ROOT));
            if (column.isEmpty()) {
                problems.add("unknown column \"" + header.get(i) + "\"");
            } else if (columns.put(column.get(), i) != null) {
                problems.add("column " + column.get().header() + " stands twice");
            }
        }
        for (Column column : Column.values()) {
            if (column.isRequired() && !columns.containsKey(column)) {
                problems.add("column " + column.header() + " is missing");
            }
        }
        return problems;
    }

    private void readRows(Iterator<CSVRecord> records, Map<Column, Integer> columns, List<ImportRow> rows) {
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
            rows.add(readRow(record, columns));
        }
    }

    private ImportRow readRow(CSVRecord record, Map<Column, Integer> columns) {
        if (record.size() != columns.size()) {
            return ImportRow.refused(record.getRecordNumber(), record.get(0),
                    List.of("has " + record.size() + " fields, and the header has " + columns.size()));
        }
        Map<Column, String> fields = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            Integer index = columns.get(column);
            fields.put(column, index == null ? "" : record.get(index));
        }
        String key = field(fields, Column.EMAIL) + " " + field(fields, Column.KIND);
        List<String> problems = new ArrayList<>();
        fields.forEach((column, field) -> column.problemWith(field).ifPresent(problems::add));
        String icp = orElse(field(fields, Column.ICP), pbxIds.getFirst());
        if (!pbxIds.contains(icp)) {
            problems.add("icp \"" + icp + "\" must be one of " + String.join(", ", pbxIds));
        }
        if (!problems.isEmpty()) {
            return ImportRow.refused(record.getRecordNumber(), key, problems);
        }
        return ImportRow.valid(record.getRecordNumber(), key, draft(fields, icp));
    }

    private DeviceDraft draft(Map<Column, String> fields, String icp) {
        String setUser = field(fields, Column.SET_USER);
        String icpUser = field(fields, Column.ICP_USER);
        return new DeviceDraft(field(fields, Column.EMAIL),
                DeviceKind.valueOf(field(fields, Column.KIND).toUpperCase(Locale.ROOT)), setUser,
                DigestHa1.of(setUser, realm, new Secret(field(fields, Column.SET_PASSWORD))), icpUser,
                orElse(field(fields, Column.ICP_AUTH_USER), icpUser), new Secret(field(fields, Column.ICP_PASSWORD)),
                icp, !field(fields, Column.ENABLED).equals("false"));
    }

    private static String field(Map<Column, String> fields, Column column) {
        return fields.getOrDefault(column, "");
    }

    private static String orElse(String field, String fallback) {
        return field.isEmpty() ? fallback : field;
    }
}
