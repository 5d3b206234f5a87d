package io.sbc.core.history;

/**
 * What a change was made to.
 *
 * @param kind {@code user}, {@code consumer}, {@code token}, {@code icp}, {@code settings}, and what else there is
 * @param id which one: an address, a name, a number; no secret
 */
public record Subject(String kind, String id) {

    public Subject {
        kind = EventText.clipped(kind);
        id = EventText.clipped(id);
    }
}
