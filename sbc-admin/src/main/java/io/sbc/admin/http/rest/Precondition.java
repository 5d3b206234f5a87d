package io.sbc.admin.http.rest;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * On what state of the resource a request wants to work (RFC 9110 §13): {@code If-Match} and {@code If-None-Match}, read once, held against the
 * resource where it cannot change any more.
 */
public final class Precondition {

    private static final String ANY = "*";
    private static final String WEAK = "W/";

    private final List<String> match;
    private final List<String> noneMatch;

    private Precondition(List<String> match, List<String> noneMatch) {
        this.match = match;
        this.noneMatch = noneMatch;
    }

    /** Of this request. */
    public static Precondition of(Context context) {
        return new Precondition(tags(context.header(Header.IF_MATCH)), tags(context.header(Header.IF_NONE_MATCH)));
    }

    /**
     * Of a request that changes something.
     *
     * @param required whether one is needed where the resource is there already (RFC 6585 §3)
     */
    public static Precondition ofChange(Context context, boolean required) throws BadInput {
        Precondition precondition = of(context);
        if (required && precondition.match.isEmpty() && precondition.noneMatch.isEmpty()) {
            throw new BadInput(HttpStatus.PRECONDITION_REQUIRED,
                    "Say by If-Match which version is meant, or by If-None-Match: * that there shall be none.");
        }
        return precondition;
    }

    private static List<String> tags(@Nullable String header) {
        return header == null ? List.of() : Arrays.stream(header.split(",", -1)).map(String::strip).toList();
    }

    /** Whether the change may be made; by the order of RFC 9110 §13.2.2. {@code If-Match} compares strongly: a weak tag never holds. */
    public boolean holdsFor(Optional<EntityTag> current) {
        if (!match.isEmpty()) {
            return current.isPresent() && (match.contains(ANY) || match.contains(current.get().toString()));
        }
        return !isNoneMatched(current);
    }

    /** Whether {@code If-None-Match} names what is there: a GET is answered by 304 then. */
    public boolean isNoneMatched(Optional<EntityTag> current) {
        return current.isPresent() && (noneMatch.contains(ANY) || noneMatch.stream()
                .map(tag -> tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag)
                .anyMatch(current.get().toString()::equals));
    }

    /** Throws 412 where {@link #holdsFor} says no. */
    public void demandFor(Optional<EntityTag> current) throws BadInput {
        if (!holdsFor(current)) {
            throw failed(current);
        }
    }

    /** The answer where it does not hold. */
    public static BadInput failed(Optional<EntityTag> current) {
        return new BadInput(HttpStatus.PRECONDITION_FAILED, current.isPresent()
                ? "What is there is not what the request says by If-Match or If-None-Match: it is " + current.get()
                        + "."
                : "It is not there.");
    }
}
