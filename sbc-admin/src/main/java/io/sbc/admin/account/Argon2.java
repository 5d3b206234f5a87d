package io.sbc.admin.account;

import io.sbc.core.access.PasswordHash;
import io.sbc.core.directory.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106). One computation takes 19 MiB and some 30 ms: so few run at a time that logins can neither eat the memory nor keep
 * calls from the processors. Who finds no place within {@link #WAIT_SECONDS} is told to come back. Thread-safe.
 */
final class Argon2 {

    /** The least that OWASP's cheat sheet on password storage recommends for Argon2id. */
    static final Cost USUAL = new Cost(19_456, 2, 1);

    private static final int AT_A_TIME = 2;
    private static final int WAIT_SECONDS = 3;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final Pattern FORM = Pattern
            .compile(
                    "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final Semaphore places = new Semaphore(AT_A_TIME, true);
    private final SecureRandom random;
    private final Cost cost;
    private final PasswordHash nobodys;

    /**
     * What a computation costs.
     *
     * @param memoryKibibytes from 8 for each lane to 1,048,576
     */
    record Cost(int memoryKibibytes, int passes, int lanes) {}

    Argon2(SecureRandom random, Cost cost) {
        this.random = random;
        this.cost = cost;
        byte[] salt = salt();
        this.nobodys = text(cost, salt, compute(new Secret(""), salt, cost));
    }

    /** Of a new password; empty when too much is under way. */
    Optional<PasswordHash> hash(Secret password) throws InterruptedException {
        if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            return Optional.empty();
        }
        try {
            byte[] salt = salt();
            return Optional.of(text(cost, salt, compute(password, salt, cost)));
        } finally {
            places.release();
        }
    }

    /** Whether it is the password; empty when too much is under way. Takes the same time where there is no hash to compare with. */
    Optional<Boolean> matches(Secret password, Optional<PasswordHash> hash) throws InterruptedException {
        if (!places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            return Optional.empty();
        }
        try {
            boolean same = isSame(password, hash.orElse(nobodys));
            return Optional.of(same && hash.isPresent());
        } finally {
            places.release();
        }
    }

    /** Whether it was made with other parameters than new ones are. */
    boolean isOutdated(PasswordHash hash) {
        Matcher form = FORM.matcher(hash.text());
        return !form.matches() || !costOf(form).equals(cost);
    }

    private static boolean isSame(Secret password, PasswordHash hash) {
        Matcher form = FORM.matcher(hash.text());
        if (!form.matches()) {
            throw new IllegalStateException("the hash of a password is of no form that is known");
        }
        byte[] salt = Base64.getDecoder().decode(form.group(4));
        return MessageDigest.isEqual(compute(password, salt, costOf(form)), Base64.getDecoder().decode(form.group(5)));
    }

    private static Cost costOf(Matcher form) {
        return new Cost(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)));
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return salt;
    }

    private static byte[] compute(Secret password, byte[] salt, Cost cost) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(cost.memoryKibibytes())
                .withIterations(cost.passes()).withParallelism(cost.lanes()).withSalt(salt).build());
        byte[] hash = new byte[HASH_OCTETS];
        generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static PasswordHash text(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(cost.memoryKibibytes(), cost.passes(),
                cost.lanes(), base64.encodeToString(salt), base64.encodeToString(hash)));
    }
}
