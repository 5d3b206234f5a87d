package io.sbc.core.access;

/**
 * What is kept of an administrator's password: Argon2id (RFC 9106) with the salt and the parameters that it was computed with, in the usual
 * text form ({@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}). Prints as {@code ***}.
 */
public record PasswordHash(String text) {

    @Override
    public String toString() {
        return "***";
    }
}
