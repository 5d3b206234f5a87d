package io.sbc.core.recorder;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which calls are looked for; what is empty does not matter.
 *
 * @param number a caller, a callee, or the user of the device
 * @param callId of either leg
 * @param address of a peer, in either leg
 * @param fromMillis began at or after
 * @param toMillis began before
 * @param outcome {@code answered}, {@code failed}, {@code poor}, or a status such as {@code 486}
 * @param rule a rule of diagnosis that fired
 * @param before stored before the one with this {@link ArchivedCall#number}: the next page
 * @param limit no more than these
 */
public record CallQuery(Optional<String> number, Optional<String> callId, Optional<String> address,
        OptionalLong fromMillis, OptionalLong toMillis, Optional<String> outcome, Optional<String> rule,
        OptionalLong before, int limit) {

    /** The first page. */
    public CallQuery(Optional<String> number, Optional<String> callId, Optional<String> address,
            OptionalLong fromMillis, OptionalLong toMillis, Optional<String> outcome, Optional<String> rule,
            int limit) {
        this(number, callId, address, fromMillis, toMillis, outcome, rule, OptionalLong.empty(), limit);
    }

    /** The newest calls. */
    public static CallQuery newest(int limit) {
        return new CallQuery(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(),
                OptionalLong.empty(), Optional.empty(), Optional.empty(), limit);
    }

    /** What comes after the call of that number. */
    public CallQuery before(long stored) {
        return new CallQuery(number, callId, address, fromMillis, toMillis, outcome, rule, OptionalLong.of(stored),
                limit);
    }
}
