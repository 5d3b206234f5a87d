package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Directory} over a {@link SqlStore}, in memory. A change of a few devices is brought into the view, device by device; where many changed, the
 * view is swapped whole. It follows a {@link StoreWatch}, whose thread alone writes the view and calls the listeners.
 */
public final class SqlDirectory implements Directory {

    private static final Logger log = LoggerFactory.getLogger(SqlDirectory.class);

    private final SqlStore store;
    private final List<Consumer<DeviceId>> listeners = new CopyOnWriteArrayList<>();
    private volatile View view;
    private volatile long version; // of the view; written behind it
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long told; // the version that all listeners were told of; under the lock

    /** The directory, for readers on any thread. */
    private record View(Map<DeviceId, Device> byId, Map<String, Device> bySetUser, Map<IcpUser, Device> byIcpUser) {

        static View of(Collection<Device> devices) {
            View view = new View(new ConcurrentHashMap<>(devices.size()), new ConcurrentHashMap<>(devices.size()),
                    new ConcurrentHashMap<>(devices.size()));
            devices.forEach(view::put);
            return view;
        }

        private void put(Device device) {
            byId.put(device.id(), device);
            bySetUser.put(device.setUser(), device);
            byIcpUser.put(icpUserOf(device), device);
        }

        /** The new names before the old ones go: of devices that swap theirs, each name has one at every moment. */
        void replace(List<Device> old, List<Device> now) {
            now.forEach(this::put);
            Set<DeviceId> there = now.stream().map(Device::id).collect(Collectors.toSet());
            for (Device gone : old) {
                if (!there.contains(gone.id())) {
                    byId.remove(gone.id());
                }
                bySetUser.computeIfPresent(gone.setUser(), (name, device) -> without(gone, device,
                        byId.get(gone.id()), other -> other.setUser().equals(name)));
                byIcpUser.computeIfPresent(icpUserOf(gone), (name, device) -> without(gone, device,
                        byId.get(gone.id()), other -> icpUserOf(other).equals(name)));
            }
        }

        /** What a name of a device that changed leads to: to another device that has it now, to itself if it kept it, or nowhere. */
        private static @Nullable Device without(Device gone, Device found, @Nullable Device now,
                Predicate<Device> keeps) {
            return !found.id().equals(gone.id()) || (now != null && keeps.test(now)) ? found : null;
        }

        private static IcpUser icpUserOf(Device device) {
            return new IcpUser(device.icp(), device.icpUser());
        }
    }

    private record IcpUser(String icp, String user) {}

    /** With what the store has now; does not watch it yet. The store stays the caller's to close. */
    public SqlDirectory(SqlStore store) {
        this.store = store;
        // The version first: what changes between the two reads is read again with the next poll.
        version = store.version();
        told = version;
        view = View.of(store.devices());
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

    /** All devices as signalling sees them, in no order; it cannot be written to, and shows changes. */
    public Collection<Device> devices() {
        return Collections.unmodifiableCollection(view.byId().values());
    }

    /**
     * All devices as the store has them now, in no order: those of the view, and what changed since read. So a list shows at once what was written
     * just before, and does not read twenty thousand secrets for it. Waits for the disk; any thread.
     */
    public Collection<Device> current() {
        ChangedDevices.Missed missed = store.since(version);
        if (missed.changed().isEmpty()) {
            return missed.devices();
        }
        if (missed.changed().get().isEmpty()) {
            return List.copyOf(view.byId().values());
        }
        Map<DeviceId, Device> current = new HashMap<>(view.byId());
        current.keySet().removeAll(missed.changed().get());
        missed.devices().forEach(device -> current.put(device.id(), device));
        return current.values();
    }

    /** How many devices are like that. */
    public long count(Predicate<Device> condition) {
        return view.byId().values().stream().filter(condition).count();
    }

    /** Devices of which that is true; goes through all of them. */
    public List<Device> find(Predicate<Device> condition) {
        return view.byId().values().stream().filter(condition).toList();
    }

    /** Reads what changed, if the store's version moved; called by the watch only. */
    void poll() {
        ChangedDevices.Missed missed = store.since(version);
        if (missed.version() == version) {
            return;
        }
        Set<DeviceId> changed = missed.changed().isPresent()
                ? takeUp(missed.changed().get(), missed.devices())
                : swap(View.of(missed.devices()));
        version = missed.version();
        log.atDebug().addKeyValue("devices", size()).addKeyValue("changed", changed.size()).log("directory changed");
        try {
            for (DeviceId id : changed) {
                listeners.forEach(listener -> listener.accept(id));
            }
        } finally {
            tell(missed.version());
        }
    }

    private void tell(long now) {
        lock.lock();
        try {
            told = now;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the view has that version of the store and all listeners were told what changed; any thread. Whether it came to that in time. */
    boolean awaitTold(long wanted, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (told < wanted && left > 0) {
                left = moved.awaitNanos(left);
            }
            return told >= wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Of those devices alone. */
    private Set<DeviceId> takeUp(Set<DeviceId> changed, List<Device> devices) {
        List<Device> before = changed.stream().flatMap(id -> byId(id).stream()).toList();
        view.replace(before, devices);
        return before.stream().filter(device -> !device.equals(view.byId().get(device.id()))).map(Device::id)
                .collect(Collectors.toSet());
    }

    /** Devices that changed or went; a new one concerns nobody yet. */
    private Set<DeviceId> swap(View after) {
        View before = view;
        view = after;
        return before.byId().values().stream().filter(device -> !device.equals(after.byId().get(device.id())))
                .map(Device::id).collect(Collectors.toSet());
    }
}
