package io.sbc.admin.http.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.Counters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Problem documents (RFC 9457) for what never gets to an operation: requests that are no HTTP, too long, or too many. Any thread. */
public final class JettyProblems extends ErrorHandler {

    private final ObjectMapper mapper = new ObjectMapper();
    private final Counters<HttpCounter> counters;

    public JettyProblems(Counters<HttpCounter> counters) {
        this.counters = counters;
        setShowStacks(false);
        setShowCauses(false);
        setShowMessageInTitle(false);
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(Request request, Response response, int code, @Nullable String message,
            @Nullable Throwable cause, Callback callback) {
        String retryAfter = response.getHeaders().get(HttpHeader.RETRY_AFTER);
        RequestEnvelope.begin(request, response);
        if (code == HttpStatus.SERVICE_UNAVAILABLE_503 && retryAfter == null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        if (code < HttpStatus.INTERNAL_SERVER_ERROR_500) {
            counters.increment(HttpCounter.MALFORMED);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.write(true, ByteBuffer.wrap(document(code, request)), callback);
    }

    /** Nothing of the request is repeated but its path, and nothing of our insides. */
    private byte[] document(int code, Request request) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", HttpStatus.getMessage(code));
        document.put("status", code);
        document.put("detail", sentence(code));
        document.put("instance", Optional.ofNullable(request.getHttpURI()).map(uri -> uri.getPath()).orElse(""));
        try {
            return mapper.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            return "{}".getBytes(StandardCharsets.UTF_8); // strings and numbers: cannot be
        }
    }

    private static String sentence(int code) {
        return switch (code) {
            case HttpStatus.BAD_REQUEST_400 -> "This is no HTTP request as it should be.";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "The request did not come in time.";
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "The body is too long.";
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "The request's line and header are too long.";
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "Too many requests are under way; try again.";
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> "HTTP/1.1 and HTTP/2 are spoken here.";
            default ->
                code < HttpStatus.INTERNAL_SERVER_ERROR_500 ? "The request cannot be taken." : "The log has the cause.";
        };
    }
}
