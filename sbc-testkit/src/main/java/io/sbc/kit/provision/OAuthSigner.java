package io.sbc.kit.provision;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests by HMAC-SHA256 over the signature base string (RFC 5849 §3.4.1), a body that is no form by its hash. As thread-safe as its random. */
public final class OAuthSigner {
    private static final String MAC = "HmacSHA256";

    private final String consumerKey;
    private final String consumerSecret;
    private final InstantSource clock;
    private final Random random;

    /** What a request is signed with beside the consumer's own. */
    public record Token(String value, String secret) {
        /** Before there is one. */
        public static final Token NONE = new Token("", "");

        /** Without the secret. */
        @Override
        public String toString() {
            return value;
        }
    }

    /** @param random of which nonces are made */
    public OAuthSigner(String consumerKey, String consumerSecret, InstantSource clock, Random random) {
        this.consumerKey = consumerKey;
        this.consumerSecret = consumerSecret;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The value of {@code Authorization} (RFC 5849 §3.5.1).
     *
     * @param more further protocol parameters, such as {@code oauth_verifier}
     */
    public String authorization(String method, URI uri, String body, Token token, Map<String, String> more) {
        Map<String, String> protocol = new TreeMap<>(more);
        protocol.put("oauth_consumer_key", consumerKey);
        protocol.put("oauth_signature_method", "HMAC-SHA256");
        protocol.put("oauth_timestamp", Long.toString(clock.instant().getEpochSecond()));
        protocol.put("oauth_nonce", Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
        protocol.put("oauth_version", "1.0");
        if (!token.value().isEmpty()) {
            protocol.put("oauth_token", token.value());
        }
        if (!body.isEmpty()) {
            protocol.put("oauth_body_hash", hash(body));
        }
        List<Map.Entry<String, String>> all = new ArrayList<>(protocol.entrySet());
        all.addAll(form(uri.getRawQuery() == null ? "" : uri.getRawQuery()));
        protocol.put("oauth_signature", mac(encode(consumerSecret) + "&" + encode(token.secret()),
                baseString(method, uri, all)));
        return protocol.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=\"" + encode(each.getValue()) + "\"")
                .collect(Collectors.joining(", ", "OAuth ", ""));
    }

    /** RFC 5849 §3.4.1.1; parameters are sorted after they are encoded (§3.4.1.3.2). */
    static String baseString(String method, URI uri, List<Map.Entry<String, String>> parameters) {
        String normalized = parameters.stream()
                .map(each -> Map.entry(encode(each.getKey()), encode(each.getValue())))
                .sorted(Map.Entry.<String, String>comparingByKey()
                        .thenComparing(Map.Entry.comparingByValue(Comparator.naturalOrder())))
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("&"));
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean standard = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        String base = scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (standard ? "" : ":" + uri.getPort())
                + uri.getRawPath();
        return method.toUpperCase(Locale.ROOT) + "&" + encode(base) + "&" + encode(normalized);
    }

    /** The fields of {@code application/x-www-form-urlencoded}, in their order. */
    static List<Map.Entry<String, String>> form(String text) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            if (!name.isEmpty()) {
                fields.add(Map.entry(URLDecoder.decode(name, StandardCharsets.UTF_8),
                        equals < 0 ? "" : URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8)));
            }
        }
        return fields;
    }

    /** RFC 5849 §3.6: all but letters, digits, {@code - . _ ~}. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String hash(String body) {
        try {
            return Base64.getEncoder().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String mac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), MAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }
}
