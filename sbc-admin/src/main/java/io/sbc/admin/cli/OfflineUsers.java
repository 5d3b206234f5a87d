package io.sbc.admin.cli;

import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.SqlStore;
import java.security.SecureRandom;

/** What the running SBC would do, on the store itself: where no SBC runs. */
final class OfflineUsers {

    private OfflineUsers() {}

    static PsiUsers of(SbcConfig config, SqlStore store) {
        return new PsiUsers(() -> config, store, templates(config, store), Licences.of(() -> config, store.licences()),
                new SecureRandom());
    }

    private static Templates templates(SbcConfig config, SqlStore store) {
        return new Templates(() -> config, store.templates());
    }

    static UserImport importOf(SbcConfig config, SqlStore store) {
        return new UserImport(() -> config, store, templates(config, store),
                Licences.of(() -> config, store.licences()),
                of(config, store), new SecureRandom());
    }
}
