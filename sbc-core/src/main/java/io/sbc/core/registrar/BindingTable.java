package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.sip.message.NameAddr;
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

    private final ConcurrentHashMap<DeviceId, Owned> byDevice = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Claim> expected = new ConcurrentHashMap<>();
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

    /** @param owner who wrote them */
    private record Owned(Object owner, List<Binding> bindings) {}

    private record Claim(Object owner, DeviceId device, List<NameAddr> serviceRoute) {}

    @Override
    public List<Binding> of(DeviceId device) {
        Owned owned = byDevice.get(device);
        return owned == null ? List.of() : owned.bindings;
    }

    @Override
    public List<NameAddr> serviceRoute(String icpContactUser) {
        Claim claim = expected.get(icpContactUser);
        return claim == null ? List.of() : claim.serviceRoute;
    }

    @Override
    public Optional<DeviceId> deviceBehind(String icpContactUser) {
        return Optional.ofNullable(expected.get(icpContactUser)).map(Claim::device)
                .or(() -> Optional.ofNullable(byIcpContactUser.get(icpContactUser)));
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
        return byDevice.values().stream().flatMap(owned -> owned.bindings.stream()).toList();
    }

    @Override
    public int size() {
        return size.get();
    }

    /** A PBX holds a registration of that device with that user part of its Contact, whether a phone is there or not. */
    void expect(String icpContactUser, DeviceId device, Object owner, List<NameAddr> serviceRoute) {
        expected.put(icpContactUser, new Claim(owner, device, List.copyOf(serviceRoute)));
    }

    /** It does no longer; unless somebody else has said since that it does. */
    @SuppressWarnings("ReferenceEquality") // an owner is an object, whatever it is equal to
    void forget(String icpContactUser, Object owner) {
        expected.computeIfPresent(icpContactUser, (_, claim) -> claim.owner == owner ? null : claim);
    }

    /**
     * Replaces what a device has. On the device's shard.
     *
     * @param owner who writes: a device that was renamed may have two writers for a moment, and the one that lost it
     *        must not take away what the other one wrote
     * @param bindings the newest first
     */
    @SuppressWarnings("ReferenceEquality") // as above
    void replace(DeviceId device, Object owner, List<Binding> bindings) {
        Owned before = byDevice.get(device);
        if (bindings.isEmpty() && (before == null || before.owner != owner)) {
            return;
        }
        List<Binding> now = List.copyOf(bindings);
        if (before != null && before.owner == owner && haveSameWays(before.bindings, now)) {
            byDevice.put(device, new Owned(owner, now));
            now.forEach(binding -> observer.onBound(binding.flow(), binding.device().setUser()));
            return;
        }
        Owned replaced = now.isEmpty() ? byDevice.remove(device) : byDevice.put(device, new Owned(owner, now));
        List<Binding> old = replaced == null ? List.of() : replaced.bindings;
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

    /** Whether nothing has changed that is looked up: a phone has refreshed. */
    private static boolean haveSameWays(List<Binding> some, List<Binding> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Binding one = some.get(i);
            Binding other = others.get(i);
            if (one.flow().id() != other.flow().id()
                    || !one.icpContact().user().equals(other.icpContact().user())) {
                return false;
            }
        }
        return true;
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
