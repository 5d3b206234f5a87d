package io.sbc.core.directory.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link SqlAccountStoreTest} on PostgreSQL. */
class PostgresAccountStoreTest extends SqlAccountStoreTest {

    @RegisterExtension
    static final PostgresTestServer SERVER = new PostgresTestServer();

    @Override
    TestDatabase database(Path inDirectory) {
        return SERVER.database(inDirectory);
    }
}
