package io.sbc.admin.users;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a document says about one field (RFC 7396): nothing, so that it stays; null, so that it goes back to its default; or a value.
 *
 * @param named whether the document speaks of it at all
 * @param value null where it is to go back to its default, and where it is not named
 */
public record Given<T>(boolean named, @Nullable T value) {

    /** Nothing is said about it. */
    public static <T> Given<T> nothing() {
        return new Given<>(false, null);
    }

    /** It is to go back to its default. */
    public static <T> Given<T> reset() {
        return new Given<>(true, null);
    }

    /** It is to be that. */
    public static <T> Given<T> of(T value) {
        return new Given<>(true, value);
    }

    /** The value that is said, if one is. */
    public Optional<T> said() {
        return Optional.ofNullable(value);
    }

    /** What the field is afterwards. */
    public T over(T before, T byDefault) {
        return value != null ? value : named ? byDefault : before;
    }

    /** With another type of value. */
    public <U> Given<U> map(Function<T, U> change) {
        return value == null ? new Given<>(named, null) : Given.of(change.apply(value));
    }
}
