package io.sbc.core.directory.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SqlHistoryTest} on PostgreSQL. */
class PostgresHistoryTest extends SqlHistoryTest {

    @RegisterExtension
    static final PostgresTestServer SERVER = new PostgresTestServer();

    @Override
    TestDatabase database(Path inDirectory) {
        return SERVER.database(inDirectory);
    }
}
