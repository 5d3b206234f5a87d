package io.sbc.admin.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the parts of the SBC are, as readiness sees it, asked every few seconds and not by each who looks: to ask may wait for a shard. {@link #ask} is
 * called by one thread, {@link #last} by any.
 */
public final class Services {

    private final List<Service> services;
    private volatile Map<String, Optional<String>> last = Map.of();

    /** @param problem empty when all is well */
    public record Service(String name, Supplier<Optional<String>> problem) {}

    public Services(List<Service> services) {
        this.services = List.copyOf(services);
    }

    /** Asks all of them. */
    public void ask() {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        services.forEach(service -> found.put(service.name(), service.problem().get()));
        last = java.util.Collections.unmodifiableMap(found);
    }

    /** What was found last, by name; empty: all is well with it. */
    public Map<String, Optional<String>> last() {
        return last;
    }
}
