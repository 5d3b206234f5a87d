package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code icp.failover}: when an address of a PBX is given up for the next one.
 *
 * @param timeout how long a request to an address waits in silence while there is another
 * @param giveUp how long a call waits in silence, all addresses together, unless the last one shows life; no less than {@code timeout}
 * @param healthChecks whether OPTIONS are sent at all
 * @param interval between two checks of one address, give or take a fifth
 * @param checkTimeout what a check waits for its answer, connection and TLS handshake included
 * @param unhealthyAfter checks in a row without an answer until an address is not used any more
 * @param healthyAfter answers in a row until it is used again
 * @param largeByTcp whether a TCP connection to addresses with transport udp is kept for requests above 1300 octets
 */
public record FailoverSettings(Duration timeout, Duration giveUp, boolean healthChecks, Duration interval,
        Duration checkTimeout,
        int unhealthyAfter, int healthyAfter, boolean largeByTcp) {}
