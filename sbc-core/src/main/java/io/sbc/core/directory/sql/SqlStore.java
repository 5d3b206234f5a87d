package io.sbc.core.directory.sql;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.NonceStore;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.directory.DirectoryStore;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.TemplateStore;
import io.sbc.core.directory.UserProfile;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.jobs.JobStore;
import io.sbc.core.settings.SettingsStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * {@link DirectoryStore} in SQL, on SQLite or PostgreSQL, and the door to the other stores in the same database. Thread-safe. A change is
 * on the disk when it returns.
 */
public final class SqlStore implements DirectoryStore {

    private static final String KEY_CHECK = "key_check";
    private static final String NONCE_LABEL = "sbc signed nonces v1";
    private static final String REQUEST_NONCE_LABEL = "sbc request nonces v1";
    private static final String CONTACT_LABEL = "sbc signed icp-contacts v1";
    private static final String LIVE_CALL_LABEL = "sbc live-calls v1";
    private static final String SECRETS_LABEL = "sbc store secrets v1";
    private static final String HISTORY_LABEL = "sbc history seal v1";
    /** What a {@link StoreWatch} calls changes of what was set by API. */
    public static final String SETTINGS = SqlSettingsStore.TOPIC;
    /** What it calls changes of consumers and tokens. */
    public static final String ACCESS = SqlAccessStore.TOPIC;
    /** What it calls changes of jobs. */
    public static final String JOBS = SqlJobStore.TOPIC;

    static final String TOPIC = "directory";
    private static final String LAST_ID = "last_id";
    private static final String DEVICES = "SELECT d.*, u.email FROM devices d JOIN users u ON u.id = d.user_id ";
    private static final String IN_ORDER = " ORDER BY u.email, d.kind";
    /** Each by an index of its own: with OR over both tables all devices would be gone through. */
    private static final String BESIDE = DEVICES + """
            WHERE d.id IN (SELECT id FROM devices WHERE user_id = (SELECT id FROM users WHERE email = ?)
                           UNION SELECT id FROM devices WHERE set_user = ?
                           UNION SELECT id FROM devices WHERE icp = ? AND icp_user = ?)""" + IN_ORDER;
    /** More devices than this are looked for by reading them all. */
    private static final int SMALL_BATCH = 50;

    private final SqlDatabase session;
    private final KeyFile keyFile;
    private final SecretBox secretBox;
    private final SqlHistory history;
    private final InstantSource clock;

    private SqlStore(SqlDatabase session, KeyFile keyFile, EventLog events, SecureRandom random, InstantSource clock) {
        this.session = session;
        this.keyFile = keyFile;
        this.secretBox = new SecretBox(keyFile.derive(SECRETS_LABEL), random);
        this.clock = clock;
        history = new SqlHistory(session, events, clock);
    }

