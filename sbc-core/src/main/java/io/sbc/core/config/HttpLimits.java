package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code admin.http}: what the admin server bears.
 *
 * @param bodyOctets of a request
 * @param headerOctets of a request, its line included
 * @param connections at a time, over all listeners
 * @param requests at a time, over all listeners
 * @param headerTimeout from the first octet of a request, or of a connection, to the end of its header
 * @param requestTimeout until the body has come, too
 * @param idleTimeout of a connection that sends nothing
 */
public record HttpLimits(int bodyOctets, int headerOctets, int connections, int requests, Duration headerTimeout,
        Duration requestTimeout, Duration idleTimeout) {

    static final HttpLimits WIDE = new HttpLimits(64 * 1024 * 1024, 16 * 1024, 10_000, 10_000, Duration.ofMinutes(1),
            Duration.ofMinutes(1), Duration.ofMinutes(1));
}
