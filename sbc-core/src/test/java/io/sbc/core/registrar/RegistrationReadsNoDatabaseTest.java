package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlDirectory;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registration costs no statement of the database: the store may even be gone. */
class RegistrationReadsNoDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void shouldRegisterRefreshAndUnregisterAPhoneWhileTheStoreIsGone() {
        RegistrarFixture fixture = new RegistrarFixture();
        Device known = fixture.desktop;
        SqlStore store = SqlStore.open(new StoreSettings(folder.resolve("sbc.db"), folder.resolve("sbc.key")),
                new SecureRandom());
        store.apply(List.of(new DeviceDraft(known.email(), known.kind(), known.setUser(), known.ha1(),
                known.icpUser(), known.icpAuthUser(), known.icpSecret(), known.icp(), true)),
                Authorship.system("test"));
        fixture.seen = new SqlDirectory(store);
        fixture.registrar = fixture.newRegistrar();
        store.close();
        assertThrows(StoreException.class, store::devices, "any statement fails");

        RegistrarFixture.Phone phone = fixture.phone(known, 1);
        phone.registered(known);
        fixture.advance(150);
        assertEquals(200, phone.register().response().status());
        assertEquals(200, phone.registerFor(0).response().status());
        assertEquals(0, fixture.pbxAccepts(known, 0).expires().orElseThrow());
    }
}
