package io.sbc.core.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Every row of every table (but of nonces, which are of the moment) from one database into another that has the same tables, in place of what is there. What the migrations made decides: SQLite
 * says which tables there are and which refers to which, PostgreSQL what is a number and what is a yes or no.
 */
final class TableCopy {

    private static final int BATCH = 500;

    /** Those that others refer to first; columns with their {@link Types}. */
    private final Map<String, Map<String, Integer>> tables = new LinkedHashMap<>();

    private TableCopy() {}

    static TableCopy between(Handle sqlite, Handle postgres) {
        List<String> names = sqlite.select("""
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
                    AND name NOT IN ('flyway_schema_history', 'signed_nonces') ORDER BY name""").mapTo(String.class)
                .list();
        List<String> ordered = new ArrayList<>();
        List<String> referring = new ArrayList<>();
        names.forEach(name -> (refers(sqlite, name) ? referring : ordered).add(name));
        ordered.addAll(referring);
        TableCopy copy = new TableCopy();
        ordered.forEach(name -> copy.tables.put(name, columns(postgres, name)));
        return copy;
    }

    private static boolean refers(Handle sqlite, String table) {
        return !sqlite.select("PRAGMA foreign_key_list(" + table + ")").mapToMap().list().isEmpty();
    }

    private static Map<String, Integer> columns(Handle postgres, String table) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        postgres.select("""
                SELECT column_name, data_type FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position""", table)
                .map((row, _) -> Map.entry(row.getString("column_name"), switch (row.getString("data_type")) {
                    case "boolean" -> Types.BOOLEAN;
                    case "bigint", "integer" -> Types.BIGINT;
                    default -> Types.VARCHAR;
                })).forEach(column -> columns.put(column.getKey(), column.getValue()));
        return columns;
    }

    /** Inside a transaction of whoever calls. */
    void run(Connection from, Connection to) throws SQLException {
        try (Statement delete = to.createStatement()) {
            for (String table : new ArrayList<>(tables.keySet()).reversed()) {
                delete.executeUpdate("DELETE FROM " + table);
            }
        }
        for (Map.Entry<String, Map<String, Integer>> table : tables.entrySet()) {
            copy(table.getKey(), table.getValue(), from, to);
        }
    }

    private static void copy(String table, Map<String, Integer> columns, Connection from, Connection to)
            throws SQLException {
        String names = String.join(", ", columns.keySet());
        String places = columns.keySet().stream().map(_ -> "?").collect(Collectors.joining(", "));
        try (Statement select = from.createStatement();
                ResultSet rows = select.executeQuery("SELECT " + names + " FROM " + table);
                PreparedStatement insert = to.prepareStatement(
                        "INSERT INTO " + table + " (" + names + ") VALUES (" + places + ")")) {
            int waiting = 0;
            while (rows.next()) {
                int place = 1;
                for (int type : columns.values()) {
                    set(insert, place, type, rows);
                    place++;
                }
                insert.addBatch();
                if (++waiting == BATCH) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            insert.executeBatch();
        }
    }

    private static void set(PreparedStatement insert, int place, int type, ResultSet row) throws SQLException {
        if (row.getObject(place) == null) {
            insert.setNull(place, type);
        } else if (type == Types.BOOLEAN) {
            insert.setBoolean(place, row.getBoolean(place));
        } else if (type == Types.BIGINT) {
            insert.setLong(place, row.getLong(place));
        } else {
            insert.setString(place, row.getString(place));
        }
    }
}
