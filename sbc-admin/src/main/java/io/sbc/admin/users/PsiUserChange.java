package io.sbc.admin.users;

import io.sbc.core.directory.Secret;
import java.util.Optional;

/**
 * What a provisioning manager says about a user; what it leaves out stays as it is, or, for a new user, gets its default.
 *
 * @param extension digits, and what else dials; needed for a new user
 * @param icp the id of the PBX; by default the first
 * @param setPassword for both devices towards us; needed for a new user and for a new extension
 * @param icpPassword for both devices towards the PBX (the authorization code); by default the set-side one
 */
public record PsiUserChange(Optional<String> extension, Optional<String> icp, Optional<Secret> setPassword,
        Optional<Secret> icpPassword, Optional<Boolean> enabled) {}
