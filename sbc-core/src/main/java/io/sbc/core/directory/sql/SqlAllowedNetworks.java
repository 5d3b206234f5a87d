package io.sbc.core.directory.sql;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.guard.AllowedNetworks;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.util.List;

/** {@link AllowedNetworks} in SQL, in the database of the {@link SqlStore} whose session it has. Thread-safe. */
public final class SqlAllowedNetworks implements AllowedNetworks {

    /** What a {@link StoreWatch} calls changes of them. */
    public static final String TOPIC = "guard_allowed";

    private final SqlSession session;

    public SqlAllowedNetworks(SqlSession session) {
        this.session = session;
    }

    @Override
    public List<IpNetwork> networks() {
        return session.read(open -> open.select("SELECT network FROM guard_allowed ORDER BY network")
                .mapTo(String.class).list()).stream().map(IpNetwork::parse).toList();
    }

    @Override
    public void add(IpNetwork network, Authorship author) {
        change("guard.network-allowed",
                "INSERT INTO guard_allowed (network) VALUES (?) ON CONFLICT (network) DO NOTHING", network, author);
    }

    @Override
    public void remove(IpNetwork network, Authorship author) {
        change("guard.network-disallowed", "DELETE FROM guard_allowed WHERE network = ?", network, author);
    }

    private void change(String action, String sql, IpNetwork network, Authorship author) {
        session.write(change -> {
            if (change.execute(sql, network.toString()) > 0) {
                change.record(EventDraft.of(author, action, new Subject("network", network.toString()), List.of(),
                        "security"));
                change.touch(TOPIC);
            }
            return true;
        });
    }
}
