package io.sbc.kit.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.provision.OAuthSigner.Token;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OAuthSignerTest {

    /** RFC 5849 §3.4.1.1, as erratum 2550 has it. */
    @Test
    void shouldMakeTheBaseStringOfTheRfc() {
        URI uri = URI.create("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
        List<Map.Entry<String, String>> parameters = new ArrayList<>(OAuthSigner.form(uri.getRawQuery()));
        parameters.addAll(OAuthSigner.form("c2&a3=2+q"));
        parameters.addAll(List.of(Map.entry("oauth_consumer_key", "9djdj82h48djs9d2"),
                Map.entry("oauth_token", "kkk9d7dh3k39sjv7"), Map.entry("oauth_signature_method", "HMAC-SHA1"),
                Map.entry("oauth_timestamp", "137131201"), Map.entry("oauth_nonce", "7d8f3e4a")));

        assertEquals("POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
                + "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
                + "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201"
                + "%26oauth_token%3Dkkk9d7dh3k39sjv7", OAuthSigner.baseString("post", uri, parameters));
    }

    @Test
    void shouldSignEachRequestWithANonceOfItsOwn() {
        OAuthSigner signer = new OAuthSigner("mx-one", "shared", () -> Instant.ofEpochSecond(1_000), new Random(1));
        URI uri = URI.create("https://localhost:8443/api/v1/users");

        String first = signer.authorization("GET", uri, "", new Token("token", "hidden"), Map.of());
        String second = signer.authorization("GET", uri, "", new Token("token", "hidden"), Map.of());

        assertNotEquals(first, second);
        assertTrue(first.startsWith("OAuth oauth_consumer_key=\"mx-one\", "), first);
        assertTrue(first.contains("oauth_timestamp=\"1000\""), first);
        assertFalse(first.contains("shared") || first.contains("hidden"), first);
    }

    @Test
    void shouldCoverABodyByItsHash() {
        OAuthSigner signer = new OAuthSigner("mx-one", "shared", () -> Instant.ofEpochSecond(1_000), new Random(1));

        String header = signer.authorization("PUT", URI.create("https://localhost/x"), "{}", Token.NONE, Map.of());

        assertTrue(header.contains("oauth_body_hash=\"RBNvo1WzZ4oRRq0W9%2BhknpT7T8If536DEMBg9hyq%2F4o%3D\""), header);
        assertFalse(header.contains("oauth_token"), header);
    }
}
