package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.access.Permission;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Each operation × each kind of caller, over TLS, against what the server's own description says: so an operation that is added is in the
 * table at once. Requests have neither body nor sensible names: past the question who may ask, anything but a refusal will do, as long as it is what the
 * description says.
 */
public final class AccessTable {

    private static final Set<String> SAFE = Set.of("get");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client;
    private final String base;
    private final Described described;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** @param needed empty: it is enough to be known */
    private record Operation(String method, String path, Optional<Permission> needed) {}

    /** What is sent instead of a plain request. */
    @FunctionalInterface
    public interface Send {
        HttpResponse<String> send(String method, URI uri) throws Exception;
    }

    /** @param base of the listener with TLS, as in {@code https://127.0.0.1:8443} */
    public AccessTable(HttpClient client, String base) throws Exception {
        this.client = client;
        this.base = base;
        HttpResponse<String> description = plain(Map.of()).send("get", URI.create(base + "/api/v1/openapi.json"));
        described = new Described(description.body());
        JsonNode paths = mapper.readTree(description.body()).path("paths");
        Set<String> open = new java.util.TreeSet<>();
        paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
            String name = method.getKey() + " " + path.getKey();
            if (method.getValue().path("security").isEmpty()) {
                open.add(name);
            } else {
                String needed = method.getValue().path("x-permission").asText();
                operations.add(new Operation(method.getKey(), path.getKey().replaceAll("\\{[^}]+}", "zz"),
                        Permission.named(needed)));
            }
        }));
        operations.sort(Comparator.comparing(operation -> operation.path().endsWith("/logout"))); // ends the session: last
        assertEquals(
                Set.of("get /api/v1/openapi.json", "get /api/v1/login", "post /api/v1/login", "get /api/v1/login/oidc",
                        "get /api/v1/login/oidc/callback", "post /oauth/access_token", "post /oauth/request_token"),
                open, "what anybody may ask for");
    }

    /** How many operations need a caller. */
    public int size() {
        return operations.size();
    }

    /** A caller with these headers. */
    public Send plain(Map<String, String> headers) {
        return (method, uri) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method.toUpperCase(java.util.Locale.ROOT),
                    BodyPublishers.noBody());
            new TreeMap<>(headers).forEach(request::header);
            return client.send(request.build(), AccessTable::whole);
        };
    }

    /** Every operation refuses with that status and code. */
    public void refuses(String who, Send caller, int status, String code) throws Exception {
        for (Operation operation : operations) {
            expect(who, operation, caller, status, code);
        }
    }

    /** What may change something is refused; the rest goes by the permissions. */
    public void refusesChanges(String who, Send caller, Set<Permission> has, int status, String code) throws Exception {
        for (Operation operation : operations) {
            if (SAFE.contains(operation.method())) {
                goesBy(who, operation, caller, has);
            } else {
                expect(who, operation, caller, status, code);
            }
        }
    }

    /** Operations answer whoever has what they need, and nobody else. */
    public void allows(String who, Send caller, Set<Permission> has) throws Exception {
        for (Operation operation : operations) {
            goesBy(who, operation, caller, has);
        }
    }

    private void goesBy(String who, Operation operation, Send caller, Set<Permission> has) throws Exception {
        if (operation.needed().isPresent() && !has.contains(operation.needed().get())) {
            expect(who, operation, caller, 403, "permission_denied");
            return;
        }
        HttpResponse<String> answer = caller.send(operation.method(), URI.create(base + operation.path()));
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            wrong.add(who + ": " + operation + " refused: " + answer.body());
        }
        held(who, operation, answer);
    }

    private void held(String who, Operation operation, HttpResponse<String> answer) {
        try {
            described.check(operation.method(), operation.path(), "", answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""), answer.body());
        } catch (AssertionError other) {
            wrong.add(who + ": " + other.getMessage());
        }
    }

    private void expect(String who, Operation operation, Send caller, int status, String code) throws Exception {
        HttpResponse<String> answer = caller.send(operation.method(), URI.create(base + operation.path()));
        String said = answer.statusCode() == status ? mapper.readTree(answer.body()).path("code").asText() : "";
        if (answer.statusCode() != status || !said.equals(code)) {
            wrong.add(who + ": " + operation + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Fails with every line of the table that is wrong. */
    public void verify() {
        assertEquals("", String.join("\n", wrong));
    }

    /** A body as text; of a stream of events, which lasts a minute, nothing. */
    private static BodySubscriber<String> whole(ResponseInfo answer) {
        boolean isStream = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        return isStream ? new Unread() : BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    /** Asks for nothing of a body. */
    private static final class Unread implements BodySubscriber<String> {

        @Override
        public CompletionStage<String> getBody() {
            return CompletableFuture.completedStage("");
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(List<ByteBuffer> octets) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
