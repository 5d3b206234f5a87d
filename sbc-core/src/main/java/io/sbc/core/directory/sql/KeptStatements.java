package io.sbc.core.directory.sql;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps the statements of one connection prepared: SQLite takes longer to read one than to answer it. One that is in use is not lent again; of those
 * that are not, the least recently used ones give way. One thread at a time, as the connection.
 */
final class KeptStatements implements StatementBuilder {

    /** Each holds a few KiB. */
    private static final int MOST = 100;

    private final StatementBuilder made = new DefaultStatementBuilder();
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return made.create(connection, context);
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        PreparedStatement kept = context.isReturningGeneratedKeys() || context.isConcurrentUpdatable()
                ? null
                : idle.remove(sql);
        return kept == null ? made.create(connection, sql, context) : kept;
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return made.createCall(connection, sql, context);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        if (!(statement instanceof PreparedStatement prepared) || prepared.isClosed()) {
            made.close(connection, sql, statement);
            return;
        }
        prepared.clearBatch();
        prepared.clearParameters();
        PreparedStatement other = idle.put(sql, prepared);
        if (other != null) {
            other.close();
        }
        if (idle.size() > MOST) {
            String oldest = idle.keySet().iterator().next();
            PreparedStatement out = idle.remove(oldest);
            if (out != null) {
                out.close();
            }
        }
    }

    /** All of them; the connection is about to be closed. */
    void end() throws SQLException {
        for (PreparedStatement statement : new ArrayList<>(idle.values())) {
            statement.close();
        }
        idle.clear();
    }
}
