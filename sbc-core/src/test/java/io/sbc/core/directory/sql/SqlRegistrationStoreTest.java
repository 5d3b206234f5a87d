package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.registrar.RegistrationStore.Change;
import io.sbc.core.registrar.SavedRegistration;
import io.sbc.core.registrar.SavedRegistration.Phone;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlRegistrationStoreTest {

    private static final Phone OUTBOUND = new Phone(
            "<sip:1006@10.0.0.1:5061;transport=tls;ob>;+sip.instance=\"<urn:uuid:1>\";q=0.5", "a@b", 4_000_000_000L,
            OptionalInt.of(2), 1_790_000_300_000L);
    private static final Phone PLAIN = new Phone("<sip:1006@10.0.0.2>", "ç", 1, OptionalInt.empty(), 5);

    @TempDir
    Path directory;

    private StoreSettings settings() {
        return new StoreSettings(directory.resolve("sbc.db"), directory.resolve("secret.key"));
    }

    @BeforeEach
    void makeTables() {
        SqlStore.open(settings(), new SecureRandom()).close();
    }

    private static SavedRegistration saved(long device, Phone... phones) {
        return new SavedRegistration(new DeviceId(device), "pbx", "1*006", "sip:1-006-ab@10.9.9.9:5080;transport=udp",
                "call" + device, 101, 3600, 1_790_003_600_000L, "<sip:edge@pbx;lr>", List.of(phones));
    }

    private static Change change(SavedRegistration saved) {
        return new Change(saved.device(), Optional.of(saved));
    }

    @Test
    void shouldKeepEverythingAcrossReopening() {
        try (SqlRegistrationStore store = SqlRegistrationStore.open(settings())) {
            store.write(List.of(change(saved(1, OUTBOUND, PLAIN)), change(saved(2))));
        }
        try (SqlRegistrationStore store = SqlRegistrationStore.open(settings())) {
            assertEquals(List.of(saved(1, OUTBOUND, PLAIN), saved(2)), store.load());
        }
    }

    @Test
    void shouldReplaceAndForget() {
        try (SqlRegistrationStore store = SqlRegistrationStore.open(settings())) {
            store.write(List.of(change(saved(1, OUTBOUND, PLAIN)), change(saved(2, PLAIN)), change(saved(3))));
            store.write(List.of(change(saved(1, PLAIN)), new Change(new DeviceId(2), Optional.empty())));

            assertEquals(List.of(saved(1, PLAIN), saved(3)), store.load());
        }
    }

    @Test
    void shouldTakeABatchOfAThousandBesideTheDirectory() {
        try (SqlStore other = SqlStore.open(settings(), new SecureRandom());
                SqlRegistrationStore store = SqlRegistrationStore.open(settings())) {
            store.write(LongStream.rangeClosed(1, 1000).mapToObj(device -> change(saved(device, OUTBOUND))).toList());

            assertEquals(1000, store.load().size());
            assertEquals(0, other.version());
        }
    }
}
