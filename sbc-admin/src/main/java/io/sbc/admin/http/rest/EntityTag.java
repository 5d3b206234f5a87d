package io.sbc.admin.http.rest;

/**
 * A strong entity tag (RFC 9110 §8.8.3): the same as long as nothing of the resource changed.
 *
 * @param value without quotes
 */
public record EntityTag(String value) {

    /** As it stands in a header. */
    @Override
    public String toString() {
        return '"' + value + '"';
    }
}
