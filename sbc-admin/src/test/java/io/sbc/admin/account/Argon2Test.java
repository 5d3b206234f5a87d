package io.sbc.admin.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.PasswordHash;
import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Argon2Test {

    private static final Argon2.Cost SMALL = new Argon2.Cost(64, 1, 1);

    private final Argon2 argon2 = new Argon2(new SecureRandom(), SMALL);

    /** Of the tests of the reference implementation (phc-winner-argon2, test.c). */
    @Test
    void shouldTakeAHashOfTheReferenceImplementation() throws Exception {
        PasswordHash hash = new PasswordHash(
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

        assertEquals(Optional.of(true), argon2.matches(new Secret("password"), Optional.of(hash)));
        assertEquals(Optional.of(false), argon2.matches(new Secret("passworD"), Optional.of(hash)));
        assertTrue(argon2.isOutdated(hash));
    }

    @Test
    void shouldKeepParametersAndASaltOfItsOwnWithEachHash() throws Exception {
        PasswordHash one = argon2.hash(new Secret("correct horse")).orElseThrow();
        PasswordHash other = argon2.hash(new Secret("correct horse")).orElseThrow();

        assertNotEquals(one.text(), other.text());
        assertTrue(one.text().startsWith("$argon2id$v=19$m=64,t=1,p=1$"), one.text());
        assertFalse(argon2.isOutdated(one));
        assertEquals("***", one.toString());
        assertEquals(Optional.of(true), argon2.matches(new Secret("correct horse"), Optional.of(one)));
    }

    @Test
    void shouldComputeForNobodyTooAndRefuse() throws Exception {
        assertEquals(Optional.of(false), argon2.matches(new Secret(""), Optional.empty()));
    }
}
