package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.directory.UserProfile;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Whether the users that a change names are what the change was made from. Inside its transaction: nobody else, on whichever node, writes until it
 * ends.
 */
final class BaseCheck {

    /** More users than this are looked for by reading them all. */
    private static final int FEW = 50;

    private BaseCheck() {}

    /** Whom a change names. */
    static Set<String> usersOf(DirectoryChange change) {
        return Stream.concat(change.drafts().stream().map(DeviceDraft::email),
                change.profiles().stream().map(UserProfile::email)).collect(Collectors.toSet());
    }

    /** @param now the devices of those users, and perhaps of others */
    static boolean holds(Set<String> users, DirectoryChange.Base base, Collection<Device> now, Handle open) {
        return devicesOf(users, base.devices()).equals(devicesOf(users, now))
                && profilesOf(users, base.profiles().stream()).equals(profiles(users, open));
    }

    private static Set<Device> devicesOf(Set<String> users, Collection<Device> devices) {
        return devices.stream().filter(device -> users.contains(device.email()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<String, UserProfile> profiles(Set<String> users, Handle open) {
        return profilesOf(users, users.size() > FEW
                ? SqlUserProfiles.all(open).stream()
                : users.stream().flatMap(email -> SqlUserProfiles.of(open, email).stream()));
    }

    /** Who has an unnamed one is as who has none. */
    private static Map<String, UserProfile> profilesOf(Set<String> users, Stream<UserProfile> profiles) {
        return profiles
                .filter(profile -> users.contains(profile.email())
                        && !profile.equals(UserProfile.unnamed(profile.email())))
                .collect(Collectors.toMap(UserProfile::email, Function.identity()));
    }
}
