package io.sbc.simulation;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Directory;
import io.sbc.core.directory.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The directory: so many users with one device each, extension {@code 7001} and following. */
final class Users implements Directory {

    static final String REALM = "set-realm";
    static final String PBX = "pbx";

    private final Map<String, Device> bySetUser = new LinkedHashMap<>();
    private final Map<String, Device> byIcpUser = new LinkedHashMap<>();

    Users(int count) {
        for (int i = 1; i <= count; i++) {
            String setUser = "alice" + i;
            String extension = Integer.toString(7000 + i);
            Device device = new Device(new DeviceId(i), setUser + "@mail.example", DeviceKind.DESKTOP, setUser,
                    DigestHa1.of(setUser, REALM, new Secret(setPassword(setUser))), extension, extension,
                    new Secret(icpPassword(extension)), PBX, true);
            bySetUser.put(setUser, device);
            byIcpUser.put(extension, device);
        }
    }

    static String setPassword(String user) {
        return "set-password-of-" + user;
    }

    static String icpPassword(String extension) {
        return "icp-password-of-" + extension;
    }

    /** As an administrator does it. */
    DeviceId enable(String setUser, boolean enabled) {
        Device device = Objects.requireNonNull(bySetUser.get(setUser));
        Device changed = new Device(device.id(), device.email(), device.kind(), device.setUser(), device.ha1(),
                device.icpUser(), device.icpAuthUser(), device.icpSecret(), device.icp(), enabled);
        bySetUser.put(setUser, changed);
        byIcpUser.put(device.icpUser(), changed);
        return device.id();
    }

    @Override
    public Optional<Device> bySetUser(String setUser) {
        return Optional.ofNullable(bySetUser.get(setUser));
    }

    @Override
    public Optional<Device> byId(DeviceId id) {
        return bySetUser("alice" + id.value());
    }

    @Override
    public Optional<Device> byIcpUser(String icp, String icpUser) {
        return icp.equals(PBX) ? Optional.ofNullable(byIcpUser.get(icpUser)) : Optional.empty();
    }

    @Override
    public int size() {
        return bySetUser.size();
    }

    @Override
    public void onChange(Consumer<DeviceId> listener) {}
}
