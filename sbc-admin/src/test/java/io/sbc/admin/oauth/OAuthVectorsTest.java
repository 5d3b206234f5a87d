package io.sbc.admin.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Examples of RFC 5849 and of others who wrote theirs down. */
final class OAuthVectorsTest {

    static JsonNode file() throws IOException {
        try (InputStream in = OAuthVectorsTest.class.getResourceAsStream("oauth1.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    static Stream<Named<JsonNode>> signatures() throws IOException {
        JsonNode vectors = file().get("vectors");
        assertTrue(vectors.size() >= 13);
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(vector -> Named.of(vector.get("id").asText(), vector));
    }

    static Stream<JsonNode> encodings() throws IOException {
        return StreamSupport.stream(file().get("percent_encoding").spliterator(), false);
    }

    static Stream<JsonNode> baseUris() throws IOException {
        return StreamSupport.stream(file().get("base_uri").spliterator(), false);
    }

    static Stream<JsonNode> plaintexts() throws IOException {
        return StreamSupport.stream(file().get("plaintext").spliterator(), false);
    }

    private static SignatureMethod methodOf(JsonNode vector) {
        for (JsonNode parameter : vector.get("params")) {
            if (parameter.get(0).asText().equals("oauth_signature_method")) {
                return SignatureMethod.named(parameter.get(1).asText()).orElseThrow();
            }
        }
        throw new IllegalArgumentException("no oauth_signature_method");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void shouldMakeTheSameBaseStringAndSignature(JsonNode vector) {
        List<Parameter> parameters = new ArrayList<>();
        vector.get("params").forEach(
                parameter -> parameters.add(new Parameter(parameter.get(0).asText(), parameter.get(1).asText())));

        String base = SignatureBase.of(vector.get("method").asText(), vector.get("base_uri").asText(), parameters);

        assertEquals(vector.get("base_string").asText(), base);
        assertEquals(vector.get("signature").asText(), methodOf(vector).sign(base,
                vector.get("consumer_secret").asText(), vector.get("token_secret").asText()));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void shouldEncodeAsRfc5849Section36(JsonNode pair) {
        assertEquals(pair.get(1).asText(), PercentEncoding.encode(pair.get(0).asText()));
        assertEquals(pair.get(0).asText(), PercentEncoding.decode(pair.get(1).asText()));
    }

    @ParameterizedTest
    @MethodSource("baseUris")
    void shouldMakeTheBaseUriOfSection3412(JsonNode request) {
        assertEquals(request.get("base_uri").asText(),
                new SignedRequest("GET", request.get("scheme").asText(), request.get("host_header").asText(),
                        request.get("target").asText(), Optional.empty(), Optional.empty(), new byte[0]).baseUri());
    }

    @ParameterizedTest
    @MethodSource("plaintexts")
    void shouldSignInPlaintextAsSection344(JsonNode vector) {
        assertEquals(vector.get("oauth_signature").asText(), SignatureMethod.PLAINTEXT.sign("of no matter",
                vector.get("consumer_secret").asText(), vector.get("token_secret").asText()));
    }

    /** §3.4.1.3.1: header, query and form together, realm and what is no form left out. */
    @Test
    void shouldGatherTheParametersOfSection34131() throws IOException {
        JsonNode vector = StreamSupport.stream(file().get("vectors").spliterator(), false)
                .filter(one -> one.get("id").asText().equals("rfc5849-3.1")).findFirst().orElseThrow();
        SignedRequest request = new SignedRequest("POST", "http", "example.com",
                "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
                Optional.of("OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\",\t"
                        + "oauth_token=\"kkk9d7dh3k39sjv7\",oauth_signature_method=\"HMAC-SHA1\", "
                        + "oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", oauth_signature=\"x\""),
                Optional.of("application/x-www-form-urlencoded"), "c2&a3=2+q".getBytes(StandardCharsets.UTF_8));

        ProtocolParameters.Reading.Read read = (ProtocolParameters.Reading.Read) ProtocolParameters.of(request);

        assertEquals(vector.get("base_string").asText(),
                SignatureBase.of("POST", request.baseUri(), read.parameters().all()));
    }
}
