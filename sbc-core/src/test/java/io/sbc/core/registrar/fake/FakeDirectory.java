package io.sbc.core.registrar.fake;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Directory;
import io.sbc.core.directory.Secret;
import io.sbc.core.sip.auth.Digest;
import io.sbc.core.sip.auth.DigestAlgorithm;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Devices in a map. Tells nobody of changes: the test does. */
public final class FakeDirectory implements Directory {

    public static final String REALM = "sbc";

    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();
    private final Map<String, Device> bySetUser = new HashMap<>();

    /** A device whose user is the same on both sides and whose passwords are {@code set-<user>} and {@code icp-<user>}. */
    public static Device device(long id, String user) {
        return new Device(new DeviceId(id), user + "@example.test", DeviceKind.DESKTOP, user, ha1(user, "set-" + user),
                user, user, new Secret("icp-" + user), "pbx", true);
    }

    public static DigestHa1 ha1(String user, String password) {
        return new DigestHa1(REALM, Digest.ha1(DigestAlgorithm.MD5, user, REALM, password),
                Digest.ha1(DigestAlgorithm.SHA_256, user, REALM, password));
    }

    public static Device disabled(Device device) {
        return new Device(device.id(), device.email(), device.kind(), device.setUser(), device.ha1(), device.icpUser(),
                device.icpAuthUser(), device.icpSecret(), device.icp(), false);
    }

    public static Device withIcp(Device device, String icpUser, String authUser, String secret, String icp) {
        return new Device(device.id(), device.email(), device.kind(), device.setUser(), device.ha1(), icpUser, authUser,
                new Secret(secret), icp, device.enabled());
    }

    /** With another set-side user, and {@code set-<user>} as its password. */
    public static Device renamed(Device device, String user) {
        return new Device(device.id(), device.email(), device.kind(), user, ha1(user, "set-" + user), device.icpUser(),
                device.icpAuthUser(), device.icpSecret(), device.icp(), device.enabled());
    }

    public static Device withHa1(Device device, DigestHa1 ha1) {
        return new Device(device.id(), device.email(), device.kind(), device.setUser(), ha1, device.icpUser(),
                device.icpAuthUser(), device.icpSecret(), device.icp(), device.enabled());
    }

    public void put(Device device) {
        remove(device.id());
        devices.put(device.id(), device);
        bySetUser.put(device.setUser(), device);
    }

    public void remove(DeviceId id) {
        Device before = devices.remove(id);
        if (before != null) {
            bySetUser.remove(before.setUser(), before);
        }
    }

    @Override
    public Optional<Device> bySetUser(String setUser) {
        return Optional.ofNullable(bySetUser.get(setUser));
    }

    @Override
    public Optional<Device> byId(DeviceId id) {
        return Optional.ofNullable(devices.get(id));
    }

    @Override
    public Optional<Device> byIcpUser(String icp, String icpUser) {
        return devices.values().stream().filter(d -> d.icp().equals(icp) && d.icpUser().equals(icpUser)).findFirst();
    }

    @Override
    public int size() {
        return devices.size();
    }

    @Override
    public void onChange(Consumer<DeviceId> listener) {
        throw new UnsupportedOperationException("the test tells of changes");
    }
}
