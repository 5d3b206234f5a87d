package io.sbc.admin.durability;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL server of one's own, which can be stopped and started again with what it has. */
public final class PostgresServer implements AutoCloseable {

    private final Path directory;
    private EmbeddedPostgres server;

    private PostgresServer(Path directory) throws IOException {
        this.directory = directory;
        server = launch(0);
    }

    /** @param directory is made; outside of it, it writes nothing */
    public static PostgresServer start(Path directory) throws IOException {
        return new PostgresServer(directory);
    }

    private EmbeddedPostgres launch(int port) throws IOException {
        // No machine loses its power here, so nothing has to reach the disk.
        return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false).setPort(port)
                .setServerConfig("fsync", "off").setServerConfig("shared_buffers", "32MB")
                .setServerConfig("max_connections", "40").setPGStartupWait(Duration.ofSeconds(90)).start();
    }

    /** {@code store} of an SBC that uses it, as a flow mapping. */
    public String store() {
        return store("postgres");
    }

    public String url() {
        return url("postgres");
    }

    /** {@code store} of an SBC that uses another database of it. */
    String store(String database) {
        return "{postgresql: {url: \"%s\", user: postgres, connections: 4}}".formatted(url(database));
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** As its administrator; each statement by itself. */
    void sql(String... statements) throws SQLException {
        try (Connection open = DriverManager.getConnection(url(), "postgres", "");
                Statement statement = open.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** As an administrator stops it: who is connected is cut off. */
    void stop() throws IOException {
        server.close();
    }

    /** Again, at the same port, with all that it had. */
    void startAgain() throws IOException {
        server = launch(server.getPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
