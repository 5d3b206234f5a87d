package io.sbc.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.http.jobs.JobsResource;
import io.sbc.admin.http.jobs.UserFilesResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.users.ApiStage;
import io.sbc.admin.http.users.CallEnding;
import io.sbc.admin.http.users.DevicesResource;
import io.sbc.admin.http.users.LicencesResource;
import io.sbc.admin.http.users.TemplatesResource;
import io.sbc.admin.http.users.UsersResource;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.SqlStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a server with the resources that a running SBC has. */
class ProvisioningCommandsTest {

    @TempDir
    Path directory;

    private final Jobs jobs = new Jobs(10, Duration.ofHours(1), InstantSource.system());
    private Path file;
    private SqlStore store;
    private ApiStage api;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(directory.resolve("sbc.yaml"),
                "store: {database: %1$s/sbc.db, key-file: %1$s/secret.key}\n".formatted(directory));
        SbcConfig config = ((ConfigResult.Valid) new ConfigReader(1).read(file)).config();
        store = SqlStore.open(config.store(), new SecureRandom());
        Files.writeString(directory.resolve("local-api.key"), "00");
        Templates templates = new Templates(() -> config, store.templates());
        Licences licences = Licences.of(() -> config, store.licences());
        PsiUsers users = new PsiUsers(() -> config, store, templates, licences, new SecureRandom());
        UserImport imports = new UserImport(() -> config, store, templates, licences, users, new SecureRandom());
        EntityTags tags = new EntityTags(store.nonceKey());
        CallEnding calls = new CallEnding(_ -> {});
        api = new ApiStage(new UserFilesResource(users, imports, jobs), new JobsResource(jobs),
                new UsersResource(users, tags, calls, false), new DevicesResource(users, tags, calls, false),
                new TemplatesResource(templates, tags), new LicencesResource(licences, tags));
    }

    @AfterEach
    void stop() {
        api.close();
        jobs.close();
        store.close();
    }

    private record Outcome(int status, String out, String err) {}

    private Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = Arrays.copyOf(arguments, arguments.length + 4);
        System.arraycopy(new String[]{"--config", file.toString(), "--admin", "127.0.0.1:" + api.port()}, 0, all,
                arguments.length, 4);
        int status = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Outcome(status, out.toString(), err.toString());
    }

    @Test
    void shouldAddShowChangeAndRemoveAUser() {
        Outcome added = run("users", "add", "eve@example.test", "--extension", "1006", "--name", "Eve",
                "--generate-password");
        assertEquals(0, added.status(), added.err());
        assertTrue(added.out().contains("set-side password: "), added.out());
        assertEquals(1, run("users", "add", "eve@example.test", "--extension", "1006").status());

        assertTrue(run("users", "show", "eve@example.test").out().contains("1*006"));
        assertTrue(run("users", "set", "eve@example.test", "--name", "Eva").out().contains("Eva"));
        assertTrue(run("devices", "disable", "eve@example.test", "mobile").out().contains("false"));
        assertEquals("""
                EMAIL             NAME  EXTENSION  ICP  TEMPLATE  ENABLED
                eve@example.test  Eva   1006       pbx  psi       true
                """, run("users", "list").out());
        assertTrue(run("devices", "list", "--enabled", "false", "--json").out().contains("\"kind\":\"mobile\""));
        assertEquals("removed eve@example.test\n", run("users", "remove", "eve@example.test").out());
        Outcome gone = run("users", "show", "eve@example.test");
        assertEquals(1, gone.status());
        assertEquals("sbc: There is no user eve@example.test (case matters).\n", gone.err());
    }

    @Test
    void shouldImportByTheRunningSbcAndExportFromIt() throws IOException {
        Path csv = Files.writeString(directory.resolve("users.csv"),
                "email,extension,set_password\neve@example.test,1006,correct-horse-battery\n");
        Path out = directory.resolve("out.csv");

        Outcome dry = run("users", "import", csv.toString(), "--dry-run");
        Outcome imported = run("users", "import", csv.toString());
        Outcome exported = run("users", "export", out.toString(), "--kind", "users");

        assertTrue(dry.out().contains("row 2: eve@example.test: create\nwould import 1 rows"), dry.out() + dry.err());
        assertTrue(imported.out().contains("imported 1 rows: 1 created"), imported.out() + imported.err());
        assertEquals("exported 1 users\n", exported.out(), exported.err());
        assertFalse(Files.readString(out).contains("battery"));
        assertTrue(run("jobs", "list").out().contains("users-import-check"));
    }

    @Test
    void shouldCountLicencesAndKeepTemplates() {
        assertTrue(run("licences", "set", "1").out().contains("teleworker  1"), run("licences", "show").out());
        Outcome refused = run("users", "add", "eve@example.test", "--extension", "1006");
        assertEquals("sbc: This needs 2 teleworker licences, and of 1 there are 1 left: 0 are used.\n", refused.err());
        assertTrue(run("licences", "reset").out().contains("no limit"));
        assertTrue(run("templates", "set", "branch", "--mobile", "9{extension}").out().contains("9{extension}"));
        assertTrue(run("templates", "list").out().contains("{first}*{rest}"));
        assertEquals(0, run("templates", "remove", "branch").status());
    }
}
