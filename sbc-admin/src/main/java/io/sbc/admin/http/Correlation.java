package io.sbc.admin.http;

import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id by which the answer, the log and the event history name one request. */
final class Correlation {

    static final String HEADER = "X-Correlation-Id";

    private static final String ATTRIBUTE = "sbc.correlation-id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Correlation() {}

    /** Takes the caller's own id where it is a harmless one, else makes one; says it in the answer. */
    static void begin(Context context) {
        String offered = context.header(HEADER);
        String id = offered != null && WELL_FORMED.matcher(offered).matches()
                ? offered
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        context.attribute(ATTRIBUTE, id);
        context.header(HEADER, id);
    }

    static String of(Context context) {
        String id = context.attribute(ATTRIBUTE);
        return id == null ? "" : id;
    }
}
