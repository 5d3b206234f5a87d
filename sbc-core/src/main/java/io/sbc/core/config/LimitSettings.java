package io.sbc.core.config;

import io.sbc.core.sip.message.ParseLimits;
import java.time.Duration;

/** {@code limits}: what the edge bears. */
public record LimitSettings(ParseLimits message, int connections, int connectionsPerSource, Duration handshakeTimeout,
        Duration firstMessageTimeout, Duration idleTimeout, int transactions) {}
