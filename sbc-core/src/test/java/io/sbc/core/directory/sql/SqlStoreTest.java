package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.TemplateStore;
import io.sbc.core.directory.UserProfile;
import io.sbc.core.directory.UserTemplate;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlStoreTest {

    private static final Authorship AUTHOR = Authorship.system("test");
    @TempDir
    Path directory;

    private TestDatabase database;

    @BeforeEach
    void begin() {
        database = database(directory);
    }

    TestDatabase database(Path inDirectory) {
        return TestDatabase.sqlite(inDirectory);
    }

    @Test
    void shouldKeepDevicesAcrossReopening() {
        DeviceDraft alice = Drafts.desktop("alice", "1001");
        DeviceDraft mobile = Drafts.draft("alice", DeviceKind.MOBILE, "*55#", "1002", "päss");
        try (SqlStore store = open()) {
            assertTrue(store.apply(List.of(alice, mobile), AUTHOR).applied());
        }

        try (SqlStore store = open()) {
            assertEquals(List.of(alice.withId(new DeviceId(1)), mobile.withId(new DeviceId(2))), store.devices());
        }
    }

    @Test
    void shouldReplaceAndSwapInOneBatch() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1002")), AUTHOR);

            BatchResult result = store.apply(List.of(Drafts.desktop("alice", "1002"), Drafts.desktop("bob", "1001")),
                    AUTHOR);

            assertEquals(
                    List.of(new DraftOutcome.Replaced(new DeviceId(1)), new DraftOutcome.Replaced(new DeviceId(2))),
                    result.outcomes());
            assertEquals(List.of("1002", "1001"), store.devices().stream().map(Device::icpUser).toList());
        }
    }

    @Test
    void shouldApplyNothingOfBatchWithRefusedDraft() {
        try (SqlStore store = open()) {
            long version = store.version();

            BatchResult result = store.apply(List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1001")),
                    AUTHOR);

            assertFalse(result.applied());
            assertEquals(List.of(), store.devices());
            assertEquals(version, store.version());
        }
    }

    @Test
    void shouldOnlyTellWhatApplyWouldDo() {
        try (SqlStore store = open()) {
            BatchResult result = store.check(List.of(Drafts.desktop("alice", "1001")));

            assertEquals(List.of(new DraftOutcome.Created(new DeviceId(1))), result.outcomes());
            assertFalse(result.applied());
            assertEquals(List.of(), store.devices());
        }
    }

    @Test
    void shouldDeleteAUserOnlyAsItWasRead() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001")), AUTHOR);
            String email = store.devices().getFirst().email();
            DirectoryChange.Base read = new DirectoryChange.Base(store.devicesOf(email), List.of());

            store.apply(new DirectoryChange(List.of(), List.of(new UserProfile(email, "Alice", "")), 9), AUTHOR);
            assertFalse(store.deleteUser(email, read, AUTHOR), "another node has named her");
            store.apply(List.of(Drafts.desktop("alice", "1002")), AUTHOR);
            assertFalse(store.deleteUser(email, new DirectoryChange.Base(read.devices(),
                    List.of(store.profileOf(email))), AUTHOR), "another node has moved her");
            assertEquals(1, store.devices().size());

            assertTrue(store.deleteUser(email, new DirectoryChange.Base(store.devicesOf(email),
                    List.of(store.profileOf(email))), AUTHOR));
            assertEquals(List.of(), store.devices());
        }
    }

    @Test
    void shouldHoldNewDevicesAgainstTheLicencesOfThatMoment() {
        try (SqlStore store = open()) {
            store.licences().setLicences(LicenceStore.TELEWORKER, OptionalInt.of(1), AUTHOR);
            DirectoryChange two = new DirectoryChange(
                    List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1002")), List.of(), 100);

            assertEquals(Optional.of(new BatchResult.Excess(0, 2, 1)), store.apply(two, AUTHOR).excess());
            store.licences().setLicences(LicenceStore.TELEWORKER, OptionalInt.empty(), AUTHOR);
            assertTrue(store.apply(two, AUTHOR).applied(), "the configuration's hundred");
        }
    }

    @Test
    void shouldKeepTemplatesAndTheirUsersTogether() {
        UserTemplate template = new UserTemplate("far", "", "{extension}", "{first}*{rest}", "", true, false);
        UserTemplate described = new UserTemplate("far", "Far away", "{extension}", "{first}*{rest}", "", true, false);
        try (SqlStore store = open()) {
            TemplateStore templates = store.templates();
            assertTrue(templates.put(Optional.empty(), template, AUTHOR));
            assertFalse(templates.put(Optional.empty(), described, AUTHOR), "another node was faster");
            assertTrue(templates.put(Optional.of(template), described, AUTHOR));
            assertEquals(TemplateStore.Removal.STALE, templates.deleteTemplate(template, AUTHOR));
            DeviceDraft alice = Drafts.desktop("alice", "1001");
            DirectoryChange far = new DirectoryChange(List.of(alice),
                    List.of(new UserProfile(alice.email(), "", "far")), 9);
            assertTrue(store.apply(far, AUTHOR).applied());
            assertEquals(TemplateStore.Removal.USED, templates.deleteTemplate(described, AUTHOR));
            store.deleteUser(alice.email(), AUTHOR);
            assertEquals(TemplateStore.Removal.DONE, templates.deleteTemplate(described, AUTHOR));

            assertTrue(store.apply(far, AUTHOR).stale(), "planned with a template that is gone");
            assertEquals(List.of(), store.devices());
        }
    }

    @Test
    void shouldNeverGiveAnIdTwice() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001")), AUTHOR);
            sql("DELETE FROM devices");

            store.apply(List.of(Drafts.desktop("bob", "1002")), AUTHOR);

            assertTrue(store.devices().getFirst().id().value() > 1);
        }
    }

    @Test
    void shouldRaiseTheVersionOnlyWhenSomethingChanges() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001")), AUTHOR);
            long version = store.version();

            store.apply(List.of(Drafts.desktop("alice", "1001")), AUTHOR);

            assertEquals(version, store.version());
        }
    }

    @Test
    void shouldTakeTenThousandDevices() {
        List<DeviceDraft> drafts = IntStream.range(0, 10_000).mapToObj(i -> Drafts.desktop("user" + i, "" + i))
                .toList();

        try (SqlStore store = open()) {
            assertTrue(store.apply(drafts, AUTHOR).applied());
            assertEquals(10_000, store.devices().size());
        }
    }

    @Test
    void shouldRefuseAnotherKey() throws IOException {
        open().close();
        Files.delete(directory.resolve("sbc.key"));
        KeyFile.openOrCreate(directory.resolve("sbc.key"), new SecureRandom());

        StoreException refused = assertThrows(StoreException.class, this::open);

        assertTrue(refused.getMessage().contains("is not the key"), refused.getMessage());
    }

    @Test
    void shouldRefuseMissingKeyInsteadOfMakingAnother() throws IOException {
        open().close();
        Files.delete(directory.resolve("sbc.key"));

        StoreException refused = assertThrows(StoreException.class, this::open);

        assertTrue(refused.getMessage().contains("is missing"), refused.getMessage());
        assertFalse(Files.exists(directory.resolve("sbc.key")));
    }

    @Test
    void shouldRefuseSecretThatWasMovedToAnotherRow() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1002")), AUTHOR);
            sql("UPDATE devices SET icp_secret = (SELECT icp_secret FROM devices WHERE id = 1) WHERE id = 2");

            StoreException refused = assertThrows(StoreException.class, store::devices);

            assertTrue(refused.getMessage().contains("device 2"), refused.getMessage());
        }
    }

    @Test
    void shouldKeepTheNonceKeyAcrossReopening() {
        byte[] key;
        try (SqlStore store = open()) {
            key = store.nonceKey();
        }

        try (SqlStore store = open()) {
            assertArrayEquals(key, store.nonceKey());
        }
    }

    @Test
    void shouldTellListenersWhatAnotherProcessChangedOrRemoved() {
        try (SqlStore ours = open(); SqlStore theirs = open()) {
            ours.apply(List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1002"),
                    Drafts.desktop("carol", "1003")), AUTHOR);
            SqlDirectory view = new SqlDirectory(ours);
            List<DeviceId> changed = new ArrayList<>();
            view.onChange(changed::add);
            long bob = view.bySetUser("bob").orElseThrow().id().value();

            theirs.apply(List.of(Drafts.draft("alice", DeviceKind.DESKTOP, "alice", "1009", "x"),
                    Drafts.desktop("dave", "1004")), AUTHOR);
            theirs.deleteUser("bob@example.com", AUTHOR);
            view.poll();
            view.poll();

            DeviceId alice = view.bySetUser("alice").orElseThrow().id();
            changed.sort((a, b) -> Long.compare(a.value(), b.value()));
            assertEquals(List.of(alice, new DeviceId(bob)), changed);
            assertEquals(Optional.of(alice), view.byIcpUser("pbx", "1009").map(Device::id));
            assertEquals(Optional.empty(), view.byIcpUser("pbx", "1001"));
            assertEquals(Optional.empty(), view.byId(new DeviceId(bob)));
            assertEquals(new Secret("icp-dave"), view.bySetUser("dave").orElseThrow().icpSecret());
            assertEquals(3, view.size());
        }
    }

    @Test
    void shouldSeeTheSameByTakingUpChangesAsByReadingEverything() {
        Random random = new Random(7);
        try (SqlStore store = open()) {
            SqlDirectory view = new SqlDirectory(store);
            for (int round = 0; round < 60; round++) {
                for (int change = random.nextInt(4); change >= 0; change--) {
                    changeSomething(store, random);
                }
                if (round % 20 == 19) {
                    sql("DELETE FROM directory_changes"); // as if it were too far behind
                }
                assertEquals(Set.copyOf(store.devices()), Set.copyOf(view.current()), "before it is taken up");
                view.poll();
                assertSeesWhatIsThere(store, view);
                assertEquals(Set.copyOf(store.devices()), Set.copyOf(view.current()), "afterwards");
            }
        }
    }

    private static void changeSomething(SqlStore store, Random random) {
        int a = random.nextInt(6);
        if (random.nextInt(5) == 0) {
            store.deleteUser("user" + a + "@example.com", AUTHOR);
            return;
        }
        int b = (a + 1 + random.nextInt(5)) % 6;
        // Two users with each other's extension, or their own again: refused where a third has it.
        boolean swapped = random.nextBoolean();
        store.apply(List.of(numbered(a, swapped ? b : a, random), numbered(b, swapped ? a : b, random)), AUTHOR);
    }

    private static DeviceDraft numbered(int user, int number, Random random) {
        return Drafts.draft("user" + user, DeviceKind.DESKTOP, "set" + number, "10" + number,
                "code" + random.nextInt(3));
    }

    private static void assertSeesWhatIsThere(SqlStore store, SqlDirectory view) {
        List<Device> there = store.devices();
        assertEquals(Set.copyOf(there), Set.copyOf(view.devices()));
        for (int number = 0; number < 6; number++) {
            String setUser = "set" + number;
            String icpUser = "10" + number;
            assertEquals(there.stream().filter(device -> device.setUser().equals(setUser)).findFirst(),
                    view.bySetUser(setUser));
            assertEquals(there.stream().filter(device -> device.icpUser().equals(icpUser)).findFirst(),
                    view.byIcpUser("pbx", icpUser));
        }
    }

    @Test
    void shouldTakeUpAChangeOfVeryManyDevices() {
        try (SqlStore store = open()) {
            SqlDirectory view = new SqlDirectory(store);
            List<DeviceDraft> many = IntStream.range(0, ChangedDevices.FEW + 1)
                    .mapToObj(i -> Drafts.desktop("u" + i, String.valueOf(2000 + i))).toList();

            store.apply(many, AUTHOR);
            view.poll();

            assertEquals(many.size(), view.size());
            assertEquals(Optional.empty(), store.since(0).changed(), "read as a whole");
        }
    }

    @Test
    void shouldReadOnlyTheDevicesThatChanged() {
        try (SqlStore store = open()) {
            store.apply(List.of(Drafts.desktop("alice", "1001"), Drafts.desktop("bob", "1002")), AUTHOR);
            long version = store.version();

            store.apply(List.of(Drafts.desktop("bob", "1003")), AUTHOR);

            assertEquals(List.of("1003"), store.since(version).devices().stream().map(Device::icpUser).toList());
            assertEquals(List.of(), store.since(store.version()).devices());
        }
    }

    private SqlStore open() {
        return database.open();
    }

    private void sql(String statement) {
        database.sql(statement);
    }
}
