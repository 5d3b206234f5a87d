package io.sbc.admin.http.jobs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sbc.admin.http.users.ApiStage;
import io.sbc.admin.http.users.ApiStage.Answer;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFilesResourceTest {

    private static final String HEADER = "email,name,extension,set_password,icp_password\n";

    @TempDir
    Path directory;

    private final SbcConfig config = new ConfigReader(1).reference();
    private final Jobs jobs = new Jobs(10, Duration.ofHours(1), InstantSource.system());
    private SqlStore store;
    private ApiStage api;

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        Licences licences = new Licences(store.licences(), () -> OptionalInt.of(2_000));
        Templates templates = new Templates(() -> config, store.templates());
        PsiUsers users = new PsiUsers(() -> config, store, templates, licences, new SecureRandom());
        UserImport imports = new UserImport(() -> config, store, templates, licences, users, new SecureRandom());
        api = new ApiStage(new UserFilesResource(users, imports, jobs), new JobsResource(jobs));
    }

    @AfterEach
    void stop() {
        api.close();
        jobs.close();
        store.close();
    }

    private JsonNode run(String query, String csv) throws Exception {
        Answer accepted = api.send("POST", "/users/import" + query, csv, "Content-Type", "text/csv");
        assertEquals(202, accepted.status(), accepted.body());
        String path = accepted.header("Location").substring("/api/v1".length());
        await().atMost(Duration.ofSeconds(60)).until(() -> !api.get(path).json().get("ended").isNull());
        return api.get(path).json();
    }

    private JsonNode rows(JsonNode job, String query) throws Exception {
        return api.get("/jobs/" + job.get("id").asText() + "/rows" + query).json().get("rows");
    }

    private JsonNode bulk(String query, String users) throws Exception {
        Answer accepted = api.send("POST", "/users/bulk" + query, "{\"users\": [" + users + "]}");
        assertEquals(202, accepted.status(), accepted.body());
        String path = accepted.header("Location").substring("/api/v1".length());
        await().atMost(Duration.ofSeconds(60)).until(() -> !api.get(path).json().get("ended").isNull());
        return api.get(path).json();
    }

    private static String user(String email, String more) {
        return "{\"email\": \"" + email + "\", " + more + "}";
    }

    @Test
    void shouldCreateOrReplaceManyUsersOfOneDocumentOrNone() throws Exception {
        String ada = user("ada@example.com", "\"extension\": \"1001\", \"name\": \"Ada\"");
        String eve = user("eve@example.com", "\"extension\": \"1001\"");

        JsonNode refused = bulk("", ada + ", " + eve);
        assertEquals("failed", refused.get("state").asText());
        assertEquals("2", rows(refused, "?verdict=refused").get(0).get("row").asText());
        assertEquals(0, store.devices().size());

        assertEquals("would import 1 rows: 1 to be created, 0 to be replaced, 0 unchanged",
                bulk("?dryRun=true", ada).get("summary").asText());
        assertEquals(0, store.devices().size());

        assertEquals("done", bulk("", ada).get("state").asText());
        assertEquals("unchanged", rows(bulk("", ada), "").get(0).get("verdict").asText());
        JsonNode replaced = bulk("", user("ada@example.com", "\"extension\": \"1002\""));
        assertEquals("replace", rows(replaced, "").get(0).get("verdict").asText());
        assertEquals("", store.profileOf("ada@example.com").name(), "as a PUT would have it");
    }

    @Test
    void shouldRefuseADocumentThatIsNoneOfUsers() throws Exception {
        assertEquals(400, api.send("POST", "/users/bulk", "{\"users\": {}}").status());
        assertEquals(400, api.send("POST", "/users/bulk", "{\"users\": [7]}").status());
        assertEquals(400, api.send("POST", "/users/bulk", "{\"users\": [{\"extension\": \"1\"}]}").status());
        assertEquals(400, api.send("POST", "/users/bulk",
                "{\"users\": [{\"email\": \"a@example.com\", \"generatePassword\": true}]}").status());
        assertEquals(400,
                api.send("POST", "/users/bulk", "{\"users\": [" + "{},".repeat(10_000) + "{}]}").status());
    }

    @Test
    void shouldImportUsersAllOrNone() throws Exception {
        String good = HEADER
                + "eve@example.test,Eve,1006,correct-horse-battery,\nbob@example.test,,1007,correct-horse-battery,4711\n";

        JsonNode job = run("", good);

        assertEquals("done", job.get("state").asText(), job.toString());
        assertEquals(2, job.at("/verdicts/create").asInt());
        assertEquals(4, store.devices().size());
        JsonNode again = run("", good);
        assertEquals(2, again.at("/verdicts/unchanged").asInt(), again.toString());

        JsonNode bad = run("",
                HEADER + "ann@example.test,,1008,correct-horse-battery,\nann2@example.test,,1006,short,\n");
        assertEquals("failed", bad.get("state").asText());
        assertEquals(4, store.devices().size());
        JsonNode refused = rows(bad, "?verdict=refused");
        assertEquals(1, refused.size());
        assertEquals(3, refused.at("/0/row").asInt());
        assertTrue(refused.at("/0/reason").asText().contains("shorter than 12"), refused.toString());
        assertFalse(refused.toString().contains("short,"));
    }

    @Test
    void shouldTellInADryRunWhatWouldBecomeOfEachRow() throws Exception {
        JsonNode check = run("?dryRun=true", HEADER
                + "eve@example.test,Eve,1006,correct-horse-battery,\nbob@example.test,,1006,correct-horse-battery,\n");

        assertEquals("failed", check.get("state").asText());
        assertEquals("create", rows(check, "").at("/0/verdict").asText());
        assertEquals("refused", rows(check, "").at("/1/verdict").asText());
        assertEquals(0, store.devices().size());
        JsonNode fine = run("?dryRun=true", HEADER + "eve@example.test,Eve,1006,correct-horse-battery,\n");
        assertEquals("done", fine.get("state").asText());
        assertTrue(fine.get("summary").asText().startsWith("would import 1 rows"), fine.toString());
        assertEquals(0, store.devices().size());
        assertTrue(api.get("/jobs/" + fine.get("id").asText() + "/report").body().startsWith("row,key,verdict,reason"));
    }

    @Test
    void shouldExportWhatAnImportLeavesAsItIs() throws Exception {
        run("", HEADER + "eve@example.test,=1+1,1006,correct-horse-battery,\n");

        Answer export = api.get("/users/export");
        JsonNode again = run("", export.body());

        assertEquals("text/csv;charset=utf-8", export.header("Content-Type").replace(" ", ""));
        assertTrue(export.body().contains("'=1+1"), export.body());
        assertEquals(1, again.at("/verdicts/unchanged").asInt(), again + export.body());
        assertTrue(api.get("/users/export?kind=devices").body().contains("1*006"));
        assertTrue(api.get("/users/import-template").body().startsWith("email,name,extension,template"));
        assertTrue(api.get("/users/import-template?kind=devices").body().contains("icp_auth_user"));
    }

    @Test
    void shouldImportAsManyAsThereAreLicencesInOneTransaction() throws Exception {
        JsonNode job = run("", many(1_000));

        assertEquals("done", job.get("state").asText(), job.toString());
        assertEquals(1_000, job.get("done").asInt());
        assertEquals(2_000, store.licences().devices());
        JsonNode excess = run("", HEADER + "one@example.test,,39999,correct-horse-battery,\n");
        assertTrue(excess.get("summary").asText().contains("2 teleworker licences are needed"), excess.toString());
        assertEquals(2_000, store.licences().devices());
    }

    @Test
    void shouldRefuseMoreThanTenThousandRows() throws Exception {
        JsonNode job = run("?dryRun=true", many(10_001));

        assertEquals("failed", job.get("state").asText());
        assertTrue(rows(job, "?verdict=refused&limit=1").at("/0/reason").asText().startsWith("more than 10000 rows"));
    }

    private static String many(int users) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < users; i++) {
            csv.append("user%05d@example.test,User %d,2%05d,correct-horse-%d,\n".formatted(i, i, i, i));
        }
        return csv.toString();
    }

    @Test
    void shouldRefuseWhatIsNoFileOfUsers() throws Exception {
        assertEquals(415, api.send("POST", "/users/import", "{}").status());
        JsonNode mixed = run("", "email,extension,kind\na@example.test,1,desktop\n");
        assertEquals("failed", mixed.get("state").asText());
        assertTrue(rows(mixed, "").at("/0/reason").asText().contains("extension does not belong"),
                rows(mixed, "").toString());
        assertEquals(404, api.get("/jobs/none").status());
    }
}
