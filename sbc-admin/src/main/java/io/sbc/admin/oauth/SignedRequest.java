package io.sbc.admin.oauth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What of an HTTP request is signed (RFC 5849 §3.4.1).
 *
 * @param method as it came, in upper case
 * @param scheme {@code http} or {@code https}, the one that the client saw
 * @param host the {@code Host} header, or HTTP/2's {@code :authority}: name or address, and port if it is not the scheme's own
 * @param target path and query as they stood in the request line, nothing decoded
 * @param authorization the {@code Authorization} header
 * @param contentType of the body
 * @param body may be empty; not copied
 */
public record SignedRequest(String method, String scheme, String host, String target, Optional<String> authorization,
        Optional<String> contentType, byte[] body) {

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final String FORM = "application/x-www-form-urlencoded";

    /** The base string URI of §3.4.1.2: scheme and host in lower case, no default port, no query. */
    String baseUri() {
        String lowerScheme = scheme.toLowerCase(Locale.ROOT);
        String lowerHost = host.toLowerCase(Locale.ROOT);
        String defaultPort = lowerScheme.equals("https") ? ":443" : ":80";
        if (lowerHost.endsWith(defaultPort)) {
            lowerHost = lowerHost.substring(0, lowerHost.length() - defaultPort.length());
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return lowerScheme + "://" + lowerHost + (path.isEmpty() ? "/" : path);
    }

    /** @throws IllegalArgumentException at a broken %XX */
    List<Parameter> queryParameters() {
        int query = target.indexOf('?');
        return query < 0 ? List.of() : FormEncoding.decode(target.substring(query + 1));
    }

    /**
     * Empty unless the body is a form.
     *
     * @throws IllegalArgumentException at a broken %XX
     */
    List<Parameter> formParameters() {
        return isForm() ? FormEncoding.decode(new String(body, StandardCharsets.UTF_8)) : List.of();
    }

    /** Whether it changes nothing (RFC 9110 §9.2.1). */
    boolean reads() {
        return READING.contains(method);
    }

    /** Whether the signature covers the body by its parameters. */
    boolean isForm() {
        return contentType.map(type -> type.toLowerCase(Locale.ROOT))
                .filter(type -> type.equals(FORM) || type.startsWith(FORM + ";") || type.startsWith(FORM + " "))
                .isPresent();
    }
}
