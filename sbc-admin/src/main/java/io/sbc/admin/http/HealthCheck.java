package io.sbc.admin.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that must be well for the SBC to be ready.
 *
 * @param name of the part, as it stands in {@code /health/ready}
 * @param problem empty when all is well, else one sentence; cheap, callable from any thread
 */
public record HealthCheck(String name, Supplier<Optional<String>> problem) {

    /** Well while {@code condition} holds. */
    public static HealthCheck that(String name, String otherwise, BooleanSupplier condition) {
        return new HealthCheck(name, () -> condition.getAsBoolean() ? Optional.empty() : Optional.of(otherwise));
    }
}
