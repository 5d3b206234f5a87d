package io.sbc.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final String USERS = """
            email,kind,set_user,set_password,icp_user,icp_password
            alice@example.com,desktop,alice,SET-SECRET,1001,ICP-SECRET
            """;

    @TempDir
    Path directory;

    private record Outcome(int status, String out, String err) {}

    @Test
    void shouldCallWrongUsageWrongUsage() {
        assertEquals(2, run().status());
        assertEquals(2, run("walk").status());
        assertEquals(2, run("users").status());
        assertEquals(2, run("users", "import").status());
        assertEquals(2, run("check-config").status());
        assertEquals(2, run("run", "--colour", "red").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "check-config --help", "users --help", "users import --help",
        "users export --help", "users list --help", "version --help"})
    void shouldHelp(String arguments) {
        Outcome help = run(arguments.split(" "));

        assertEquals(0, help.status());
        assertTrue(help.out().contains("Usage: sbc"), help.out());
        assertEquals("", help.err());
    }

    @Test
    void shouldTellItsVersion() {
        assertEquals(0, run("version").status());
        assertTrue(run("--version").out().startsWith("sbc "));
    }

    @Test
    void shouldFindNothingWrongWithGoodConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("good.yaml"), "set: {tls: {port: 0}}\n");

        Outcome outcome = run("check-config", file.toString());

        assertEquals(0, outcome.status(), outcome.err());
        assertTrue(outcome.out().endsWith("good.yaml is valid\n"), outcome.out());
    }

    @Test
    void shouldTellEveryProblemOfBadConfigurationOnStandardError() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "set: {tls: {prt: 0}}\nlogging: {level: loud}\n");

        Outcome outcome = run("check-config", file.toString());

        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        assertEquals("sbc: " + file + """
                 cannot be used:
                  line 1: set.tls.prt: unknown key; did you mean set.tls.port?
                  line 2: logging.level: "loud" is not allowed: must be one of error, warn, info, debug
                """, outcome.err());
    }

    @Test
    void shouldTellOfCertificateThatIsNotThere() throws IOException {
        Path file = Files.writeString(directory.resolve("sbc.yaml"),
                "set: {tls: {certificates: [{certificate: no.pem, key: no.key}]}}");

        Outcome outcome = run("check-config", file.toString());

        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("set.tls.certificates[0].certificate: there is no file no.pem"),
                outcome.err());
    }

    @Test
    void shouldImportListAndExport() throws IOException {
        String config = config();
        Path csv = Files.writeString(directory.resolve("users.csv"), USERS);
        Path exported = directory.resolve("exported.csv");

        Outcome imported = run("users", "import", csv.toString(), "--config", config);
        Outcome listed = run("users", "list", "--config", config);
        Outcome json = run("users", "list", "--json", "--config", config);
        Outcome export = run("users", "export", exported.toString(), "--config", config);

        assertEquals("""
                row 2: alice@example.com desktop: create
                imported 1 rows: 1 created, 0 replaced, 0 unchanged
                """, imported.out());
        assertEquals(0, imported.status());
        assertEquals("""
                EMAIL              NAME  EXTENSION  ICP  TEMPLATE  ENABLED
                alice@example.com  -     1001       pbx  -         true
                """, listed.out());
        assertEquals("alice@example.com", new ObjectMapper().readTree(json.out()).get(0).path("email").asText());
        assertEquals(0, export.status());
        assertTrue(Files.readString(exported).contains("alice@example.com,desktop,alice,1001,1001,pbx,true"));
        for (String shown : new String[]{imported.out(), listed.out(), json.out(), Files.readString(exported)}) {
            assertFalse(shown.contains("SECRET"), shown);
        }
    }

    @Test
    void shouldFailWhenARowIsRefused() throws IOException {
        Path csv = Files.writeString(directory.resolve("users.csv"), USERS + "bob,desktop,bob,s,1002,p\n");

        Outcome imported = run("users", "import", csv.toString(), "--config", config());

        assertEquals(1, imported.status());
        assertTrue(imported.out().contains("row 3: bob desktop: refused: email \"bob\" must be an email address"),
                imported.out());
        assertEquals("sbc: nothing was imported: 1 of 2 rows are refused\n", imported.err());
        assertEquals("no users\n", run("users", "list", "--config", config()).out());
    }

    @Test
    void shouldFailInASentenceWhenFilesAreMissing() throws IOException {
        Outcome noFile = run("users", "import", "/nowhere/users.csv", "--config", config());
        Outcome noConfig = run("users", "list", "--config", "/nowhere/sbc.yaml");

        assertEquals("sbc: /nowhere/users.csv: no such file\n", noFile.err());
        assertEquals(1, noFile.status());
        assertEquals("sbc: /nowhere/sbc.yaml cannot be used:\n  no such file\n", noConfig.err());
        assertEquals(1, noConfig.status());
    }

    private String config() throws IOException {
        return Files.writeString(directory.resolve("sbc.yaml"),
                "store: {database: %1$s/data/sbc.db, key-file: %1$s/data/secret.key}\n".formatted(directory))
                .toString();
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Outcome(status, out.toString(), err.toString());
    }
}
