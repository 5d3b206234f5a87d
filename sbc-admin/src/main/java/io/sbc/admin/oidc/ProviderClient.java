package io.sbc.admin.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.oidc.OidcFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the provider for JSON documents. It gets {@link #LIMIT} and {@link #OCTETS_MAX}, and sends nobody elsewhere (no redirects). Thread-safe;
 * waits for the network.
 */
final class ProviderClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProviderClient.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int OCTETS_MAX = 256 * 1024;

    private final HttpClient http;
    private final ObjectMapper mapper = new ObjectMapper();

    /** @param trust empty: whom the system trusts */
    ProviderClient(Optional<SSLContext> trust) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        http = builder.build();
    }

    /** A document. */
    JsonNode get(URI address) throws OidcFailure {
        return object(send(HttpRequest.newBuilder(address).GET()), 200);
    }

    /**
     * What it answers to a form; an error of OAuth is {@link Kind#REFUSED}.
     *
     * @param authorization of ours, where it wants one
     */
    JsonNode post(URI address, String form, Optional<String> authorization) throws OidcFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return object(send(request), 200);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws OidcFailure {
        HttpRequest asked = request.timeout(LIMIT).header("Accept", "application/json").build();
        try {
            return http.send(asked, BodyHandlers.limiting(BodyHandlers.ofByteArray(), OCTETS_MAX));
        } catch (IOException e) {
            log.atWarn().addKeyValue("address", asked.uri()).addKeyValue("reason", e.toString())
                    .log("the OpenID provider cannot be reached");
            throw new OidcFailure(Kind.PROVIDER, "The provider cannot be reached.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OidcFailure(Kind.PROVIDER, "The provider was not waited for.");
        }
    }

    private JsonNode object(HttpResponse<byte[]> answer, int expected) throws OidcFailure {
        JsonNode document;
        try {
            document = mapper.readTree(answer.body());
        } catch (IOException e) {
            document = mapper.missingNode();
        }
        if (answer.statusCode() == expected && document.isObject()) {
            return document;
        }
        String error = document.path("error").asText();
        log.atWarn().addKeyValue("address", answer.uri()).addKeyValue("status", answer.statusCode())
                .addKeyValue("error", printable(error)).log("the OpenID provider refused");
        throw answer.statusCode() == 400 && !error.isEmpty()
                ? new OidcFailure(Kind.REFUSED, "The provider refused: " + printable(error) + ".")
                : new OidcFailure(Kind.PROVIDER, "The provider answered " + answer.statusCode() + ".");
    }

    /** At most a word's worth of what somebody else wrote. */
    static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7E]", "?");
        return new String(plain.substring(0, Math.min(80, plain.length())).getBytes(StandardCharsets.US_ASCII),
                StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        http.close();
    }
}
