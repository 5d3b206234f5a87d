package io.sbc.core.directory.sql;

import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.UserProfile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** The names and templates of users, and how many devices there may be: inside the transaction of a change of the directory. */
final class SqlUserProfiles {

    /** More profiles than this are looked for by reading them all. */
    private static final int FEW = 50;

    private SqlUserProfiles() {}

    static List<UserProfile> all(Handle open) {
        return open.select("SELECT * FROM user_profiles ORDER BY email").map(SqlUserProfiles::toProfile).list();
    }

    static Optional<UserProfile> of(Handle open, String email) {
        return open.select("SELECT * FROM user_profiles WHERE email = ?", email).map(SqlUserProfiles::toProfile)
                .findOne();
    }

    private static UserProfile toProfile(ResultSet row, StatementContext context) throws SQLException {
        return new UserProfile(row.getString("email"), row.getString("name"), row.getString("template"));
    }

    /** A profile that became another one; {@code before} of a user who had none is {@link UserProfile#unnamed}. */
    record Change(UserProfile before, UserProfile after) {}

    /** Those that become others. */
    static List<Change> changes(Handle open, List<UserProfile> profiles) {
        Map<String, UserProfile> known = profiles.size() > FEW
                ? all(open).stream().collect(Collectors.toMap(UserProfile::email, Function.identity()))
                : profiles.stream().flatMap(profile -> of(open, profile.email()).stream())
                        .collect(Collectors.toMap(UserProfile::email, Function.identity(), (one, _) -> one));
        return profiles.stream().filter(profile -> !profile.equals(known.get(profile.email())))
                .map(profile -> new Change(
                        known.getOrDefault(profile.email(), UserProfile.unnamed(profile.email())), profile))
                .toList();
    }

    static void write(Handle transaction, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO user_profiles (email, name, template) VALUES (?, ?, ?)
                ON CONFLICT (email) DO UPDATE SET name = excluded.name, template = excluded.template""")) {
            changes.forEach(change -> batch.add(change.after().email(), change.after().name(),
                    change.after().template()));
            batch.execute();
        }
    }

    static void delete(Handle transaction, String email) {
        transaction.execute("DELETE FROM user_profiles WHERE email = ?", email);
    }

    /**
     * Whether new devices would be too many. One that only replaces may go on, however many there are.
     *
     * @param otherwise how many there may be where no count was set
     */
    static Optional<BatchResult.Excess> excess(Handle open, List<DraftOutcome> outcomes, int otherwise) {
        int more = (int) outcomes.stream().filter(DraftOutcome.Created.class::isInstance).count();
        if (more == 0) {
            return Optional.empty();
        }
        int devicesMax = SqlProvisioningStore.total(open, LicenceStore.TELEWORKER).orElse(otherwise);
        if (devicesMax == Integer.MAX_VALUE) {
            return Optional.empty();
        }
        int devices = open.select("SELECT COUNT(*) FROM devices").mapTo(Integer.class).one();
        return devices + more > devicesMax
                ? Optional.of(new BatchResult.Excess(devices, more, devicesMax))
                : Optional.empty();
    }
}
