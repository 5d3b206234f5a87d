package io.sbc.admin.users;

import io.sbc.core.directory.Secret;
import java.util.Optional;

/**
 * What somebody says about a user.
 *
 * @param extension digits, and what else dials; needed for a new user
 * @param icp the id of the PBX; by default the template's, else the first
 * @param template that the devices are made by
 * @param setPassword for both devices towards us; reset: they have none, and nobody can register
 * @param icpPassword for both devices towards the PBX (the authorization code); reset: the set-side one
 * @param enabled both devices
 * @param generatePassword whether to make a set-side password
 */
public record PsiUserChange(Given<String> name, Optional<String> extension, Given<String> icp, Given<String> template,
        Given<Secret> setPassword, Given<Secret> icpPassword, Given<Boolean> enabled, boolean generatePassword) {

    /** With a set-side password that was made. */
    PsiUserChange with(Secret generated) {
        return new PsiUserChange(name, extension, icp, template, Given.of(generated), icpPassword, enabled, false);
    }
}
