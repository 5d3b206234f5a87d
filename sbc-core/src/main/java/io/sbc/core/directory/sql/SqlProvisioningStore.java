package io.sbc.core.directory.sql;

import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.TemplateStore;
import io.sbc.core.directory.UserTemplate;
import io.sbc.core.history.Authorship;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.statement.StatementContext;

/** Templates and licence counts in SQL, in the database of the {@link SqlStore} that made it. Thread-safe. */
final class SqlProvisioningStore implements TemplateStore, LicenceStore {

    private final SqlAccessStore.Session session;

    SqlProvisioningStore(SqlAccessStore.Session session) {
        this.session = session;
    }

    @Override
    public List<UserTemplate> templates() {
        return session.with(open -> open.select("SELECT * FROM templates ORDER BY name")
                .map(SqlProvisioningStore::toTemplate).list());
    }

    private static UserTemplate toTemplate(ResultSet row, StatementContext context) throws SQLException {
        return new UserTemplate(row.getString("name"), row.getString("description"), row.getString("desktop"),
                row.getString("mobile"), row.getString("icp"), row.getBoolean("enabled"),
                row.getBoolean("generate_password"));
    }

    @Override
    public void put(UserTemplate template, Authorship author) {
        session.with(open -> open.execute("""
                INSERT INTO templates (name, description, desktop, mobile, icp, enabled, generate_password)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET description = excluded.description, desktop = excluded.desktop,
                    mobile = excluded.mobile, icp = excluded.icp, enabled = excluded.enabled,
                    generate_password = excluded.generate_password""", template.name(), template.description(),
                template.desktop(), template.mobile(), template.icp(), template.enabled(),
                template.generatePassword()));
    }

    @Override
    public boolean deleteTemplate(String name, Authorship author) {
        return session.with(open -> open.execute("DELETE FROM templates WHERE name = ?", name)) > 0;
    }

    @Override
    public OptionalInt licences(String kind) {
        Optional<Integer> total = session.with(open -> open.select("SELECT total FROM licences WHERE kind = ?", kind)
                .mapTo(Integer.class).findOne());
        return total.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    @Override
    public void setLicences(String kind, OptionalInt total, Authorship author) {
        session.with(open -> total.isPresent()
                ? open.execute("""
                        INSERT INTO licences (kind, total) VALUES (?, ?)
                        ON CONFLICT (kind) DO UPDATE SET total = excluded.total""", kind, total.getAsInt())
                : open.execute("DELETE FROM licences WHERE kind = ?", kind));
    }

    @Override
    public int devices() {
        return session.with(open -> open.select("SELECT COUNT(*) FROM devices").mapTo(Integer.class).one());
    }
}
