package io.sbc.admin.tracing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A span (OpenTelemetry). Times are nanoseconds since 1970.
 *
 * @param id 16 hex digits
 * @param parent likewise; empty for the first
 * @param attributes texts, whole numbers, numbers with a fraction, truth values
 * @param problem why it failed; empty when it did not
 */
record Span(String id, String parent, String name, Kind kind, long startNanos, long endNanos,
        Map<String, Object> attributes, List<Event> events, String problem) {

    /** By its number in the protocol. */
    enum Kind {
        INTERNAL(1),
        SERVER(2),
        CLIENT(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Something that happened within it. */
    record Event(long nanos, String name, Map<String, Object> attributes) {

        Event {
            attributes = Map.copyOf(attributes);
        }
    }

    Span {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        events = List.copyOf(events);
    }
}
