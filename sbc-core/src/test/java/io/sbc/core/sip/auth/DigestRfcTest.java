package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Digest responses of RFC 2617 §3.5, RFC 7616 §3.9 and RFC 8760: {@code sip/auth/digest.json} names each source. */
class DigestRfcTest {

    static Stream<Named<JsonNode>> vectors() throws IOException {
        try (InputStream in = DigestRfcTest.class.getResourceAsStream("/sip/auth/digest.json")) {
            JsonNode vectors = new ObjectMapper().readTree(in).get("vectors");
            assertTrue(vectors.size() >= 12);
            return StreamSupport.stream(vectors.spliterator(), false)
                    .map(vector -> Named.of(vector.get("id").asText(), vector)).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldComputeTheResponseOfTheVector(JsonNode vector) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(text(vector, "algorithm")).orElseThrow();
        String ha1 = Digest.ha1(algorithm, text(vector, "username"), text(vector, "realm"), text(vector, "password"));
        DigestCredentials credentials = new DigestCredentials(text(vector, "username"), text(vector, "realm"),
                text(vector, "nonce"), text(vector, "uri"), algorithm.token(), "", text(vector, "qop"),
                text(vector, "nc"), text(vector, "cnonce"), "");

        String response = Digest.response(algorithm, ha1, credentials, text(vector, "method"),
                text(vector, "body").getBytes(StandardCharsets.UTF_8));

        assertEquals(text(vector, "response"), response);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadBackTheCredentialsThatItWrites(JsonNode vector) {
        DigestCredentials credentials = new DigestCredentials(text(vector, "username"), text(vector, "realm"),
                text(vector, "nonce"), text(vector, "uri"), text(vector, "algorithm"), "o\"p\\q", text(vector, "qop"),
                text(vector, "nc"), text(vector, "cnonce"), text(vector, "response"));

        assertEquals(credentials, DigestCredentials.parse(credentials.toHeaderValue()).orElseThrow());
    }

    private static String text(JsonNode vector, String name) {
        return vector.path(name).asText("");
    }
}
