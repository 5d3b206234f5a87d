package io.sbc.admin.oauth;

import java.time.Duration;

/**
 * How long tokens live, and how many there may be.
 *
 * @param temporaryLife until a temporary token must be approved and exchanged
 * @param accessLife until an access token must be renewed
 */
public record TokenLimits(Duration temporaryLife, Duration accessLife) {

    /** Consumers in all. */
    static final int CONSUMERS = 200;
    /** Temporary tokens of one consumer that wait at the same time. */
    static final int PENDING = 10;
    /** Access tokens of one consumer. */
    static final int ACCESS = 20;
    /** Wrong verifiers that end a temporary token. */
    static final int WRONG_VERIFIERS = 5;
}
