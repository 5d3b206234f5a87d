package io.sbc.admin.http.rest;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** How resources answer: with their entity tag, with 304 where the caller has it already, with {@code Location} where one was made. */
public final class Replies {

    private Replies() {}

    /** Shows a resource; 304 (RFC 9110 §15.4.5) to somebody who has this version. */
    public static void show(Context context, EntityTag tag, Map<String, ?> document) {
        context.header(Header.ETAG, tag.toString());
        if (Precondition.of(context).isNoneMatched(Optional.of(tag))) {
            context.status(HttpStatus.NOT_MODIFIED);
        } else {
            context.json(document);
        }
    }

    /** After a change: 201 and {@code Location}, or 200. */
    public static void changed(Context context, boolean created, String path, EntityTag tag, Map<String, ?> document) {
        context.header(Header.ETAG, tag.toString());
        if (created) {
            context.header(Header.LOCATION, Api.PREFIX + path);
        }
        context.status(created ? HttpStatus.CREATED : HttpStatus.OK).json(document);
    }

    /** For a document that shows a secret, once. */
    public static void secret(Context context) {
        context.header(Header.CACHE_CONTROL, "no-store");
    }

    /** One segment of a path. */
    public static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
