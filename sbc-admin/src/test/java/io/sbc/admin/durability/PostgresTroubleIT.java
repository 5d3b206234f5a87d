package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import oauth.signpost.OAuthConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL has no room, or takes no writes, while people talk: the API of the shipped process says so, nothing acknowledged is lost, what only reads is served,
 * signed requests too, calls and registrations go on, and all is well by itself afterwards. Its tables lie in a small file system of their own; without the
 * right to mount one, this is skipped.
 */
class PostgresTroubleIT {

    private static PostgresServer postgres;
    private static StandInPbx pbx;
    private static Sut sut;
    private static Path space;
    private static TalkThrough talk;
    private static OAuthConsumer manager;

    @BeforeAll
    static void startAll(@TempDir Path directory) throws Exception {
        space = Files.createDirectory(directory.resolve("space"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=32m,mode=0700", "tmpfs", space.toString()),
                "no right to mount a file system");
        postgres = PostgresServer.start(directory.resolve("postgres"));
        Path tables = Files.createDirectory(space.resolve("tables"));
        postgres.sql("CREATE TABLESPACE small LOCATION '" + tables + "'", "CREATE DATABASE sbc TABLESPACE small");
        pbx = StandInPbx.builder().domain("pbx.local").address(InetAddress.ofLiteral("127.0.0.21"))
                .extension(new Extension("1001", TalkThrough.ICP_PASSWORD))
                .extension(new Extension("1003", TalkThrough.ICP_PASSWORD)).start();
        sut = new Sut(directory.resolve("sbc"), postgres.store("sbc"),
                "[{id: pbx, domain: pbx.local, transport: udp, host: 127.0.0.21, port: %d}]"
                        .formatted(pbx.address().getPort()),
                "24000-24999", "");
        sut.start();
        talk = new TalkThrough(sut);
        manager = sut.provisioner("mxone");
    }

    @AfterAll
    static void stopAll() throws Exception {
        if (sut != null) {
            sut.close();
        }
        if (pbx != null) {
            pbx.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        run("umount", "-l", space.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void shouldSaySoAndGoOnTalkingWhenPostgresHasNoRoom() throws Exception {
        Path ballast = space.resolve("ballast");
        int[] acknowledged = {sut.users().size()};

        talk.run(() -> {
            fill(ballast);
            int status = 201;
            for (int i = 0; i < 400 && status == 201; i++) { // what its pages have room for already
                status = talk.put("full" + i, Integer.toString(2_000 + i)).statusCode();
                acknowledged[0] += status == 201 ? 1 : 0;
            }
            assertEquals(507, status);
            assertEquals(200, sut.signed(manager, "GET", "/users/ada%40example.com", ""));
            assertEquals(507, sut.signed(manager, "PUT", "/users/late%40example.com", TalkThrough.user("1009")));
            assertEquals(acknowledged[0], sut.users().size());
        });

        Files.delete(ballast);
        assertEquals(201, talk.put("room-again", "1005").statusCode());
        assertEquals(acknowledged[0] + 1, sut.users().size());
        assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
    }

    private static void fill(Path ballast) {
        byte[] octets = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(octets);
            }
        } catch (IOException full) {
            return; // as wanted
        }
    }

    @Test
    void shouldSaySoAndGoOnTalkingWhilePostgresTakesNoWrites() throws Exception {
        int before = sut.users().size();

        talk.run(() -> {
            postgres.sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
            HttpResponse<String> refused = sut.send("PATCH", "/users/ada@example.com", "{\"name\": \"Ada\"}");
            for (int i = 0; i < 100 && refused.statusCode() == 200; i++) { // its backends read it when they are next idle
                refused = sut.send("PATCH", "/users/ada@example.com", "{\"name\": \"Ada " + i + "\"}");
            }
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            assertEquals(200, sut.signed(manager, "GET", "/users/ada%40example.com", ""));
            assertEquals(before, sut.users().size());
        });

        postgres.sql("SET default_transaction_read_only = off", "ALTER SYSTEM RESET default_transaction_read_only",
                "SELECT pg_reload_conf()");
        sut.process().await("take writes again", java.time.Duration.ofSeconds(20), () -> {
            try {
                return sut.send("PATCH", "/users/ada@example.com", "{\"name\": \"Ada again\"}").statusCode() == 200;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
    }
}
