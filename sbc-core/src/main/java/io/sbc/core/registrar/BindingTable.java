package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.sip.transport.Flow;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of all shards. Each device is written by its own shard only, readers see immutable lists that are replaced
 * whole. The number of bindings is limited by the registrar before it writes.
 */
public final class BindingTable implements Bindings {

    private final ConcurrentHashMap<DeviceId, List<Binding>> byDevice = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, DeviceId> byIcpContactUser = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, Set<DeviceId>> byFlow = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final BindingObserver observer;

    /** Nobody hears of changes. */
    public BindingTable() {
        this(BindingObserver.NONE);
    }

    /** @param observer hears which flows devices are bound to */
    public BindingTable(BindingObserver observer) {
        this.observer = observer;
    }

    @Override
    public List<Binding> of(DeviceId device) {
        return byDevice.getOrDefault(device, List.of());
    }

    @Override
    public Optional<Binding> byIcpContactUser(String user) {
        DeviceId device = byIcpContactUser.get(user);
        return device == null
                ? Optional.empty()
                : of(device).stream().filter(binding -> binding.icpContact().user().equals(user)).findFirst();
    }

    @Override
    public List<Binding> onFlow(Flow flow) {
        return byFlow.getOrDefault(flow.id(), Set.of()).stream().flatMap(device -> of(device).stream())
                .filter(binding -> binding.flow().id() == flow.id()).toList();
    }

    @Override
    public Collection<Binding> all() {
        return byDevice.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public int size() {
        return size.get();
    }

    /**
     * Replaces what a device has. On the device's shard.
     *
     * @param bindings the newest first
     */
    void replace(DeviceId device, List<Binding> bindings) {
        List<Binding> now = List.copyOf(bindings);
        List<Binding> before = now.isEmpty() ? byDevice.remove(device) : byDevice.put(device, now);
        List<Binding> old = before == null ? List.of() : before;
        size.addAndGet(now.size() - old.size());

        Set<String> users = contactUsers(now).collect(Collectors.toSet());
        users.forEach(user -> byIcpContactUser.put(user, device));
        contactUsers(old).filter(user -> !users.contains(user)).forEach(user -> byIcpContactUser.remove(user, device));

        Set<Long> flows = flowIds(now).collect(Collectors.toSet());
        flows.forEach(flow -> byFlow.merge(flow, Set.of(device), BindingTable::union));
        flowIds(old).filter(flow -> !flows.contains(flow))
                .forEach(flow -> byFlow.computeIfPresent(flow, (_, devices) -> without(devices, device)));
        tell(old, now, flows);
    }

    private void tell(List<Binding> old, List<Binding> now, Set<Long> flows) {
        now.forEach(binding -> observer.onBound(binding.flow(), binding.device().setUser()));
        old.stream().filter(binding -> !flows.contains(binding.flow().id()))
                .forEach(binding -> observer.onUnbound(binding.flow(), binding.device().setUser()));
    }

    private static Stream<String> contactUsers(List<Binding> bindings) {
        return bindings.stream().map(binding -> binding.icpContact().user());
    }

    private static Stream<Long> flowIds(List<Binding> bindings) {
        return bindings.stream().map(binding -> binding.flow().id());
    }

    private static Set<DeviceId> union(Set<DeviceId> some, Set<DeviceId> others) {
        Set<DeviceId> union = new HashSet<>(some);
        union.addAll(others);
        return Set.copyOf(union);
    }

    private static @Nullable Set<DeviceId> without(Set<DeviceId> devices, DeviceId device) {
        Set<DeviceId> rest = new HashSet<>(devices);
        rest.remove(device);
        return rest.isEmpty() ? null : Set.copyOf(rest);
    }
}
