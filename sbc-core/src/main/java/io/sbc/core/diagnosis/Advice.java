package io.sbc.core.diagnosis;

/**
 * What a rule says of a fault that it found; {@link Parties} fills in who is meant.
 *
 * @param cause the likely one
 * @param todo what mends it
 * @param where to do that
 */
record Advice(String cause, String todo, String where) {

    /** Of two sides that are at fault in one call. */
    Advice and(Advice other) {
        return equals(other)
                ? this
                : new Advice(both(cause, other.cause), both(todo, other.todo), both(where, other.where));
    }

    private static String both(String one, String other) {
        return one.equals(other) ? one : one + "; and: " + other;
    }
}
