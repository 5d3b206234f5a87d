package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.transport.Flow;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registered devices, readable from every shard. Written by the registrar, each device on its own shard. */
public interface Bindings {

    /** Live bindings of a device, the newest first; empty when it is not registered. */
    List<Binding> of(DeviceId device);

    /** The binding that a PBX means with this user part of a Request-URI: the one of {@link Binding#icpContact()}. */
    Optional<Binding> byIcpContactUser(String user);

    /**
     * The device that a PBX means with this user part, also while none of its phones is there: its connection broke, or it
     * is not back since our restart. The PBX counts it as registered all the same.
     */
    default Optional<DeviceId> deviceBehind(String icpContactUser) {
        return byIcpContactUser(icpContactUser).map(binding -> binding.device().id());
    }

    /** The Route that the PBX wants in requests of the device with that Contact (RFC 3608); empty for none. */
    default List<NameAddr> serviceRoute(String icpContactUser) {
        return List.of();
    }

    /**
     * Where to ring a device: its bindings whose flow is open, the newest first; of the several flows of one instance only
     * the newest, or the same phone would ring twice (RFC 5626 §7).
     */
    default List<Binding> reachable(DeviceId device) {
        Set<String> instances = new HashSet<>();
        return of(device).stream().filter(binding -> binding.flow().isOpen())
                .filter(binding -> binding.contact().parameters().get(ContactWish.INSTANCE).map(instances::add)
                        .orElse(true))
                .toList();
    }

    /** The bindings that were registered over this flow (an app may register more than one identity). */
    List<Binding> onFlow(Flow flow);

    Collection<Binding> all();

    int size();
}
