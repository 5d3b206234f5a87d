package io.sbc.kit.provision;

import java.util.Random;

/**
 * A user as the provisioning manager has it.
 *
 * @param extension   of the desktop; that of the mobile follows from it
 * @param setPassword what the phones use
 * @param code        what the PBX wants: the same where a PBX has no codes of its own
 */
public record PushedUser(String email, String extension, String setPassword, String code) {
    private static final int SECRET_LENGTH = 20;

    /** With fresh secrets. */
    static PushedUser of(PbxKind kind, int n, Random random) {
        String extension = kind.number(n);
        String password = secret(random);
        return new PushedUser("user" + extension + "@example.test", extension, password,
                kind.hasCodeOfItsOwn() ? secret(random) : password);
    }

    /** With another code; where the PBX has none, with another password on both sides. */
    PushedUser withFreshCode(PbxKind kind, Random random) {
        String fresh = secret(random);
        return new PushedUser(email, extension, kind.hasCodeOfItsOwn() ? setPassword : fresh, fresh);
    }

    /** Of letters only: an extension cannot stand in it by chance, which the SBC would find too weak. */
    private static String secret(Random random) {
        StringBuilder text = new StringBuilder(SECRET_LENGTH);
        random.ints(SECRET_LENGTH, 0, 26).forEach(i -> text.append((char) ('a' + i)));
        return text.toString();
    }

    /** The number of the second device, by the template that is built in. */
    String mobile() {
        return extension.charAt(0) + "*" + extension.substring(1);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return email + " (" + extension + ")";
    }
}
