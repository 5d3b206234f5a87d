package io.sbc.core.config;

import io.sbc.core.sip.message.ParseLimits;
import java.time.Duration;

/**
 * {@code limits}: what the edge bears.
 *
 * @param connections of each side
 * @param writeTimeout how long a peer may take nothing of what waits for it
 */
public record LimitSettings(ParseLimits message, int connections, int connectionsPerSource, Duration handshakeTimeout,
        Duration firstMessageTimeout, Duration idleTimeout, Duration writeTimeout, int transactions) {}
