package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Directory} over a {@link SqlStore}: an immutable view in memory, swapped whole. It follows a {@link StoreWatch},
 * whose thread alone writes the view and calls the listeners.
 */
public final class SqlDirectory implements Directory {

    private static final Logger log = LoggerFactory.getLogger(SqlDirectory.class);

    private final SqlStore store;
    private final List<Consumer<DeviceId>> listeners = new CopyOnWriteArrayList<>();
    private volatile View view;

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

    /** Follows the store from now on, as long as the watch does. */
    public SqlDirectory follow(StoreWatch watch) {
        watch.on(SqlStore.TOPIC, this::poll);
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

    /** Devices of which that is true; goes through all of them. */
    public List<Device> find(Predicate<Device> condition) {
        return view.byId().values().stream().filter(condition).toList();
    }

    /** Reads the store again if its version moved; called by the watch only. */
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
