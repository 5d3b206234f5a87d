package io.sbc.admin.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An OpenID provider on loopback that lets everybody in as Ada, and may be made to lie. */
public final class StandInProvider implements AutoCloseable {

    public static final String CLIENT = "sbc-console";

    /** Made once: it takes its time. */
    private static final JWK FIRST = first();

    private final HttpServer server;
    private final InstantSource clock;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private volatile JWK key;
    private volatile List<JWK> published;
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    private volatile Function<JWTClaimsSet, String> writer = this::signed;

    private static JWK first() {
        try {
            return rsa("first");
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public StandInProvider(InstantSource clock) throws IOException {
        this.clock = clock;
        key = FIRST;
        published = List.of(key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery()));
        server.createContext("/keys", exchange -> {
            keyRequests.incrementAndGet();
            answer(exchange, 200, new JWKSet(published).toPublicJWKSet().toString());
        });
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private String discovery() {
        return """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                 "jwks_uri": "%1$s/keys", "end_session_endpoint": "%1$s/end"}""".formatted(issuer());
    }

    public static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    public static ECKey ec(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    /** Signs by that key from now on, and says so. */
    public void rotateTo(JWK next) {
        key = next;
        published = List.of(next);
    }

    /** Signs by that key from now on, and does not say so. */
    public void signSecretlyBy(JWK other) {
        key = other;
    }

    public void claim(UnaryOperator<JWTClaimsSet.Builder> change) {
        claims = change;
    }

    /** Writes tokens another way. */
    public void write(Function<JWTClaimsSet, String> other) {
        writer = other;
    }

    public int keyRequests() {
        return keyRequests.get();
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = fields(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        exchange.getResponseHeaders().add("Location",
                query.get("redirect_uri") + "?state=" + query.get("state") + "&code=" + code);
        answer(exchange, 303, "");
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = fields(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
        if (begun == null || !Objects.equals(begun.get("redirect_uri"), form.get("redirect_uri"))
                || !PendingLogins.digest(form.getOrDefault("code_verifier", "")).equals(begun.get("code_challenge"))
                || !"S256".equals(begun.get("code_challenge_method"))) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        JWTClaimsSet said = claims.apply(new JWTClaimsSet.Builder().issuer(issuer()).audience(CLIENT).subject("0815")
                .claim("preferred_username", "ada").claim("groups", List.of("staff", "sbc-operators"))
                .claim("nonce", begun.get("nonce")).issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plusSeconds(300)))).build();
        answer(exchange, 200, "{\"access_token\": \"x\", \"token_type\": \"Bearer\", \"id_token\": \""
                + writer.apply(said) + "\"}");
    }

    private String signed(JWTClaimsSet said) {
        try {
            boolean rsa = key.getKeyType().equals(KeyType.RSA);
            JWSSigner signer = rsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
            SignedJWT token = new SignedJWT(new JWSHeader.Builder(rsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                    .keyID(key.getKeyID()).build(), said);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals),
                    URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    /** Nobody answers from now on. */
    @Override
    public void close() {
        server.stop(0);
    }

    /** What {@code /authorize} sends a browser to. */
    public static URI follow(java.net.http.HttpClient browser, String address)
            throws IOException, InterruptedException {
        return URI.create(browser.send(java.net.http.HttpRequest.newBuilder(URI.create(address)).build(),
                java.net.http.HttpResponse.BodyHandlers.discarding()).headers().firstValue("Location").orElseThrow());
    }
}
