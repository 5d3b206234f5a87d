package io.sbc.core.directory.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SqlStoreTest} on PostgreSQL. */
class PostgresStoreTest extends SqlStoreTest {

    @RegisterExtension
    static final PostgresTestServer SERVER = new PostgresTestServer();

    @Override
    TestDatabase database(Path inDirectory) {
        return SERVER.database(inDirectory);
    }
}
