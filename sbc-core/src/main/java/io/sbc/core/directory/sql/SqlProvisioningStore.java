package io.sbc.core.directory.sql;

import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.TemplateStore;
import io.sbc.core.directory.UserTemplate;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Templates and licence counts in SQL, in the database of the {@link SqlStore} that made it. Thread-safe. */
final class SqlProvisioningStore implements TemplateStore, LicenceStore {

    private static final Map<String, Function<UserTemplate, Object>> PROPERTIES = new TreeMap<>(Map.of("description",
            UserTemplate::description, "desktop", UserTemplate::desktop, "mobile", UserTemplate::mobile, "icp",
            UserTemplate::icp, "enabled", UserTemplate::enabled, "generatePassword", UserTemplate::generatePassword));

    private final SqlSession session;

    SqlProvisioningStore(SqlSession session) {
        this.session = session;
    }

    @Override
    public List<UserTemplate> templates() {
        return session.read(open -> open.select("SELECT * FROM templates ORDER BY name")
                .map(SqlProvisioningStore::toTemplate).list());
    }

    private static UserTemplate toTemplate(ResultSet row, StatementContext context) throws SQLException {
        return new UserTemplate(row.getString("name"), row.getString("description"), row.getString("desktop"),
                row.getString("mobile"), row.getString("icp"), row.getBoolean("enabled"),
                row.getBoolean("generate_password"));
    }

    @Override
    public void put(UserTemplate template, Authorship author) {
        session.write(change -> {
            Optional<UserTemplate> before = find(change, template.name());
            if (before.equals(Optional.of(template))) {
                return 0;
            }
            change.record(event(author, before, Optional.of(template)));
            return change.handle().execute("""
                    INSERT INTO templates (name, description, desktop, mobile, icp, enabled, generate_password)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET description = excluded.description, desktop = excluded.desktop,
                        mobile = excluded.mobile, icp = excluded.icp, enabled = excluded.enabled,
                        generate_password = excluded.generate_password""", template.name(), template.description(),
                    template.desktop(), template.mobile(), template.icp(), template.enabled(),
                    template.generatePassword());
        });
    }

    private static Optional<UserTemplate> find(SqlChange change, String name) {
        return change.handle().select("SELECT * FROM templates WHERE name = ?", name)
                .map(SqlProvisioningStore::toTemplate).findOne();
    }

    private static EventDraft event(Authorship author, Optional<UserTemplate> before, Optional<UserTemplate> after) {
        Changes changes = new Changes();
        PROPERTIES.forEach((property, value) -> changes.text(property, before.map(value), after.map(value)));
        String verb = before.isEmpty() ? "created" : after.isEmpty() ? "deleted" : "changed";
        return EventDraft.of(author, "template." + verb,
                new Subject("template", before.or(() -> after).orElseThrow().name()), changes.list(), "users");
    }

    @Override
    public boolean deleteTemplate(String name, Authorship author) {
        return session.write(change -> {
            Optional<UserTemplate> before = find(change, name);
            before.ifPresent(template -> {
                change.handle().execute("DELETE FROM templates WHERE name = ?", name);
                change.record(event(author, before, Optional.empty()));
            });
            return before.isPresent();
        });
    }

    @Override
    public OptionalInt licences(String kind) {
        return session.read(open -> total(open, kind)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static Optional<Integer> total(Handle open, String kind) {
        return open.select("SELECT total FROM licences WHERE kind = ?", kind).mapTo(Integer.class).findOne();
    }

    @Override
    public void setLicences(String kind, OptionalInt total, Authorship author) {
        session.write(change -> {
            Optional<Integer> before = total(change.handle(), kind);
            Optional<Integer> after = total.isPresent() ? Optional.of(total.getAsInt()) : Optional.empty();
            if (before.equals(after)) {
                return 0;
            }
            change.record(EventDraft.of(author, "licence.changed", new Subject("licence", kind),
                    new Changes().text("total", before, after).list(), "settings"));
            return after.isPresent()
                    ? change.handle().execute("""
                            INSERT INTO licences (kind, total) VALUES (?, ?)
                            ON CONFLICT (kind) DO UPDATE SET total = excluded.total""", kind, total.getAsInt())
                    : change.handle().execute("DELETE FROM licences WHERE kind = ?", kind);
        });
    }

    @Override
    public int devices() {
        return session.read(open -> open.select("SELECT COUNT(*) FROM devices").mapTo(Integer.class).one());
    }
}
