package io.sbc.core.directory;

/**
 * One SIP identity of a user.
 *
 * @param email of the user that it belongs to: exact, case included
 * @param setUser the user part and digest user name on the set side, unique; {@code *} and {@code #} allowed
 * @param ha1 its set-side secret
 * @param icpUser the user part at the PBX (the extension)
 * @param icpAuthUser the digest user name at the PBX; usually the same
 * @param icpSecret the password or authorization code at the PBX
 * @param icp the id of its PBX definition
 */
public record Device(DeviceId id, String email, DeviceKind kind, String setUser, DigestHa1 ha1, String icpUser,
        String icpAuthUser, Secret icpSecret, String icp, boolean enabled) {}
