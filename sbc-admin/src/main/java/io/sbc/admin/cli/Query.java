package io.sbc.admin.cli;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, as far as they were said. One thread. */
final class Query {

    private final StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");

    Query with(String name, @Nullable Object value) {
        if (value != null) {
            parameters.add(name + "=" + ConsumersCommand.encoded(value.toString()));
        }
        return this;
    }

    /** With {@code name=true} where it is so. */
    Query flag(String name, boolean value) {
        return value ? with(name, true) : this;
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
