package io.sbc.admin.users;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The two secrets of a device, which nobody may mix up: what the phone proves to us, kept as HA1, and what we prove to the PBX. Thread-safe.
 */
final class DeviceSecrets {

    /** Towards a PBX, of a device that has no credentials yet: what nobody has for a password. */
    private static final Secret NONE = new Secret("");

    private final String realm;
    private final SecureRandom random;

    DeviceSecrets(String realm, SecureRandom random) {
        this.realm = realm;
        this.random = random;
    }

    /** Both, for a device of that set-side user. */
    record Pair(DigestHa1 ha1, Secret icp) {}

    /**
     * What they are after a change; what is missing is a problem.
     *
     * @param icpFollows whether the PBX takes the set-side password where no other is said
     */
    Pair after(Optional<Device> before, String setUser, Given<Secret> set, Given<Secret> icp, boolean icpFollows,
            List<String> problems) {
        return new Pair(ha1(before, setUser, set, problems), icp(before, set, icp, icpFollows, problems));
    }

    /** HA1 holds the user's name and the realm: with another the password is needed again. */
    private DigestHa1 ha1(Optional<Device> before, String setUser, Given<Secret> set, List<String> problems) {
        if (set.value() != null) {
            return DigestHa1.of(setUser, realm, set.value());
        }
        if (before.isEmpty() || (set.named() && !before.get().ha1().isPending())) {
            return DigestHa1.pending(random);
        }
        DigestHa1 kept = before.get().ha1();
        if (!kept.isPending() && !(before.get().setUser().equals(setUser) && kept.realm().equals(realm))) {
            problems.add("setPassword is missing: a new extension needs one");
        }
        return kept;
    }

    private Secret icp(Optional<Device> before, Given<Secret> set, Given<Secret> icp, boolean follows,
            List<String> problems) {
        if (icp.value() != null) {
            return icp.value();
        }
        Secret kept = before.map(Device::icpSecret).orElse(NONE);
        if (icp.named() && before.isPresent()) {
            if (!follows || set.value() == null) {
                problems.add("icpPassword cannot be left to its default: "
                        + (follows ? "setPassword has to be said with it" : "this PBX has passwords of its own"));
            }
            return set.value() == null ? kept : set.value();
        }
        boolean followed = before.map(this::isTheSame).orElse(true);
        return follows && followed && set.value() != null ? set.value() : kept;
    }

    private boolean isTheSame(Device device) {
        return device.icpSecret().equals(NONE)
                || DigestHa1.of(device.setUser(), device.ha1().realm(), device.icpSecret()).equals(device.ha1());
    }
}
