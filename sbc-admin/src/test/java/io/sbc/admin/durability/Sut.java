package io.sbc.admin.durability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.SigningClient;
import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.signature.HmacSha256MessageSigner;

/** The shipped SBC in a directory, started as often as one likes, spoken to by its API. */
final class Sut implements AutoCloseable {

    /** Of all phones. */
    static final String SET_PASSWORD = "correct-horse-battery";

    private static final Duration PATIENCE = Duration.ofMinutes(Integer.getInteger("sbc.patience.minutes", 3)); // the machine may be busy

    private final Path directory;
    private final Path config;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20)).build();
    private final SigningClient signing = new SigningClient(client);
    private final ObjectMapper mapper = new ObjectMapper();
    private SbcProcess process;

    /** @param store the lines of {@code store}, as a flow mapping; empty for the default */
    Sut(Path directory, String store) throws IOException {
        this(directory, store, "", "20000-29999", "");
    }

    /**
     * One of several.
     *
     * @param pbxs {@code icp.pbxs} as a flow sequence; empty for the default
     * @param mediaPorts that nobody else has
     * @param node its name; empty for the default
     */
    Sut(Path directory, String store, String pbxs, String mediaPorts, String node) throws IOException {
        this.directory = Files.createDirectories(directory);
        config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp: {udp: {port: 0}, tcp: {port: 0}%s}
                media: {ports: %s}
                admin: {port: 0, api: {enabled: %s, port: 0}}
                run: {ports-file: ports, node: "%s"}
                """.formatted(pbxs.isEmpty() ? "" : ", pbxs: " + pbxs, mediaPorts, !node.isEmpty(), node)
                + (store.isEmpty() ? "" : "store: " + store + "\n"));
    }

    /** Makes the ahead-of-time cache of the distribution, as after an installation, if it has none. */
    void warmUp() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("sbc.distribution", "target/distribution")).toAbsolutePath();
        if (Files.notExists(home.resolve("lib/sbc.aot"))) {
            new ProcessBuilder(home.resolve("bin/sbc").toString(), "warm-up")
                    .redirectErrorStream(true).redirectOutput(directory.resolve("warm-up.log").toFile()).start()
                    .waitFor();
        }
    }

    /**
     * Waits until signed requests are taken: for seconds after a restart they are refused, since they may have been taken before it. Tries
     * again once in a while, so that waiting costs nothing.
     */
    void awaitTaken(OAuthConsumer consumer) throws IOException {
        process.await("take signed requests", PATIENCE, () -> {
            try {
                return signed(consumer, "GET", "/users?limit=1", "") == 200 || pause();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static boolean pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(300);
        return false;
    }

    /** Starts it; nobody waits until it is ready. */
    SbcProcess launch() throws IOException {
        Files.deleteIfExists(directory.resolve("ports"));
        Path launcher = Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc");
        // The first compiler only: a process that lives for seconds pays for the second one and has nothing of it.
        process = new SbcProcess("env SBC_JAVA_OPTS=-XX:TieredStopAtLevel=1 " + launcher.toAbsolutePath(), directory,
                config, directory.resolve("ports"));
        return process;
    }

    /** Starts it and waits until it is ready. */
    Duration start() throws IOException {
        launch();
        return awaitReady();
    }

    /** Waits until one that was launched is ready. */
    Duration awaitReady() throws IOException {
        try {
            return process.awaitReady(PATIENCE);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\n" + String.join("\n", process.logTail(30)), e);
        }
    }

    void kill() throws IOException {
        process.kill();
    }

    Path directory() {
        return directory;
    }

    SbcProcess process() {
        return process;
    }

    /** Runs a command of it, beside it or without it. */
    String tool(String... words) throws IOException {
        return process.tool(words);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + process.port("admin.http") + path);
    }

    /** Where phones are served. */
    InetSocketAddress phones() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), process.port("set.tls"));
    }

    /** A phone of a user who has {@link #SET_PASSWORD}. */
    SoftPhone phone(String number) throws IOException {
        return SoftPhone.builder().user(number).password(SET_PASSWORD).server(phones())
                .trust(directory.resolve("certs/ca.pem")).start();
    }

    /** With whatever headers. */
    HttpResponse<String> send(HttpClient by, String method, String uri, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return by.send(request.build(), BodyHandlers.ofString());
    }

    /** In clear, with whatever credentials. */
    HttpResponse<String> as(String authorization, String method, String path) throws IOException, InterruptedException {
        return send(client, method, uri("/api/v1" + path).toString(), "", Map.of("Authorization", authorization));
    }

    /** As the command line of this machine. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of());
    }

    /** Likewise, with more headers. */
    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        String key = Files.readString(directory.resolve("data/local-api.key")).strip();
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", "Bearer local-" + key);
        return send(client, method, uri("/api/v1" + path).toString(), body, all);
    }

    /** A file, as the command line of this machine. */
    HttpResponse<String> csv(String path, String file) throws IOException, InterruptedException {
        String key = Files.readString(directory.resolve("data/local-api.key")).strip();
        return client.send(HttpRequest.newBuilder(uri("/api/v1" + path)).timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer local-" + key).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(file)).build(), BodyHandlers.ofString());
    }

    JsonNode json(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return mapper.readTree(response.body().isEmpty() ? "{}" : response.body());
    }

    /** A consumer with an access token, got as the guides tell it. */
    OAuthConsumer provisioner(String id) throws Exception {
        JsonNode added = json("POST", "/consumers", "{\"id\": \"" + id + "\"}");
        OAuthConsumer consumer = new DefaultOAuthConsumer(id, added.path("secret").asText());
        consumer.setMessageSigner(new HmacSha256MessageSigner());
        OAuthProvider provider = new DefaultOAuthProvider(uri("/oauth/request_token").toString(),
                uri("/oauth/access_token").toString(), uri("/nobody-sees-this").toString());
        provider.setOAuth10a(true);
        provider.retrieveRequestToken(consumer, "oob");
        String verifier = json("POST", "/tokens/temporary/" + consumer.getToken() + "/approve", "{}").path("verifier")
                .asText();
        provider.retrieveAccessToken(consumer, verifier);
        return consumer;
    }

    /** A signed request. */
    int signed(OAuthConsumer consumer, String method, String path, String body) throws Exception {
        return answer(consumer, method, path, body).statusCode();
    }

    HttpResponse<String> answer(OAuthConsumer consumer, String method, String path, String body) throws Exception {
        return signing.send(consumer, method, uri("/api/v1" + path), body);
    }

    /** The extensions of all devices, by user. */
    Map<String, List<String>> users() throws IOException, InterruptedException {
        Map<String, List<String>> users = new HashMap<>();
        String after = "";
        do {
            JsonNode page = json("GET", "/users?limit=1000" + (after.isEmpty() ? "" : "&after=" + after), "");
            for (JsonNode user : page.path("users")) {
                List<String> extensions = new ArrayList<>();
                user.path("devices").forEach(device -> extensions.add(device.path("icpUser").asText()));
                users.put(user.path("email").asText(), extensions);
            }
            after = page.path("next").asText();
        } while (!after.isEmpty());
        return users;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        client.close();
    }
}
