package io.sbc.admin.cli;

import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.SqlStore;
import java.security.SecureRandom;

/** What the running SBC would do, on the store itself: for a store that no SBC has open. */
final class OfflineUsers {

    private OfflineUsers() {}

    static UserImport importOf(SbcConfig config, SqlStore store) {
        SecureRandom random = new SecureRandom();
        Templates templates = new Templates(config, store.templates(), store);
        Licences licences = Licences.of(config, store.licences());
        return new UserImport(config, store, templates, licences,
                new PsiUsers(config, store, templates, licences, random), random);
    }
}
