package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;

/** Where the stores of a test lie: the same tests run on both dialects. */
interface TestDatabase {

    StoreSettings settings();

    /** A connection beside the store's, as another process has it. */
    Jdbi beside();

    default SqlStore open(InstantSource clock) {
        return SqlStore.open(settings(), new SecureRandom(), clock);
    }

    default SqlStore open() {
        return open(InstantSource.system());
    }

    default void sql(String statement) {
        beside().useHandle(handle -> handle.execute(statement));
    }

    /** {@code sbc.db} and {@code sbc.key} in a directory. */
    static TestDatabase sqlite(Path directory) {
        return new TestDatabase() {

            @Override
            public StoreSettings settings() {
                return new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key"));
            }

            @Override
            public Jdbi beside() {
                return Jdbi.create("jdbc:sqlite:" + directory.resolve("sbc.db") + "?busy_timeout=5000");
            }
        };
    }
}
