package io.sbc.core.directory.sql;

import io.sbc.core.access.AccessStore;
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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * {@link DirectoryStore} on SQLite. One connection, used by one thread at a time; other processes may have the same file
 * open ({@code users import} while the SBC runs): the write-ahead log lets them read meanwhile, and a writer waits for
 * another one up to {@link #BUSY_TIMEOUT_MILLIS}. A commit is on the disk when it returns ({@code synchronous=FULL}).
 */
public final class SqlStore implements DirectoryStore {

    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final String KEY_CHECK = "key_check";
    private static final String NONCE_LABEL = "sbc signed nonces v1";
    private static final String CONTACT_LABEL = "sbc signed icp-contacts v1";
    private static final String SECRETS_LABEL = "sbc store secrets v1";

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final Handle handle;
    private final KeyFile keyFile;
    private final SecretBox secretBox;

    private SqlStore(Connection connection, Handle handle, KeyFile keyFile, SecretBox secretBox) {
        this.connection = connection;
        this.handle = handle;
        this.keyFile = keyFile;
        this.secretBox = secretBox;
    }

    /**
     * Opens the store; makes database and key file when they are missing, and brings the tables up to date.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlStore open(StoreSettings settings, SecureRandom random) {
        Path database = settings.database();
        try (FileChannel lockFile = PrivateFiles.lockFile(database); FileLock lock = lockFile.lock()) {
            assert lock.isValid(); // of two processes that start at once, one makes database and key, and the other finds them
            PrivateFiles.createIfMissing(database);
            return openLocked(settings, random);
        } catch (IOException e) {
            throw new StoreException("store.database: " + database + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static SqlStore openLocked(StoreSettings settings, SecureRandom random) {
        SQLiteDataSource source = source(settings.database(), SQLiteConfig.SynchronousMode.FULL);
        try {
            Flyway.configure(SqlStore.class.getClassLoader()).dataSource(source).locations("classpath:db/migration")
                    .load().migrate();
            Connection connection = source.getConnection();
            Handle handle = Jdbi.create(connection).open();
            try {
                return checked(connection, handle, settings, random);
            } catch (RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | FlywayException | JdbiException e) {
            throw new StoreException("store.database: " + settings.database() + " cannot be used: " + rootMessage(e),
                    e);
        }
    }

    private static SqlStore checked(Connection connection, Handle handle, StoreSettings settings,
            SecureRandom random) {
        Optional<String> check = handle.select("SELECT value FROM properties WHERE name = ?", KEY_CHECK)
                .mapTo(String.class).findOne();
        if (check.isPresent() && !Files.exists(settings.keyFile())) {
            throw new StoreException("store.key-file: " + settings.keyFile()
                    + " is missing, and the secrets in " + settings.database() + " cannot be read without it");
        }
        KeyFile keyFile = KeyFile.openOrCreate(settings.keyFile(), random);
        SecretBox box = new SecretBox(keyFile.derive(SECRETS_LABEL), random);
        if (check.isEmpty()) {
            handle.execute("INSERT INTO properties (name, value) VALUES (?, ?)", KEY_CHECK,
                    box.seal(new Secret(KEY_CHECK), KEY_CHECK));
        } else if (box.open(check.get(), KEY_CHECK).isEmpty()) {
            throw new StoreException("store.key-file: " + settings.keyFile()
                    + " is not the key that the secrets in " + settings.database() + " were sealed with");
        }
        return new SqlStore(connection, handle, keyFile, box);
    }

    static SQLiteDataSource source(Path database, SQLiteConfig.SynchronousMode synchronous) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database);
        return source;
    }

    @Override
    public List<Device> devices() {
        return with(this::load);
    }

    @Override
    public List<Device> devicesOf(String email) {
        return with(open -> open
                .select("SELECT d.*, u.email FROM devices d JOIN users u ON u.id = d.user_id WHERE u.email = ? ORDER BY d.kind",
                        email)
                .map(this::toDevice).list());
    }

    @Override
    public BatchResult apply(DirectoryChange change) {
        return with(open -> open.inTransaction(transaction -> {
            BatchPlan plan = plan(transaction, change.drafts());
            Optional<BatchResult.Excess> excess = SqlUserProfiles.excess(transaction, plan.outcomes(),
                    change.devicesMax());
            if (plan.isRefused() || excess.isPresent()) {
                return new BatchResult(plan.outcomes(), false, excess);
            }
            write(transaction, plan);
            SqlUserProfiles.write(transaction, change.profiles());
            return new BatchResult(plan.outcomes(), true);
        }));
    }

    @Override
    public BatchResult check(DirectoryChange change) {
        return with(open -> {
            List<DraftOutcome> outcomes = plan(open, change.drafts()).outcomes();
            return new BatchResult(outcomes, false, SqlUserProfiles.excess(open, outcomes, change.devicesMax()));
        });
    }

    @Override
    public List<UserProfile> profiles() {
        return with(SqlUserProfiles::all);
    }

    @Override
    public UserProfile profileOf(String email) {
        return with(open -> SqlUserProfiles.of(open, email).orElseGet(() -> UserProfile.unnamed(email)));
    }

    @Override
    public boolean deleteUser(String email) {
        return with(open -> open.inTransaction(transaction -> {
            transaction.execute("DELETE FROM devices WHERE user_id = (SELECT id FROM users WHERE email = ?)", email);
            if (transaction.execute("DELETE FROM users WHERE email = ?", email) == 0) {
                return false;
            }
            SqlUserProfiles.delete(transaction, email);
            transaction.execute("UPDATE counters SET value = value + 1 WHERE name = 'directory'");
            return true;
        }));
    }

    /** Grows with every change of the directory, by whichever process. */
    long version() {
        return with(open -> counter(open, "directory"));
    }

    /** 32 octets that signed nonces are made with: the same after a restart, so that nonces outlive it. */
    public byte[] nonceKey() {
        return keyFile.derive(NONCE_LABEL);
    }

    /** 32 octets that the Contacts at PBXs are made with: the same after a restart, so that a PBX's bindings stay true. */
    public byte[] contactKey() {
        return keyFile.derive(CONTACT_LABEL);
    }

    /** Consumers and tokens, in the same database; closed with this store. */
    public AccessStore access() {
        return new SqlAccessStore(this::with, secretBox);
    }

    /** Templates, in the same database; closed with this store. */
    public TemplateStore templates() {
        return new SqlProvisioningStore(this::with);
    }

    /** Licence counts, in the same database; closed with this store. */
    public LicenceStore licences() {
        return new SqlProvisioningStore(this::with);
    }

    /** Whether the database still answers. */
    public boolean isUsable() {
        try {
            return version() >= 0;
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            handle.close();
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("the database did not close: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private <T> T with(Function<Handle, T> work) {
        lock.lock();
        try {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw new StoreException("the database failed: " + rootMessage(e), e);
        } finally {
            lock.unlock();
        }
    }

    private BatchPlan plan(Handle open, List<DeviceDraft> drafts) {
        return BatchPlan.of(load(open), drafts, counter(open, "last_id"));
    }

    private static long counter(Handle open, String name) {
        return open.select("SELECT value FROM counters WHERE name = ?", name).mapTo(Long.class).one();
    }

    private List<Device> load(Handle open) {
        return open
                .select("SELECT d.*, u.email FROM devices d JOIN users u ON u.id = d.user_id ORDER BY u.email, d.kind")
                .map(this::toDevice).list();
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
        if (plan.writes().isEmpty()) {
            return;
        }
        long id = plan.lastId();
        try (PreparedBatch delete = transaction.prepareBatch("DELETE FROM devices WHERE id = :id")) {
            plan.writes().forEach(device -> delete.bind("id", device.id().value()).add());
            delete.execute();
        }
        for (String email : plan.writes().stream().map(Device::email).distinct().toList()) {
            if (userId(transaction, email).isEmpty()) {
                transaction.execute("INSERT INTO users (id, email) VALUES (?, ?)", ++id, email);
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
        transaction.execute("UPDATE counters SET value = ? WHERE name = 'last_id'", id);
        transaction.execute("UPDATE counters SET value = value + 1 WHERE name = 'directory'");
    }

    private static Optional<Long> userId(Handle open, String email) {
        return open.select("SELECT id FROM users WHERE email = ?", email).mapTo(Long.class).findOne();
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

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
