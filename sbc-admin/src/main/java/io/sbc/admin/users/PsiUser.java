package io.sbc.admin.users;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.UserProfile;
import java.util.List;
import java.util.Optional;

/**
 * A user with the devices that make one.
 *
 * @param devices desktop first; at least one
 */
public record PsiUser(UserProfile profile, List<Device> devices) {

    public PsiUser {
        devices = List.copyOf(devices);
    }

    /** The key: exact, case included. */
    public String email() {
        return profile.email();
    }

    /** The user's own: that of the desktop device at the PBX. */
    public String extension() {
        return devices.getFirst().icpUser();
    }

    /** The PBX. */
    public String icp() {
        return devices.getFirst().icp();
    }

    /** Whether any of the devices may be used. */
    public boolean enabled() {
        return devices.stream().anyMatch(Device::enabled);
    }

    /** One of the devices. */
    public Optional<Device> device(DeviceKind kind) {
        return devices.stream().filter(device -> device.kind() == kind).findFirst();
    }
}
