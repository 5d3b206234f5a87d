package io.sbc.core.history;

import java.util.Optional;

/**
 * One property before and after. Secrets stand there as {@link #MASK}: who reads the history sees that one changed, never what it was.
 *
 * @param before empty when it was not there
 * @param after empty when it is no more
 */
public record PropertyChange(String property, Optional<String> before, Optional<String> after) {

    /** Stands for every secret. */
    public static final String MASK = "***";

    public PropertyChange {
        property = EventText.clipped(property);
        before = before.map(EventText::clipped);
        after = after.map(EventText::clipped);
    }
}
