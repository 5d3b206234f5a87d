package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal session tickets of one certificate with BoringSSL (RFC 5077, RFC 8446 §4.6.1), of each certificate its
 * own: a ticket resumes only where it was given out, and not after a reload. Netty gives out no tickets unless keys are set.
 * The JDK keeps keys of its own, Bouncy Castle resumes from its cache alone. Used by whoever owns the identities.
 */
final class TicketKeys {

    /** A key seals for so long, and opens for as long again (RFC 9325 §3.4: change them often, at least weekly). */
    static final Duration LIFETIME = Duration.ofHours(12);

    private final SecureRandom random;
    private final @Nullable OpenSslSessionContext sessions;
    private OpenSslSessionTicketKey current;
    private long sinceMillis;

    TicketKeys(SslContext context, SecureRandom random, long nowMillis) {
        this.random = random;
        this.sessions = context.sessionContext() instanceof OpenSslSessionContext openSsl ? openSsl : null;
        this.current = fresh();
        this.sinceMillis = nowMillis;
        if (sessions != null) {
            sessions.setTicketKeys(current);
        }
    }

    /** A new key when it is time; the last one still opens. */
    void rotate(long nowMillis) {
        if (nowMillis - sinceMillis >= LIFETIME.toMillis()) {
            OpenSslSessionTicketKey last = current;
            current = fresh();
            sinceMillis = nowMillis;
            if (sessions != null) {
                sessions.setTicketKeys(current, last);
            }
        }
    }

    private OpenSslSessionTicketKey fresh() {
        byte[] octets = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        random.nextBytes(octets);
        int hmac = OpenSslSessionTicketKey.NAME_SIZE;
        int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        return new OpenSslSessionTicketKey(Arrays.copyOf(octets, hmac), Arrays.copyOfRange(octets, hmac, aes),
                Arrays.copyOfRange(octets, aes, octets.length));
    }
}
