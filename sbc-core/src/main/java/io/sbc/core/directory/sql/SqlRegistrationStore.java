package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.StoreException;
import io.sbc.core.registrar.RegistrationStore;
import io.sbc.core.registrar.SavedRegistration;
import io.sbc.core.registrar.SavedRegistration.Phone;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Registrations beside the directory, in the same database, over a connection of their own with {@code
 * synchronous=NORMAL}: a kill of the process loses no commit, a power cut may lose the last ones, which costs a REGISTER at
 * the PBX each. One thread at a time.
 */
public final class SqlRegistrationStore implements RegistrationStore {

    private final OwnConnection connection;
    private final Handle handle;

    private SqlRegistrationStore(OwnConnection connection) {
        this.connection = connection;
        this.handle = connection.handle();
    }

    /**
     * Opens it. The tables are there once {@link SqlStore#open} has been called.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlRegistrationStore open(StoreSettings settings) {
        return new SqlRegistrationStore(OwnConnection.open(settings));
    }

    @Override
    public List<SavedRegistration> load() {
        try {
            Map<Long, List<Phone>> phones = new HashMap<>();
            handle.select("SELECT * FROM registered_phones ORDER BY device_id, place")
                    .map((row, _) -> Map.entry(row.getLong("device_id"), toPhone(row)))
                    .forEach(entry -> phones.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                            .add(entry.getValue()));
            return handle.select("SELECT * FROM registrations ORDER BY device_id")
                    .map((row, _) -> toRegistration(row, phones.getOrDefault(row.getLong("device_id"), List.of())))
                    .list();
        } catch (JdbiException e) {
            throw new StoreException("registrations cannot be read: " + StoreFailures.rootMessage(e), e);
        }
    }

    private static Phone toPhone(ResultSet row) throws SQLException {
        int regId = row.getInt("reg_id");
        return new Phone(row.getString("contact"), row.getString("call_id"), row.getLong("cseq"),
                regId == 0 ? OptionalInt.empty() : OptionalInt.of(regId), row.getLong("expires_at"));
    }

    private static SavedRegistration toRegistration(ResultSet row, List<Phone> phones) throws SQLException {
        return new SavedRegistration(new DeviceId(row.getLong("device_id")), row.getString("icp"),
                row.getString("icp_user"), row.getString("contact"), row.getString("call_id"), row.getLong("cseq"),
                row.getLong("granted_seconds"), row.getLong("expires_at"), row.getString("service_route"), phones);
    }

    @Override
    public void write(List<Change> changes) {
        try {
            handle.useTransaction(transaction -> write(transaction, changes));
        } catch (JdbiException e) {
            throw new StoreException("registrations cannot be written: " + StoreFailures.rootMessage(e), e);
        }
    }

    private static void write(Handle transaction, List<Change> changes) {
        try (PreparedBatch registrations = transaction.prepareBatch("DELETE FROM registrations WHERE device_id = ?");
                PreparedBatch phones = transaction.prepareBatch("DELETE FROM registered_phones WHERE device_id = ?")) {
            changes.forEach(change -> registrations.add(change.device().value()));
            changes.forEach(change -> phones.add(change.device().value()));
            registrations.execute();
            phones.execute();
        }
        List<SavedRegistration> saved = changes.stream().flatMap(change -> change.now().stream()).toList();
        if (!saved.isEmpty()) {
            insert(transaction, saved);
        }
        List<SavedRegistration> withPhones = saved.stream().filter(each -> !each.phones().isEmpty()).toList();
        if (!withPhones.isEmpty()) {
            insertPhones(transaction, withPhones);
        }
    }

    private static void insert(Handle transaction, List<SavedRegistration> saved) {
        try (PreparedBatch insert = transaction.prepareBatch(
                """
                        INSERT INTO registrations (device_id, icp, icp_user, contact, call_id, cseq, granted_seconds, expires_at,
                                                   service_route)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            saved.forEach(each -> insert.add(each.device().value(), each.pbx(), each.icpUser(), each.contact(),
                    each.callId(), each.cseq(), each.grantedSeconds(), each.expiresAtMillis(), each.serviceRoute()));
            insert.execute();
        }
    }

    private static void insertPhones(Handle transaction, List<SavedRegistration> saved) {
        try (PreparedBatch insert = transaction.prepareBatch("""
                INSERT INTO registered_phones (device_id, place, contact, call_id, cseq, reg_id, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)""")) {
            for (SavedRegistration each : saved) {
                int place = 0;
                for (Phone phone : each.phones()) {
                    insert.add(each.device().value(), place++, phone.contact(), phone.callId(), phone.cseq(),
                            phone.regId().orElse(0), phone.expiresAtMillis());
                }
            }
            insert.execute();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
