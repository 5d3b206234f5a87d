package io.sbc.admin.guard;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.directory.StoreException;
import io.sbc.core.guard.AllowedNetworks;
import io.sbc.core.guard.GuardView;
import io.sbc.core.guard.GuardView.BlockedSource;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard for operators. A block comes first and its entry in the history afterwards: who is under attack need not wait for a database. A network
 * that is let in is written first. Thread-safe; waits for the disk.
 */
public final class GuardDesk {

    private static final Logger log = LoggerFactory.getLogger(GuardDesk.class);

    private final GuardView guard;
    private final AllowedNetworks networks;
    private final Consumer<EventDraft> history;

    public GuardDesk(GuardView guard, AllowedNetworks networks, Consumer<EventDraft> history) {
        this.guard = guard;
        this.networks = networks;
        this.history = history;
    }

    /** What can be seen. */
    public GuardView view() {
        return guard;
    }

    /** Has the guard hold to what is written down: at the start, and when another node has changed it. */
    public synchronized void reload() {
        Set<IpNetwork> wanted = new HashSet<>(networks.networks());
        for (String known : guard.allowed().added()) {
            IpNetwork network = IpNetwork.parse(known);
            if (!wanted.remove(network)) {
                guard.disallow(network);
            }
        }
        wanted.stream().filter(network -> !guard.allow(network))
                .forEach(network -> log.error("network {} is not let in: too many were added", network));
    }

    /** Shuts a source out; empty when the list is full of operators' blocks. */
    public Optional<BlockedSource> block(InetAddress address, Duration length, String note, Authorship author) {
        Optional<BlockedSource> block = guard.block(address, length, note);
        block.ifPresent(made -> record(author, "guard.blocked", made.source(), new Changes()
                .text("until", Optional.empty(), Optional.of(made.until()))
                .text("note", Optional.empty(), Optional.of(made.note()).filter(text -> !text.isEmpty())).list()));
        return block;
    }

    /** Lets a source in again; false when it was not blocked. */
    public boolean unblock(InetAddress address, Authorship author) {
        boolean unblocked = guard.unblock(address);
        if (unblocked) {
            record(author, "guard.unblocked", address.getHostAddress(), List.of());
        }
        return unblocked;
    }

    /** Refuses nothing to a network any more, over a restart too; false when too many were added already. */
    public synchronized boolean allow(IpNetwork network, Authorship author) {
        if (!guard.allow(network)) {
            return false;
        }
        try {
            networks.add(network, author);
            return true;
        } catch (StoreException e) {
            guard.disallow(network);
            throw e;
        }
    }

    /** Takes that back; false when it was not added here. */
    public synchronized boolean disallow(IpNetwork network, Authorship author) {
        if (!guard.allowed().added().contains(network.toString())) {
            return false;
        }
        networks.remove(network, author);
        return guard.disallow(network);
    }

    private void record(Authorship author, String action, String source, List<PropertyChange> changes) {
        try {
            history.accept(EventDraft.of(author, action, new Subject("source", source), changes, "security"));
        } catch (StoreException e) {
            log.atError().addKeyValue("action", action).addKeyValue("source", source).addKeyValue("by", author.name())
                    .log("this is done, but the event history has no entry of it", e);
        }
    }
}
