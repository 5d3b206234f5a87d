package io.sbc.admin.cli;

import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlStore;
import java.io.IOException;
import java.security.SecureRandom;

/** Opens the store for one command. */
final class StoreAccess {

    private StoreAccess() {}

    /** What a command does with the store. */
    interface Work<T> {
        T with(SqlStore store) throws CommandFailure, IOException;
    }

    static <T> T use(SbcConfig config, Work<T> work) throws CommandFailure, IOException {
        try (SqlStore store = SqlStore.open(config.store(), new SecureRandom())) {
            return work.with(store);
        } catch (StoreException e) {
            throw new CommandFailure(e.getMessage());
        }
    }
}
