package io.sbc.core.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code guard}: who may ask how often, and who is shut out.
 *
 * @param allow never limited, never blocked
 * @param sources addresses that are remembered at a time
 * @param trustMemory how long an address stays known after its last phone was registered
 * @param knownFactor how much more a known address may do than an unknown one
 * @param connections new connections of an address
 * @param untrusted requests of an address over flows without a registered phone
 * @param registered requests of one registered device
 * @param malformed messages and handshakes of an address that are none
 */
public record GuardSettings(boolean enabled, List<IpNetwork> allow, int sources, Duration trustMemory,
        int knownFactor, RateSettings connections, RateSettings untrusted, RateSettings registered,
        PerSource malformed, Scanners scanners, Logins failedLogins, Blocks block, Overload overload) {

    public GuardSettings {
        allow = List.copyOf(allow);
    }

    /** These, but with the rates and counts of others: what may change while the guard runs. */
    public GuardSettings withLimitsOf(GuardSettings other) {
        return new GuardSettings(enabled, allow, sources, trustMemory, other.knownFactor, other.connections,
                other.untrusted, other.registered, other.malformed,
                new Scanners(scanners.userAgents, other.scanners.users, other.scanners.window),
                new Logins(other.failedLogins.perSource, failedLogins.perPair, failedLogins.perDevice,
                        failedLogins.window),
                block, overload);
    }

    /**
     * A token bucket of one address or device, and one of all together.
     *
     * @param perSecond how fast it fills
     * @param burst how much it holds
     * @param overall how fast the one of all together fills; it holds two seconds of that
     */
    public record RateSettings(int perSecond, int burst, int overall) {}

    /** A token bucket of one address. */
    public record PerSource(int perSecond, int burst) {}

    /**
     * What gives a scanner away.
     *
     * @param userAgents substrings of User-Agent, without case
     * @param users unknown users that an address may ask for within {@code window}
     */
    public record Scanners(List<String> userAgents, int users, Duration window) {

        public Scanners {
            userAgents = List.copyOf(userAgents);
        }
    }

    /**
     * Wrong passwords within {@code window}.
     *
     * @param perSource of one address, before it is blocked
     * @param perPair of one address for one user, before the pair has to wait
     * @param perDevice for one user from everywhere, before an alarm is raised and challenges to strangers are slowed
     */
    public record Logins(int perSource, int perPair, int perDevice, Duration window) {}

    /**
     * The block list.
     *
     * @param first length of a first block; each further one is twice as long
     * @param maximum longest block, and how long it is remembered that there was one
     */
    public record Blocks(Duration first, Duration maximum, int entries) {}

    /**
     * When new work is refused.
     *
     * @param targetDelay wait in a shard's queue from which on new registrations and calls are refused
     * @param transactions use of {@code limits.transactions}, percent, from which on they are refused
     * @param refusals 503 responses a second; what is over that is dropped unanswered
     */
    public record Overload(Duration targetDelay, int transactions, int refusals, Duration retryAfterMin,
            Duration retryAfterMax) {}
}
