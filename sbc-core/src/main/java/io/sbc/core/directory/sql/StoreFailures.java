package io.sbc.core.directory.sql;

import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.StoreException.Reason;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.sqlite.SQLiteException;

/** Tells failures of databases apart: what an operator has to do, and whether trying again makes sense. Pure. */
final class StoreFailures {

    /** SQLite's result codes without their extension (the lowest octet). */
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int PRIMARY = 0xFF;

    /** PostgreSQL: disk_full, and what it says when there is no memory or no connection left. */
    private static final String DISK_FULL = "53100";
    private static final String RESOURCES = "53";
    private static final String CONNECTION = "08";
    private static final Set<String> GOING_OR_READ_ONLY = Set.of("57P01", "57P02", "57P03", "25006");

    private StoreFailures() {}

    /** A sentence of what was done, and the database's own word for why it failed. */
    static StoreException of(String sentence, Throwable failure) {
        return new StoreException(reason(failure), sentence + ": " + rootMessage(failure), failure);
    }

    private static Reason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return ofSqlite(sqlite.getResultCode().code & PRIMARY);
            }
            if (cause instanceof SQLTransientConnectionException) {
                return Reason.UNAVAILABLE;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return ofState(sql.getSQLState());
            }
        }
        return Reason.OTHER;
    }

    private static Reason ofSqlite(int code) {
        return switch (code) {
            case SQLITE_FULL -> Reason.FULL;
            case SQLITE_BUSY, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN -> Reason.UNAVAILABLE;
            default -> Reason.OTHER;
        };
    }

    private static Reason ofState(String state) {
        if (state.equals(DISK_FULL)) {
            return Reason.FULL;
        }
        return state.startsWith(RESOURCES) || state.startsWith(CONNECTION) || GOING_OR_READ_ONLY.contains(state)
                ? Reason.UNAVAILABLE
                : Reason.OTHER;
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
