package io.sbc.admin.users;

import io.sbc.core.directory.Secret;

/**
 * What somebody says about one device of a user. What is reset goes back to what the user's template makes of the user's extension.
 *
 * @param setPassword towards us; reset: it has none, and nobody can register
 * @param icpPassword towards the PBX; reset: the set-side one
 * @param generatePassword whether to make a set-side password
 */
public record DeviceChange(Given<String> setUser, Given<String> icpUser, Given<String> icpAuthUser,
        Given<Secret> setPassword, Given<Secret> icpPassword, Given<Boolean> enabled, boolean generatePassword) {

    /** With a set-side password that was made. */
    DeviceChange with(Secret generated) {
        return new DeviceChange(setUser, icpUser, icpAuthUser, Given.of(generated), icpPassword, enabled, false);
    }
}
