package io.sbc.admin.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies that nobody asked for, as of a request that is refused for its caller. A stream of HTTP/2 whose request has not ended when
 * its answer has is reset (RFC 9113 §8.1), which some clients take for a failure and lose the answer: so what is short is read first.
 */
final class UnreadBody {

    /** What is longer may have its stream reset. Octets. */
    private static final long SHORT = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);

    private UnreadBody() {}

    /** After the handler, before the answer is sent. On the request's thread, which waits for the body no longer than a handler would. */
    static void take(Context context) {
        long announced = context.req().getContentLengthLong();
        if (announced <= 0 || announced > SHORT) {
            return;
        }
        try (InputStream body = context.req().getInputStream()) {
            body.skipNBytes(announced);
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("a body of {} octets was read already, or did not come", announced, gone);
        }
    }
}