    /**
     * Opens the store; makes database and key file when they are missing, and brings the tables up to date.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlStore open(StoreSettings settings, SecureRandom random) {
        return open(settings, random, InstantSource.system());
    }

    /** The same with a clock for the history. */
    public static SqlStore open(StoreSettings settings, SecureRandom random, InstantSource clock) {
        SqlDatabase database = SqlDatabase.open(settings);
        try {
            KeyFile keyFile = database.write(change -> checkedKey(change, database.name(), settings.keyFile(), random));
            EventLog events = new EventLog(keyFile.derive(HISTORY_LABEL));
            database.keepHistory(events, clock);
            return new SqlStore(database, keyFile, events, random, clock);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** In the transaction that makes the check: of two nodes that start at once on an empty database, one's key holds. */
    private static KeyFile checkedKey(SqlChange change, String database, Path file, SecureRandom random) {
        Optional<String> check = change.handle().select("SELECT value FROM properties WHERE name = ?", KEY_CHECK)
                .mapTo(String.class).findOne();
        if (check.isPresent() && !Files.exists(file)) {
            throw new StoreException("store.key-file: " + file + " is missing, and the secrets in " + database
                    + " cannot be read without it");
        }
        KeyFile keyFile = KeyFile.openOrCreate(file, random);
        SecretBox box = new SecretBox(keyFile.derive(SECRETS_LABEL), random);
        if (check.isEmpty()) {
            change.execute("INSERT INTO properties (name, value) VALUES (?, ?)", KEY_CHECK,
                    box.seal(new Secret(KEY_CHECK), KEY_CHECK));
        } else if (box.open(check.get(), KEY_CHECK).isEmpty()) {
            throw new StoreException("store.key-file: " + file + " is not the key that the secrets in " + database
                    + " were sealed with");
        }
        return keyFile;
    }

    /** Has the watch look at once when the database tells of another node's change; SQLite does not. Once. */
    public void wake(StoreWatch watch) {
        session.onNotification(watch::wake);
    }

    @Override
    public List<Device> devices() {
        return session.read(this::load);
    }

    @Override
    public List<Device> devicesOf(String email) {
        return session.read(open -> devicesOf(open, email));
    }

    @Override
    public BatchResult apply(DirectoryChange wanted, Authorship author) {
        return session.write(change -> {
            List<Device> before = beside(change.handle(), wanted.drafts());
            if (wanted.base().isPresent() && !BaseCheck.holds(BaseCheck.usersOf(wanted), wanted.base().get(), before,
                    change.handle())) {
                return BatchResult.STALE;
            }
            BatchPlan plan = BatchPlan.of(before, wanted.drafts(), counter(change.handle(), LAST_ID));
            Optional<BatchResult.Excess> excess = SqlUserProfiles.excess(change.handle(), plan.outcomes(),
                    wanted.devicesMax());
            if (plan.isRefused() || excess.isPresent()) {
                return new BatchResult(plan.outcomes(), false, excess);
            }
            List<SqlUserProfiles.Change> renamed = SqlUserProfiles.changes(change.handle(), wanted.profiles());
            if (!SqlProvisioningStore.areThere(change.handle(),
                    renamed.stream().map(each -> each.after().template()).toList())) {
                return BatchResult.STALE;
            }
            SqlUserProfiles.write(change.handle(), renamed);
            if (!plan.writes().isEmpty()) {
                write(change.handle(), plan);
                ChangedDevices.record(change, plan.writes().stream().map(Device::id).toList());
            }
            UserEvents.of(before, plan.writes(), renamed, author).forEach(change::record);
            wanted.job().ifPresent(job -> SqlJobStore.markApplied(change, job));
            return new BatchResult(plan.outcomes(), true);
        });
    }

    @Override
    public BatchResult check(DirectoryChange wanted) {
        return session.read(open -> {
            List<DraftOutcome> outcomes = BatchPlan
                    .of(beside(open, wanted.drafts()), wanted.drafts(), counter(open, LAST_ID)).outcomes();
            return new BatchResult(outcomes, false, SqlUserProfiles.excess(open, outcomes, wanted.devicesMax()));
        });
    }

    @Override
    public List<UserProfile> profiles() {
        return session.read(SqlUserProfiles::all);
    }

    @Override
    public UserProfile profileOf(String email) {
        return session.read(open -> SqlUserProfiles.of(open, email).orElseGet(() -> UserProfile.unnamed(email)));
    }

    @Override
    public boolean deleteUser(String email, DirectoryChange.Base read, Authorship author) {
        return session.write(change -> {
            List<Device> before = devicesOf(change.handle(), email);
            if (!BaseCheck.holds(Set.of(email), read, before, change.handle())) {
                return false;
            }
            change.execute("DELETE FROM devices WHERE user_id = (SELECT id FROM users WHERE email = ?)", email);
            if (change.execute("DELETE FROM users WHERE email = ?", email) == 0) {
                return false;
            }
            SqlUserProfiles.delete(change.handle(), email);
            change.record(UserEvents.deleted(email, before, author));
            ChangedDevices.record(change, before.stream().map(Device::id).toList());
            return true;
        });
    }

    /** Grows with every change of the directory, by whichever process. */
    long version() {
        return session.read(ChangedDevices::version);
    }

    /** What became of the directory since a version: what that version changed, or where that is much, everything. */
    ChangedDevices.Missed since(long version) {
        return session.read(open -> {
            // The version first: what changes between the reads is read again with the next one.
            long now = ChangedDevices.version(open);
            Optional<Set<DeviceId>> changed = ChangedDevices.between(open, version, now);
            List<Device> devices = changed.isPresent()
                    ? changed.get().stream().flatMap(id -> open.select(DEVICES + "WHERE d.id = ?", id.value())
                            .map(this::toDevice).findOne().stream()).toList()
                    : load(open);
            return new ChangedDevices.Missed(now, changed, devices);
        });
    }

    /** For stores of other subjects in the same database. */
    public SqlSession session() {
        return session;
    }

    /** Who changed what; closed with this store. */
    public HistoryStore history() {
        return history;
    }

    /** 32 octets that signed nonces are made with: the same after a restart, so that nonces outlive it. */
    public byte[] nonceKey() {
        return keyFile.derive(NONCE_LABEL);
    }

    /** 32 octets that nonces of signed requests are hashed with: the same on all nodes. */
    public byte[] requestNonceKey() {
        return keyFile.derive(REQUEST_NONCE_LABEL);
    }

    /** Where nodes that share the database keep the nonces of signed requests; empty where no other node can be. */
    public Optional<NonceStore> nonces() {
        return session.nonces();
    }

    /** 32 octets that records of live calls are sealed with: the same after a restart. */
    public byte[] liveCallKey() {
        return keyFile.derive(LIVE_CALL_LABEL);
    }

    /** 32 octets that the Contacts at PBXs are made with: the same after a restart, so that a PBX's bindings stay true. */
    public byte[] contactKey() {
        return keyFile.derive(CONTACT_LABEL);
    }

    /** Consumers and tokens, in the same database; closed with this store. */
    public AccessStore access() {
        return new SqlAccessStore(session, secretBox);
    }

    /** Templates, in the same database; closed with this store. */
    public TemplateStore templates() {
        return new SqlProvisioningStore(session);
    }

    /** Licence counts, in the same database; closed with this store. */
    public LicenceStore licences() {
        return new SqlProvisioningStore(session);
    }

    /** Work that takes longer than a request, of all nodes; closed with this store. */
    public JobStore jobs() {
        return new SqlJobStore(session);
    }

    /** What was set by API; closed with this store. */
    public SettingsStore settings() {
        return new SqlSettingsStore(session, clock);
    }

    /** Whether the database still answers. */
    public boolean isUsable() {
        try {
            return version() >= 0;
        } catch (StoreException e) {
            return false;
        }
    }

    /** Whether other nodes' changes are told as they happen; false while the connection for that is gone. Any thread. */
    public boolean isListening() {
        return session.isListening();
    }

    @Override
    public void close() {
        session.close();
    }

    /**
     * The devices that a batch has to do with: all of its users, and those that have what it wants to have. With many drafts the whole
     * directory is read at once instead.
     */
    private List<Device> beside(Handle open, List<DeviceDraft> drafts) {
        if (drafts.size() > SMALL_BATCH) {
            return load(open);
        }
        Map<DeviceId, Device> found = new LinkedHashMap<>();
        for (DeviceDraft draft : drafts) {
            open.select(BESIDE, draft.email(), draft.setUser(), draft.icp(), draft.icpUser()).map(this::toDevice)
                    .forEach(device -> found.put(device.id(), device));
        }
        return List.copyOf(found.values());
    }

    private List<Device> devicesOf(Handle open, String email) {
        return open.select(DEVICES + "WHERE u.email = ?" + IN_ORDER, email).map(this::toDevice).list();
    }

    private static long counter(Handle open, String name) {
        return open.select("SELECT value FROM counters WHERE name = ?", name).mapTo(Long.class).one();
    }

    private List<Device> load(Handle open) {
        return open.select(DEVICES + IN_ORDER).map(this::toDevice).list();
    }

    private Device toDevice(ResultSet row, StatementContext context) throws SQLException {
        long id = row.getLong("id");
        Secret icpSecret = secretBox.open(row.getString("icp_secret"), placeOf(id)).orElseThrow(
                () -> new StoreException("the ICP-side secret of device " + id + " does not open: it was changed"));
        return new Device(new DeviceId(id), row.getString("email"),
                DeviceKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("set_user"),
                new DigestHa1(row.getString("ha1_realm"), row.getString("ha1_md5"), row.getString("ha1_sha256")),
                row.getString("icp_user"), row.getString("icp_auth_user"), icpSecret, row.getString("icp"),
                row.getBoolean("enabled"));
    }

    /** A replaced device is deleted and inserted again with its id: so two may swap what is unique. */
    private void write(Handle transaction, BatchPlan plan) {
        long id = plan.lastId();
        try (PreparedBatch delete = transaction.prepareBatch("DELETE FROM devices WHERE id = :id")) {
            plan.writes().forEach(device -> delete.bind("id", device.id().value()).add());
            delete.execute();
        }
        List<String> fresh = withoutUser(transaction, plan.writes().stream().map(Device::email).distinct().toList());
        if (!fresh.isEmpty()) {
            try (PreparedBatch users = transaction.prepareBatch("INSERT INTO users (id, email) VALUES (?, ?)")) {
                for (String email : fresh) {
                    users.add(++id, email);
                }
                users.execute();
            }
        }
        try (PreparedBatch insert = transaction.prepareBatch("""
                INSERT INTO devices (id, user_id, kind, set_user, ha1_realm, ha1_md5, ha1_sha256, icp, icp_user,
                                     icp_auth_user, icp_secret, enabled)
                VALUES (:id, (SELECT id FROM users WHERE email = :email), :kind, :setUser, :realm, :md5, :sha256, :icp,
                        :icpUser, :icpAuthUser, :icpSecret, :enabled)""")) {
            plan.writes().forEach(device -> bind(insert, device).add());
            insert.execute();
        }
        transaction.execute("UPDATE counters SET value = ? WHERE name = ?", id, LAST_ID);
    }

    /** Those of whom there is no user yet; of many all users are read at once. */
    private static List<String> withoutUser(Handle open, List<String> emails) {
        if (emails.size() <= SMALL_BATCH) {
            return emails.stream().filter(email -> open.select("SELECT id FROM users WHERE email = ?", email)
                    .mapTo(Long.class).findOne().isEmpty()).toList();
        }
        Set<String> known = new HashSet<>(open.select("SELECT email FROM users").mapTo(String.class).list());
        return emails.stream().filter(email -> !known.contains(email)).toList();
    }

    private PreparedBatch bind(PreparedBatch insert, Device device) {
        return insert.bind("id", device.id().value()).bind("email", device.email())
                .bind("kind", device.kind().name().toLowerCase(Locale.ROOT)).bind("setUser", device.setUser())
                .bind("realm", device.ha1().realm()).bind("md5", device.ha1().md5())
                .bind("sha256", device.ha1().sha256()).bind("icp", device.icp()).bind("icpUser", device.icpUser())
                .bind("icpAuthUser", device.icpAuthUser())
                .bind("icpSecret", secretBox.seal(device.icpSecret(), placeOf(device.id().value())))
                .bind("enabled", device.enabled());
    }

    private static String placeOf(long deviceId) {
        return "devices.icp_secret:" + deviceId;
    }
}
