package io.sbc.admin.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that must be well for the SBC to be ready.
 *
 * @param name of the part, as it stands in {@code /health/ready}
 * @param isNeeded false: it is shown, and the SBC is ready all the same
 * @param problem empty when all is well, else one sentence; cheap, callable from any thread
 */
public record HealthCheck(String name, Supplier<Optional<String>> problem, boolean isNeeded) {

    /** One without which the SBC is not ready. */
    public HealthCheck(String name, Supplier<Optional<String>> problem) {
        this(name, problem, true);
    }

    /** Well while {@code condition} holds. */
    public static HealthCheck that(String name, String otherwise, BooleanSupplier condition) {
        return new HealthCheck(name, () -> condition.getAsBoolean() ? Optional.empty() : Optional.of(otherwise));
    }
}
