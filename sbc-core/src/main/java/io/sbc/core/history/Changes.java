package io.sbc.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the properties that differ. Values are shown as their {@code toString}: what has the type of a secret prints as {@code ***},
 * so that it stays one even where a caller takes it for text. One thread.
 */
public final class Changes {

    private final List<PropertyChange> changes = new ArrayList<>();

    /** A property that may be read by all; numbers, flags and times too. */
    public Changes text(String property, Optional<?> before, Optional<?> after) {
        Optional<String> was = before.map(Object::toString);
        Optional<String> is = after.map(Object::toString);
        if (!was.equals(is)) {
            changes.add(new PropertyChange(property, was, is));
        }
        return this;
    }

    /** A secret, or what was computed from one. */
    public Changes secret(String property, Optional<?> before, Optional<?> after) {
        if (!before.equals(after)) {
            changes.add(new PropertyChange(property, before.map(_ -> PropertyChange.MASK),
                    after.map(_ -> PropertyChange.MASK)));
        }
        return this;
    }

    /** What differed so far. */
    public List<PropertyChange> list() {
        return List.copyOf(changes);
    }
}
