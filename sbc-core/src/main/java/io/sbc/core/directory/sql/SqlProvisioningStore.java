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
import java.util.Collection;
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
    public boolean put(Optional<UserTemplate> before, UserTemplate template, Authorship author) {
        return session.write(change -> {
            Optional<UserTemplate> there = find(change.handle(), template.name());
            if (!there.equals(before)) {
                return false;
            }
            if (!there.equals(Optional.of(template))) {
                change.record(event(author, there, Optional.of(template)));
                change.execute("""
                        INSERT INTO templates (name, description, desktop, mobile, icp, enabled, generate_password)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (name) DO UPDATE SET description = excluded.description, desktop = excluded.desktop,
                            mobile = excluded.mobile, icp = excluded.icp, enabled = excluded.enabled,
                            generate_password = excluded.generate_password""", template.name(), template.description(),
                        template.desktop(), template.mobile(), template.icp(), template.enabled(),
                        template.generatePassword());
            }
            return true;
        });
    }

    private static Optional<UserTemplate> find(Handle open, String name) {
        return open.select("SELECT * FROM templates WHERE name = ?", name)
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
    public Removal deleteTemplate(UserTemplate template, Authorship author) {
        return session.write(change -> {
            Optional<UserTemplate> there = find(change.handle(), template.name());
            if (!there.equals(Optional.of(template))) {
                return Removal.STALE;
            }
            if (!template.name().equals(UserTemplate.PSI.name()) && isUsed(change.handle(), template.name())) {
                return Removal.USED;
            }
            change.execute("DELETE FROM templates WHERE name = ?", template.name());
            change.record(event(author, there, Optional.empty()));
            return Removal.DONE;
        });
    }

    private static boolean isUsed(Handle open, String name) {
        return open.select("SELECT COUNT(*) FROM user_profiles WHERE template = ?", name).mapTo(Long.class).one() > 0;
    }

    /** Whether users of these templates can be written: another node may have removed one since it was read. */
    static boolean areThere(Handle open, Collection<String> names) {
        return names.stream().distinct()
                .allMatch(
                        name -> name.isEmpty() || name.equals(UserTemplate.PSI.name()) || find(open, name).isPresent());
    }

    @Override
    public OptionalInt licences(String kind) {
        return session.read(open -> total(open, kind)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    static Optional<Integer> total(Handle open, String kind) {
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
