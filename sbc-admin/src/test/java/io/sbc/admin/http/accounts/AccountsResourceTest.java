package io.sbc.admin.http.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.http.ConsumersResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.users.ApiStage;
import io.sbc.admin.http.users.ApiStage.Answer;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.admin.oauth.SignatureMethod;
import io.sbc.admin.oauth.TokenLimits;
import io.sbc.core.access.AccountStore;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.EventFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions, pages and partial changes of administrators, API keys and consumers. */
class AccountsResourceTest {

    @TempDir
    Path directory;

    private SqlStore store;
    private ApiStage api;

    @BeforeEach
    void start() throws IOException {
        SecureRandom random = new SecureRandom();
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")), random);
        AccountStore table = new SqlAccountStore(store.session());
        EntityTags tags = new EntityTags(store.nonceKey());
        InstantSource clock = InstantSource.system();
        OAuth oauth = new OAuth(new OAuth.Settings(EnumSet.of(SignatureMethod.HMAC_SHA256), BodyHash.OPTIONAL,
                Duration.ofMinutes(5), new TokenLimits(Duration.ofHours(1), Duration.ofDays(365))), store.access(),
                clock,
                random);
        api = new ApiStage(
                new AdministratorsResource(new Accounts(table, store.history(),
                        new ConfigReader(1).reference().admin().accounts(), clock, random), tags),
                new ApiKeysResource(new ApiKeys(table, clock, random, Duration.ofDays(30)), clock, tags),
                new ConsumersResource(oauth.consumers(), tags));
    }

    @AfterEach
    void stop() {
        api.close();
        store.close();
    }

    private int entries() {
        return store.history().find(EventFilter.ALL, 1_000).size();
    }

    @Test
    void shouldChangeAnAdministratorOnlyInTheVersionThatIsMeant() throws Exception {
        Answer made = api.send("POST", "/administrators", "{\"name\": \"ada\", \"role\": \"administrator\"}");
        api.send("POST", "/administrators", "{\"name\": \"bob\", \"role\": \"administrator\"}");
        String tag = made.header("ETag");

        assertEquals(201, made.status(), made.body());
        assertEquals("/api/v1/administrators/ada", made.header("Location"));
        assertEquals("no-store", made.header("Cache-Control"));
        Answer shown = api.get("/administrators/ada");
        assertEquals(tag, shown.header("ETag"));
        assertFalse(shown.body().contains("password\":"), shown.body());
        assertEquals(304, api.get("/administrators/ada", "If-None-Match", tag).status());

        Answer changed = api.send("PATCH", "/administrators/ada", "{\"role\": \"auditor\"}", "If-Match", tag);
        assertEquals(200, changed.status(), changed.body());
        String now = changed.header("ETag");
        assertNotEquals(tag, now);
        assertEquals(412,
                api.send("PATCH", "/administrators/ada", "{\"role\": \"operator\"}", "If-Match", tag).status());
        assertEquals(412, api.send("POST", "/administrators/ada/reset-password", "{}", "If-Match", tag).status());
        assertEquals(412, api.send("DELETE", "/administrators/ada", "", "If-Match", tag).status());
        assertEquals("auditor", api.get("/administrators/ada").json().get("role").asText());

        int entries = entries();
        Answer same = api.send("PATCH", "/administrators/ada", "{\"role\": \"auditor\"}", "Content-Type",
                "application/merge-patch+json");
        assertEquals(now, same.header("ETag"));
        assertEquals(400, api.send("PATCH", "/administrators/ada", "{\"role\": null}").status());
        assertEquals(entries, entries(), "nothing was another");
        assertEquals(204, api.send("DELETE", "/administrators/ada", "", "If-Match", now).status());
        assertEquals(404, api.get("/administrators/ada").status());
    }

    @Test
    void shouldShowAdministratorsAndKeysPageByPage() throws Exception {
        for (String name : new String[]{"eve", "ada", "otto"}) {
            api.send("POST", "/administrators",
                    "{\"name\": \"" + name + "\", \"role\": \"" + (name.equals("otto") ? "operator" : "auditor")
                            + "\"}");
            api.send("POST", "/api-keys", "{\"name\": \"" + name + "\", \"role\": \"auditor\"}");
        }

        JsonNode page = api.get("/administrators?limit=2&sort=-name").json();
        assertEquals("otto", page.at("/administrators/0/name").asText());
        assertEquals("ada", api.get("/administrators?limit=2&sort=-name&after=" + page.get("next").asText()).json()
                .at("/administrators/0/name").asText());
        assertEquals(2, api.get("/administrators?role=auditor").json().get("administrators").size());
        assertEquals(400, api.get("/administrators?password=x").status());
        JsonNode keys = api.get("/api-keys?limit=1&sort=name").json();
        assertEquals("ada", keys.at("/apiKeys/0/name").asText());
        assertTrue(keys.has("next"));
        assertEquals(1, api.get("/api-keys?name=o*&state=valid").json().get("apiKeys").size());
    }

    @Test
    void shouldEndAKeyOnlyInTheVersionThatIsMeant() throws Exception {
        Answer made = api.send("POST", "/api-keys", "{\"name\": \"robot\", \"role\": \"auditor\"}");
        String path = made.header("Location").substring("/api/v1".length());

        assertEquals("no-store", made.header("Cache-Control"));
        Answer shown = api.get(path);
        assertEquals(made.header("ETag"), shown.header("ETag"));
        assertFalse(shown.json().has("key"), shown.body());
        assertEquals(412, api.send("DELETE", path, "", "If-Match", "\"another\"").status());
        assertEquals(204, api.send("DELETE", path, "", "If-Match", shown.header("ETag")).status());
        assertEquals(404, api.send("DELETE", path, "").status());
    }

    @Test
    void shouldChangeNameAndPermissionsOfAConsumerByAMergePatch() throws Exception {
        String tag = api.send("POST", "/consumers", "{\"id\": \"mxone\", \"name\": \"MX-ONE\"}").header("ETag");

        Answer changed = api.send("PATCH", "/consumers/mxone",
                "{\"name\": \"MX-ONE Kiruna\", \"permissions\": [\"read-users\"]}", "If-Match", tag, "Content-Type",
                "application/merge-patch+json");
        assertEquals(200, changed.status(), changed.body());
        assertEquals("MX-ONE Kiruna", changed.json().get("name").asText());
        assertEquals("[\"read-users\"]", changed.json().get("permissions").toString());
        assertTrue(changed.json().get("active").asBoolean());
        assertEquals(412, api.send("PATCH", "/consumers/mxone", "{\"active\": false}", "If-Match", tag).status());
        int entries = entries();
        api.send("PATCH", "/consumers/mxone", "{\"name\": \"MX-ONE Kiruna\"}");
        assertEquals(entries, entries());
        assertEquals(400, api.send("PATCH", "/consumers/mxone", "{\"permissions\": []}").status());
        assertEquals(400, api.send("PATCH", "/consumers/mxone", "{\"secret\": \"mine\"}").status());
        assertEquals("mxone", api.send("PATCH", "/consumers/mxone", "{\"name\": null}").json().get("name").asText());
    }
}
