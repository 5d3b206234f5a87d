package io.sbc.core.directory.sql;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.config.StoreSettings.HistorySettings;
import io.sbc.core.config.StoreSettings.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A PostgreSQL server for all tests of the JVM, with an empty database for each that asks. */
final class PostgresTestServer implements BeforeAllCallback {

    private static final AtomicInteger databases = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // before all tests
    private Server server;

    private record Server(EmbeddedPostgres postgres) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot().getStore(Namespace.create(PostgresTestServer.class))
                .computeIfAbsent(Server.class, _ -> start(), Server.class);
    }

    private static Server start() {
        try {
            return new Server(EmbeddedPostgres.builder().setServerConfig("fsync", "off")
                    .setServerConfig("shared_buffers", "32MB").setServerConfig("max_connections", "50")
                    .setPGStartupWait(Duration.ofSeconds(60)).start());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An empty database; key file and local file lie in the directory. */
    TestDatabase database(Path directory) {
        String name = "test" + databases.incrementAndGet();
        Jdbi.create(server.postgres().getPostgresDatabase()).useHandle(open -> open.execute("CREATE DATABASE " + name));
        String url = "jdbc:postgresql://127.0.0.1:" + server.postgres().getPort() + "/" + name;
        return new TestDatabase() {

            @Override
            public StoreSettings settings() {
                return new StoreSettings(directory.resolve("node.db"), directory.resolve("sbc.key"),
                        new PostgresSettings(url, "postgres", Optional.empty(), 3),
                        new HistorySettings(Duration.ofDays(1), 1 << 20));
            }

            @Override
            public Jdbi beside() {
                return Jdbi.create(url, "postgres", "");
            }
        };
    }
}
