package io.sbc.admin.http.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.users.ApiStage.Answer;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.EventFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersResourceTest {

    private static final String EVE = "/users/eve%40example.test";
    private static final String NEW_EVE = "{\"extension\": \"1006\", \"name\": \"Eve\", \"setPassword\": \"correct-horse-battery\"}";

    @TempDir
    Path directory;

    private final List<DeviceId> ended = new ArrayList<>();
    private final SbcConfig config = config();
    private SqlStore store;
    private ApiStage api;

    private static SbcConfig config() {
        return ((ConfigResult.Valid) new ConfigReader(1).parse("""
                icp:
                  pbxs:
                    - {id: open, domain: open.example, host: 127.0.0.2, port: 5060, transport: udp}
                    - {id: mxone, domain: mxone.example, host: 127.0.0.3, port: 5060, transport: udp, profile: mx-one}
                """)).config();
    }

    @BeforeEach
    void start() throws IOException {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        api = stage(false, OptionalInt.empty());
    }

    private ApiStage stage(boolean matchRequired, OptionalInt licenceCount) throws IOException {
        Licences licences = new Licences(store.licences(), () -> licenceCount);
        Templates templates = new Templates(() -> config, store.templates());
        PsiUsers users = new PsiUsers(() -> config, store, templates, licences, new SecureRandom());
        EntityTags tags = new EntityTags(store.nonceKey());
        CallEnding calls = new CallEnding(ended::addAll);
        return new ApiStage(new UsersResource(users, tags, calls, matchRequired),
                new DevicesResource(users, tags, calls, matchRequired), new TemplatesResource(templates, tags),
                new LicencesResource(licences, tags));
    }

    @AfterEach
    void stop() {
        api.close();
        store.close();
    }

    private Device device(String setUser) {
        return store.devices().stream().filter(device -> device.setUser().equals(setUser)).findFirst().orElseThrow();
    }

    @Test
    void shouldMakeTwoDevicesAndTellWhereTheUserIs() throws Exception {
        Answer created = api.send("PUT", EVE, NEW_EVE);

        assertEquals(201, created.status(), created.body());
        assertEquals("/api/v1" + EVE, created.header("Location"));
        assertEquals("1006", created.json().at("/devices/0/setUser").asText());
        assertEquals("1*006", created.json().at("/devices/1/setUser").asText());
        assertEquals("psi", created.json().get("template").asText());
        assertEquals("Eve", api.get(EVE).json().get("name").asText());
        assertFalse(created.body().contains("battery"));
        assertEquals(2, store.devices().size());
    }

    @Test
    void shouldAnswerTheSameTagWhenTheSameIsPutAgain() throws Exception {
        Answer created = api.send("PUT", EVE, NEW_EVE);
        Answer again = api.send("PUT", EVE, NEW_EVE);
        Answer other = api.send("PATCH", EVE, "{\"icpPassword\": \"4711-4711-4711\"}");

        assertEquals(200, again.status());
        assertEquals(created.header("ETag"), again.header("ETag"));
        assertEquals(created.header("ETag"), created.header("ETag").replaceAll("[^\"A-Za-z0-9_-]", ""));
        assertNotEquals(created.header("ETag"), other.header("ETag"), "a secret is another one");
        assertEquals(other.header("ETag"), api.get(EVE).header("ETag"));
    }

    @Test
    void shouldLeaveNoEntryWhereNothingChanges() throws Exception {
        api.send("PUT", EVE, NEW_EVE);
        api.send("PUT", "/templates/branch", "{\"mobile\": \"9{extension}\"}");
        api.send("PUT", "/licences/teleworker", "{\"total\": 50}");
        int entries = store.history().find(EventFilter.ALL, 100).size();

        api.send("PUT", EVE, NEW_EVE);
        api.send("PATCH", EVE, "{\"name\": \"Eve\", \"enabled\": true, \"setPassword\": \"correct-horse-battery\"}");
        api.send("PATCH", EVE + "/devices/mobile", "{\"enabled\": true}");
        api.send("PATCH", EVE, "{}");
        api.send("PUT", "/templates/branch", "{\"mobile\": \"9{extension}\"}");
        api.send("PUT", "/licences/teleworker", "{\"total\": 50}");

        assertEquals(entries, store.history().find(EventFilter.ALL, 100).size());
    }

    @Test
    void shouldTakeAddressesThatDifferInCaseForTwoUsers() throws Exception {
        api.send("PUT", EVE, NEW_EVE);

        assertEquals(404, api.get("/users/Eve%40example.test").status());
        assertEquals(201, api.send("PUT", "/users/Eve%40example.test", "{\"extension\": \"1007\"}").status());
        assertEquals(2, api.get("/users").json().get("users").size());
        assertEquals(1, api.get("/users?email=Eve@example.test").json().get("users").size());
    }

    @Test
    void shouldRefuseWeakPasswordsWithTheReason() throws Exception {
        Map<String, String> reasons = Map.of("too-few-x", "shorter than 12", "aaaabbbbaaaabbbb", "fewer than 6",
                "314159265358979", "only digits", "my-name-is-eve-so", "name or extension", "at-1006-for-ever",
                "name or extension", "Password1234", "hardly more than a word");
        for (Map.Entry<String, String> weak : reasons.entrySet()) {
            Answer refused = api.send("PUT", EVE,
                    "{\"extension\": \"1006\", \"setPassword\": \"" + weak.getKey() + "\"}");

            assertEquals(422, refused.status(), weak.getKey());
            assertTrue(refused.json().at("/problems/0").asText().contains(weak.getValue()), refused.body());
            assertFalse(refused.body().contains(weak.getKey()), refused.body());
        }
        assertEquals(0, store.devices().size());
    }

    /** A row that comes, goes or is renamed between two pages makes no other row come twice or be left out. */
    @Test
    void shouldKeepItsPlaceWhileRowsComeAndGo() throws Exception {
        for (int i = 1; i <= 9; i += 2) {
            put(i);
        }
        JsonNode first = api.get("/users?limit=2").json();
        api.send("DELETE", "/users/user3%40example.test", ""); // the last of the first page
        put(2);
        put(6);

        JsonNode second = api.get("/users?limit=3&after=" + first.get("next").asText()).json();

        assertEquals("[user5@example.test, user6@example.test, user7@example.test]", emails(second).toString());
        assertEquals("[user9@example.test]",
                emails(api.get("/users?limit=3&after=" + second.get("next").asText()).json()).toString());
        assertEquals(400, api.get("/users?sort=name&after=" + second.get("next").asText()).status(),
                "the place is one in another order");
    }

    private void put(int number) throws Exception {
        assertEquals(201, api.send("PUT", "/users/user" + number + "%40example.test",
                "{\"extension\": \"20" + number + "0\"}").status());
    }

    private static List<String> emails(JsonNode page) {
        List<String> emails = new ArrayList<>();
        page.get("users").forEach(user -> emails.add(user.get("email").asText()));
        return emails;
    }

    @Test
    void shouldAnswer304ToWhoHasThisVersion() throws Exception {
        String tag = api.send("PUT", EVE, NEW_EVE).header("ETag");

        Answer same = api.get(EVE, "If-None-Match", tag);

        assertEquals(304, same.status());
        assertEquals("", same.body());
        assertEquals(200, api.get(EVE, "If-None-Match", "\"another\"").status());
    }

    @Test
    void shouldAnswer412WhenAnotherVersionIsThere() throws Exception {
        String tag = api.send("PUT", EVE, NEW_EVE).header("ETag");
        String newer = api.send("PATCH", EVE, "{\"name\": \"Eva\"}", "If-Match", tag).header("ETag");

        assertEquals(412, api.send("PATCH", EVE, "{\"name\": \"Evi\"}", "If-Match", tag).status());
        assertEquals(412, api.send("PATCH", EVE, "{\"name\": \"Evi\"}", "If-Match", "W/" + newer).status());
        assertEquals(412, api.send("PUT", EVE, NEW_EVE, "If-None-Match", "*").status());
        assertEquals(412, api.send("DELETE", EVE, "", "If-Match", tag).status());
        assertEquals(412, api.send("PUT", "/users/new%40example.test", NEW_EVE, "If-Match", "*").status());
        assertEquals("Eva", api.get(EVE).json().get("name").asText());
        assertEquals(204, api.send("DELETE", EVE, "", "If-Match", newer).status());
    }

    @Test
    void shouldAnswer428WhereVersionsHaveToBeNamed() throws Exception {
        try (ApiStage strict = stage(true, OptionalInt.empty())) {
            assertEquals(201, strict.send("PUT", EVE, NEW_EVE).status());

            assertEquals(428, strict.send("PATCH", EVE, "{\"name\": \"Eva\"}").status());
            assertEquals(428, strict.send("DELETE", EVE, "").status());
            assertEquals(200, strict.send("PATCH", EVE, "{\"name\": \"Eva\"}", "If-Match", "*").status());
        }
    }

    @Test
    void shouldLeaveWhatAMergePatchDoesNotNameAndResetWhatIsNull() throws Exception {
        api.send("PUT", EVE,
                "{\"extension\": \"1006\", \"name\": \"Eve\", \"icp\": \"mxone\", \"setPassword\": \"correct-horse-battery\"}");

        Answer renamed = api.send("PATCH", EVE, "{\"name\": null}", "Content-Type", "application/merge-patch+json");
        Answer moved = api.send("PATCH", EVE, "{\"icp\": null}");

        assertEquals("", renamed.json().get("name").asText());
        assertEquals("mxone", renamed.json().get("icp").asText());
        assertEquals("open", moved.json().get("icp").asText());
        Answer without = api.send("PATCH", EVE, "{\"extension\": null}");
        assertEquals(400, without.status(), "there has to be one");
        assertEquals("extension", without.json().get("field").asText());
        assertEquals(415, api.send("PUT", EVE, NEW_EVE, "Content-Type", "application/merge-patch+json").status());
    }

    @Test
    void shouldNotEnableByAPutWhatAnAdministratorDisabled() throws Exception {
        api.send("PUT", EVE, NEW_EVE);
        api.send("PATCH", EVE + "/devices/mobile", "{\"enabled\": false}");

        api.send("PUT", EVE, NEW_EVE);

        assertTrue(device("1006").enabled());
        assertFalse(device("1*006").enabled());
        api.send("PATCH", EVE, "{\"enabled\": true}");
        assertTrue(device("1*006").enabled());
    }

    @Test
    void shouldKeepTheSidesApartAndLetTheIcpSideFollowWhereTheProfileSaysSo() throws Exception {
        api.send("PUT", EVE, NEW_EVE);
        assertEquals("correct-horse-battery", device("1006").icpSecret().reveal());

        api.send("PATCH", EVE, "{\"setPassword\": \"another-horse-battery\"}");
        assertEquals("another-horse-battery", device("1006").icpSecret().reveal());

        api.send("PATCH", EVE, "{\"icpPassword\": \"4711\"}");
        api.send("PATCH", EVE, "{\"setPassword\": \"one-more-horse-battery\"}");
        assertEquals("4711", device("1*006").icpSecret().reveal(), "it was said, and does not follow any more");
        assertEquals(DigestHa1.of("1*006", config.set().realm(), new Secret("one-more-horse-battery")),
                device("1*006").ha1());
    }

    @Test
    void shouldWaitForTheAuthorizationCodeOfAPbxThatHasItsOwn() throws Exception {
        Answer pending = api.send("PUT", EVE,
                "{\"extension\": \"1006\", \"icp\": \"mxone\", \"setPassword\": \"correct-horse-battery\"}");
        Answer set = api.send("PATCH", EVE, "{\"icpPassword\": \"4711\"}");

        assertEquals("pending", pending.json().at("/devices/0/credentials").asText());
        assertEquals("set", set.json().at("/devices/0/credentials").asText());
    }

    @Test
    void shouldTakeAUserWhoseCredentialsComeLater() throws Exception {
        Answer created = api.send("PUT", EVE, "{\"extension\": \"1006\"}");
        Answer again = api.send("PUT", EVE, "{\"extension\": \"1006\"}");

        assertEquals(201, created.status(), created.body());
        assertEquals("pending", created.json().at("/devices/1/credentials").asText());
        assertEquals(created.header("ETag"), again.header("ETag"));
        assertTrue(device("1006").ha1().isPending());
    }

    @Test
    void shouldNameEveryProblemAndTheUnknownField() throws Exception {
        Answer wrong = api.send("PUT", "/users/nobody", "{\"extension\": \"1 0\", \"icp\": \"none\"}");
        Answer misspelt = api.send("PUT", EVE, "{\"extention\": \"1006\"}");
        Answer typed = api.send("PUT", EVE, "{\"extension\": 1006}");

        assertEquals(422, wrong.status());
        assertEquals(3, wrong.json().get("problems").size(), wrong.body());
        assertEquals(400, misspelt.status());
        assertEquals("extention", misspelt.json().get("field").asText());
        assertEquals(400, typed.status());
        assertEquals("extension", typed.json().get("field").asText());
    }

    @Test
    void shouldNeedThePasswordAgainForAnotherExtension() throws Exception {
        api.send("PUT", EVE, NEW_EVE);

        assertEquals(422, api.send("PATCH", EVE, "{\"extension\": \"1007\"}").status());
        assertEquals(200,
                api.send("PATCH", EVE, "{\"extension\": \"1007\", \"setPassword\": \"correct-horse-battery\"}")
                        .status());
        assertEquals("1*007", device("1*007").icpUser());
    }

    @Test
    void shouldKeepTheNamesOfImportedDevicesUntilTheExtensionIsSaid() throws Exception {
        api.send("PUT", EVE, NEW_EVE);
        api.send("PATCH", EVE + "/devices/desktop", "{\"icpAuthUser\": \"auth1006\"}");

        api.send("PATCH", EVE, "{\"enabled\": false}");

        assertEquals("auth1006", device("1006").icpAuthUser());
        assertEquals("1006", api.send("PATCH", EVE + "/devices/desktop", "{\"icpAuthUser\": null}").json()
                .get("icpAuthUser").asText());
    }

    @Test
    void shouldEndCallsOnlyWhenAsked() throws Exception {
        api.send("PUT", EVE, NEW_EVE);

        api.send("PATCH", EVE, "{\"enabled\": false}");
        assertEquals(List.of(), ended);

        api.send("PATCH", EVE + "/devices/mobile?endCalls=true", "{\"enabled\": false}");
        assertEquals(List.of(device("1*006").id()), ended);

        api.send("DELETE", EVE + "?endCalls=true", "");
        assertEquals(3, ended.size());
        assertEquals(400, api.send("DELETE", EVE + "?endCalls=maybe", "").status());
    }

    @Test
    void shouldPageFilterAndSort() throws Exception {
        for (int i = 0; i < 7; i++) {
            api.send("PUT", "/users/user" + i + "%40example.test", "{\"extension\": \"10" + (9 - i)
                    + "0\", \"icp\": \"" + (i % 2 == 0 ? "open" : "mxone")
                    + "\", \"setPassword\": \"correct-horse-battery\"}");
        }

        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = api.get("/users?limit=3&sort=-extension&icp=open&after=" + next).json();
            page.get("users").forEach(user -> seen.add(user.get("extension").asText()));
            next = page.path("next").asText();
        } while (!next.isEmpty());

        assertEquals(List.of("1090", "1070", "1050", "1030"), seen);
        assertEquals(1, api.get("/users?setUser=1*080").json().get("users").size());
        assertEquals(3, api.get("/users?extension=1090&extension=1070&extension=105*&extension=").json().get("users")
                .size(), "one of several has to fit");
        assertEquals(7, api.get("/devices?kind=mobile&user=user*").json().get("devices").size());
        assertEquals("color", api.get("/users?color=red").json().get("field").asText());
        assertEquals(400, api.get("/users?sort=password").status());
        assertEquals(400, api.get("/users?after=nonsense").status());
        assertEquals(400, api.get("/users?limit=0").status());
    }

    @Test
    void shouldRefuseUsersBeyondTheLicencesAndSayHowManyThereAre() throws Exception {
        try (ApiStage licensed = stage(false, OptionalInt.of(3))) {
            assertEquals(201, licensed.send("PUT", EVE, NEW_EVE).status());
            Answer refused = licensed.send("PUT", "/users/bob%40example.test",
                    "{\"extension\": \"1008\", \"generatePassword\": true}");

            assertEquals(409, refused.status());
            assertEquals("licences_exhausted", refused.json().get("code").asText());
            assertEquals(2, refused.json().get("used").asInt());
            assertEquals(1, refused.json().get("available").asInt());
            assertEquals(200, licensed.send("PATCH", EVE, "{\"name\": \"Eva\"}").status());

            assertEquals(200, licensed.send("PUT", "/licences/teleworker", "{\"total\": 4}").status());
            assertEquals(201, licensed
                    .send("PUT", "/users/bob%40example.test", "{\"extension\": \"1008\", \"generatePassword\": true}")
                    .status());
            JsonNode full = licensed.get("/licences/teleworker").json();
            assertEquals(0, full.get("available").asInt());
            assertTrue(full.get("nearLimit").asBoolean());
            licensed.send("PATCH", "/licences/teleworker", "{\"total\": null}");
            assertEquals(3, licensed.get("/licences/teleworker").json().get("total").asInt());
            assertEquals(200, licensed.send("PATCH", EVE, "{\"name\": \"Eve\"}").status(),
                    "beyond the count, users stay");
        }
    }

    @Test
    void shouldMakeDevicesByTheTemplate() throws Exception {
        Answer made = api.send("PUT", "/templates/branch",
                "{\"mobile\": \"9{extension}\", \"icp\": \"mxone\", \"enabled\": false, \"generatePassword\": true}");
        Answer user = api.send("PUT", EVE, "{\"extension\": \"1006\", \"template\": \"branch\"}");

        assertEquals(201, made.status(), made.body());
        assertEquals("91006", user.json().at("/devices/1/setUser").asText());
        assertEquals("mxone", user.json().get("icp").asText());
        assertFalse(user.json().get("enabled").asBoolean());
        assertEquals(20, user.json().get("setPassword").asText().length());
        assertEquals("no-store", user.header("Cache-Control"));
        assertEquals(409, api.send("DELETE", "/templates/branch", "").status());
        assertEquals(422, api.send("PUT", EVE, "{\"extension\": \"1006\", \"template\": \"none\"}").status());
        assertEquals(422, api.send("PUT", "/templates/bad", "{\"mobile\": \"1234\"}").status());
        api.send("DELETE", EVE, "");
        assertEquals(204, api.send("DELETE", "/templates/branch", "").status());
        JsonNode left = api.get("/templates").json().get("templates");
        assertEquals(1, left.size());
        assertEquals("psi", left.at("/0/name").asText());
    }

    @Test
    void shouldGenerateAPasswordOnceAndTellIt() throws Exception {
        Answer created = api.send("PUT", EVE, "{\"extension\": \"1006\", \"generatePassword\": true}");
        String password = created.json().get("setPassword").asText();

        assertEquals(20, password.length());
        assertEquals("no-store", created.header("Cache-Control"));
        assertEquals(DigestHa1.of("1006", config.set().realm(), new Secret(password)), device("1006").ha1());
        assertFalse(api.get(EVE).body().contains(password));
        assertEquals(400,
                api.send("PUT", EVE, "{\"extension\": \"1006\", \"generatePassword\": true, \"setPassword\": \"x\"}")
                        .status());
    }
}
