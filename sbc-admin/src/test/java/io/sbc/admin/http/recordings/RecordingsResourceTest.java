package io.sbc.admin.http.recordings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.http.Context;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Metrics;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventFilter;
import io.sbc.core.record.EdgeTroubles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may see keys and credentials of what was recorded; there is no recording behind it. */
class RecordingsResourceTest {

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics("1.2.3");
    private final Clerk clerk = new Clerk();
    private SqlStore store;
    private AdminServer server;

    /** A caller whose role a test chooses. */
    private static final class Clerk implements Authenticator {

        private Set<Permission> permissions = Role.ADMINISTRATOR.permissions();

        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.of(new Caller(new Authorship(Authorship.Kind.ADMINISTRATOR, "clerk", "", ""), permissions));
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        server = AdminServer.start(
                new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()), List.of(), metrics,
                List.of(clerk),
                new RecordingsResource(Optional.empty(), new EdgeTroubles(), _ -> true, store.history()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
        metrics.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path)).build(),
                BodyHandlers.ofString());
    }

    private List<String> history() {
        return store.history().find(EventFilter.ALL, 10).stream().map(event -> event.what().action()).toList();
    }

    @Test
    void shouldShowSecretsToNobodyWithoutTheRight() throws Exception {
        for (Role role : List.of(Role.OPERATOR, Role.AUDITOR)) {
            clerk.permissions = role.permissions();
            for (String path : List.of("/registrations/attempts?user=1001&reveal=true", "/calls/c1/ladder?reveal=true",
                    "/calls/c1/ladder.txt?reveal=true", "/calls/c1/ladder.svg?reveal=true",
                    "/calls/c1/capture.pcapng?reveal=true")) {
                HttpResponse<String> refused = get(path);
                assertEquals(403, refused.statusCode(), path);
            }
        }
        assertEquals(List.of(), history());
    }

    @Test
    void shouldWriteDownWhoAskedForSecrets() throws Exception {
        assertEquals(200, get("/registrations/attempts?user=1001").statusCode());
        assertEquals(List.of(), history(), "what is masked is for everybody");

        HttpResponse<String> shown = get("/registrations/attempts?user=1001&reveal=true");

        assertEquals(200, shown.statusCode());
        assertTrue(shown.body().contains("\"attempts\":[]"), shown::body);
        assertEquals(List.of("registration.secrets-revealed"), history());
    }
}
