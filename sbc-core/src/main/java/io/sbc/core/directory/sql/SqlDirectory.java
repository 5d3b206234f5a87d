package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import io.sbc.core.directory.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Directory} over a {@link SqlStore}: an immutable view in memory, swapped whole. A virtual thread looks at the
 * store's version every {@link #POLL_INTERVAL} (one indexed read, some 20 µs), so that what another process writes is seen
 * here; it alone writes the view and calls the listeners.
 */
public final class SqlDirectory implements Directory, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SqlDirectory.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final SqlStore store;
    private final List<Consumer<DeviceId>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile View view;
    private @Nullable Thread watcher;

    /** The directory at one moment. */
    private record View(long version, Map<DeviceId, Device> byId, Map<String, Device> bySetUser,
            Map<IcpUser, Device> byIcpUser) {

        static View of(long version, List<Device> devices) {
            Map<DeviceId, Device> byId = HashMap.newHashMap(devices.size());
            Map<String, Device> bySetUser = HashMap.newHashMap(devices.size());
            Map<IcpUser, Device> byIcpUser = HashMap.newHashMap(devices.size());
            for (Device device : devices) {
                byId.put(device.id(), device);
                bySetUser.put(device.setUser(), device);
                byIcpUser.put(new IcpUser(device.icp(), device.icpUser()), device);
            }
            return new View(version, byId, bySetUser, byIcpUser);
        }
    }

    private record IcpUser(String icp, String user) {}

    /** With what the store has now; does not watch it yet. The store stays the caller's to close. */
    public SqlDirectory(SqlStore store) {
        this.store = store;
        // The version first: what changes between the two reads is read again with the next poll.
        long version = store.version();
        view = View.of(version, store.devices());
    }

    /** Starts to watch the store. */
    public SqlDirectory watch() {
        watcher = Thread.ofVirtual().name("directory-watch").start(this::watchUntilClosed);
        return this;
    }

    @Override
    public Optional<Device> bySetUser(String setUser) {
        return Optional.ofNullable(view.bySetUser().get(setUser));
    }

    @Override
    public Optional<Device> byId(DeviceId id) {
        return Optional.ofNullable(view.byId().get(id));
    }

    @Override
    public Optional<Device> byIcpUser(String icp, String icpUser) {
        return Optional.ofNullable(view.byIcpUser().get(new IcpUser(icp, icpUser)));
    }

    @Override
    public int size() {
        return view.byId().size();
    }

    @Override
    public void onChange(Consumer<DeviceId> listener) {
        listeners.add(listener);
    }

    /** All devices as signalling sees them now, in no order; immutable. */
    public Collection<Device> devices() {
        return Collections.unmodifiableCollection(view.byId().values());
    }

    /** How many devices are like that. */
    public long count(Predicate<Device> condition) {
        return view.byId().values().stream().filter(condition).count();
    }

    @Override
    public void close() {
        closed.countDown();
        Thread running = watcher;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void watchUntilClosed() {
        boolean failing = false;
        try {
            while (!closed.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    poll();
                    failing = false;
                } catch (StoreException e) {
                    if (!failing) {
                        log.error("the store cannot be read, the directory stays as it is: {}", e.getMessage());
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the store again if its version moved; called by the watcher only. */
    void poll() {
        View before = view;
        long version = store.version();
        if (version == before.version()) {
            return;
        }
        View after = View.of(version, store.devices());
        view = after;
        Set<DeviceId> changed = differences(before, after);
        log.atInfo().addKeyValue("devices", after.byId().size()).addKeyValue("changed", changed.size())
                .log("directory changed");
        for (DeviceId id : changed) {
            listeners.forEach(listener -> listener.accept(id));
        }
    }

    /** Devices that changed or went; a new one concerns nobody yet. */
    private static Set<DeviceId> differences(View before, View after) {
        Set<DeviceId> changed = new HashSet<>();
        before.byId().forEach((id, device) -> {
            if (!device.equals(after.byId().get(id))) {
                changed.add(id);
            }
        });
        return changed;
    }
}
