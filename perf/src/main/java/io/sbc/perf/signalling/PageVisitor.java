package io.sbc.perf.signalling;

import io.sbc.kit.net.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** An administrator at a browser, as far as the server notices: a session, pages over one connection, open dashboards. Used by one thread. */
final class PageVisitor implements AutoCloseable {

    private static final String FIRST = "first administrator: admin, password: ";
    private static final String PASSWORD = "bench-of-the-console";

    private final HttpClient http;
    private final URI base;
    private String cookie = "";
    private String csrf = "";

    /** What came back. */
    record Page(int status, String body, long nanos) {}

    private PageVisitor(HttpClient http, URI base) {
        this.http = http;
        this.base = base;
    }

    /** Who trusts the CA that the SBC of this site made for itself. */
    private static PageVisitor at(Site site, int port) {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .sslContext(Trust.clientOf(site.directory().resolve("certs/ca.pem"))).build();
        return new PageVisitor(http, URI.create("https://localhost:" + port));
    }

    /** Logs in for the first time and changes the password that stands in the log. */
    static void arrive(Site site, int port) throws IOException, InterruptedException {
        String first = Files.readAllLines(site.directory().resolve("sbc.log")).stream()
                .filter(line -> line.startsWith(FIRST)).map(line -> line.substring(FIRST.length())).findFirst()
                .orElseThrow(() -> new IOException("no first administrator in the log of " + site.directory()));
        try (PageVisitor visitor = at(site, port)) {
            visitor.logIn(first);
            visitor.must(visitor.request("/api/v1/me/password").header("X-CSRF-Token", visitor.csrf)
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers
                            .ofString("{\"current\":\"" + first + "\",\"new\":\"" + PASSWORD + "\"}")));
        }
    }

    /** Somebody who is logged in with the password of {@link #arrive}. */
    static PageVisitor loggedIn(Site site, int port) throws IOException, InterruptedException {
        PageVisitor visitor = at(site, port);
        visitor.logIn(PASSWORD);
        return visitor;
    }

    private void logIn(String password) throws IOException, InterruptedException {
        HttpResponse<String> answer = must(request("/api/v1/login").header("Content-Type", "application/json").POST(
                BodyPublishers.ofString("{\"name\":\"admin\",\"password\":\"" + password + "\"}")));
        cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        csrf = answer.body().replaceFirst("(?s).*\"csrfToken\":\"([^\"]*)\".*", "$1");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private HttpResponse<String> must(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    /** Fetches a page; the time is from asking until all of it is here, TLS and this process included. */
    Page look(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(request(path).GET().build(), BodyHandlers.ofString());
        return new Page(answer.statusCode(), answer.body(), System.nanoTime() - start);
    }

    /**
     * A dashboard that stays open, on a thread of its own, until the thread is interrupted.
     *
     * @param readings counts what it is told
     */
    Thread dashboard(LongAdder readings) {
        HttpRequest stream = request("/api/v1/status/stream").GET().build();
        return Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try (Stream<String> lines = http.send(stream, BodyHandlers.ofLines()).body()) {
                    lines.filter("event: reading"::equals).forEach(_ -> readings.increment());
                } catch (IOException | UncheckedIOException | InterruptedException closed) {
                    return;
                } // ended by the server after a minute: a browser comes back
            }
        });
    }

    @Override
    public void close() {
        http.shutdownNow(); // dashboards may be open
    }
}
