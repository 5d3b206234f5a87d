package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.console.ConsoleBrowser.Seen;
import io.sbc.core.access.Role;
import io.sbc.core.history.Authorship;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each page of administration through the real server: what its form does, what it says when refused, who does not see it. */
class AdministrationPagesTest {

    private static final String HOSTILE = "<script>alert(1)</script>\"'";
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    static Path directory;

    private static AdministrationStage stage;
    private static ConsoleBrowser admin;
    private static ConsoleBrowser auditor;

    @BeforeAll
    static void start() throws Exception {
        stage = new AdministrationStage(directory);
        admin = stage.console().as(Role.ADMINISTRATOR);
        auditor = stage.console().as(Role.AUDITOR);
        admin.get("/users"); // the session is a new one since the password was changed, and so is its token
        auditor.get("/users");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static Seen followed(Seen seen) throws IOException, InterruptedException {
        assertEquals(303, seen.status(), seen.body());
        return admin.get(seen.location());
    }

    private static Map<String, String> user(String email, String extension) {
        return new HashMap<>(Map.of("email", email, "extension", extension, "name", "", "icp", "", "template", "",
                "setPassword", PASSWORD + extension.length(), "icpPassword", "code-of-the-pbx"));
    }

    private static String hidden(Seen page, String name) {
        Matcher found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.body());
        assertTrue(found.find(), page.body());
        return found.group(1).replace("&#34;", "\"");
    }

    @Test
    void shouldMakeShowChangeSwitchAndDeleteAUser() throws Exception {
        admin.get("/users/new").has("for=\"f-extension\"").has("autofocus");
        Map<String, String> ada = user("ada@example.test", "1006");
        ada.put("name", HOSTILE);

        followed(admin.post("/users/new", ada)).has("ada@example.test was made.").has("1*006").has("&lt;script&gt;")
                .hasNot("<script>alert");
        admin.get("/users?q=ada").has("/console/users/ada%40example.test").hasNot("<script>alert");
        Seen edit = admin.get("/users/ada%40example.test/edit");
        Map<String, String> changed = new HashMap<>(
                Map.of("tag", hidden(edit, "tag"), "name", "Ada", "extension", "1006",
                        "icp", "pbx", "template", "psi"));
        followed(admin.post("/users/ada%40example.test/edit", changed)).has("was changed").has("<dd>Ada</dd>");
        changed.put("name", "Somebody else");
        admin.post("/users/ada%40example.test/edit", changed).has("What is there is not what the request says");
        followed(admin.post("/users/ada%40example.test/disable", Map.of("endCalls", "true"))).has("is disabled.")
                .has("/users/ada%40example.test/enable");
        followed(admin.post("/users/ada%40example.test/enable", Map.of())).has("may register and call again");
        followed(admin.post("/users/ada%40example.test/devices/mobile/disable", Map.of()))
                .has("The mobile device is disabled.");
        followed(admin.post("/users/ada%40example.test/delete", Map.of())).has("both devices are removed");
        assertEquals(404, admin.get("/users/ada%40example.test").status());
    }

    @Test
    void shouldShowAPasswordThatWasMadeOnce() throws Exception {
        Map<String, String> eve = user("eve@example.test", "1007");
        eve.put("setPassword", "");
        eve.put("generate", "true");

        Seen made = admin.post("/users/new", eve);

        assertEquals(200, made.status());
        made.has("It is shown this once").has("id=\"s-password\"");
        admin.get("/users/eve%40example.test").hasNot("s-password");
        admin.post("/users/eve%40example.test/password", Map.of()).has("id=\"s-password\"");
    }

    @Test
    void shouldSayAtTheFieldWhatIsWrongWithAUser() throws Exception {
        Map<String, String> weak = user("kim@example.test", "1008");
        weak.put("setPassword", "123");

        Seen refused = admin.post("/users/new", weak);

        assertEquals(422, refused.status());
        refused.has("id=\"e-setPassword\"").has("aria-invalid=\"true\"").has("value=\"kim@example.test\"")
                .has("href=\"#f-setPassword\"").hasNot("value=\"123\"");
        weak.put("email", "no address");
        admin.post("/users/new", weak).has("id=\"e-email\"");
    }

    @Test
    void shouldChangeADevice() throws Exception {
        admin.post("/users/new", user("dev@example.test", "1009"));
        Seen form = admin.get("/users/dev%40example.test/devices/desktop");
        Map<String, String> fields = Map.of("tag", hidden(form, "tag"), "setUser", "2009", "icpUser", "1009",
                "icpAuthUser", "auth9", "setPassword", PASSWORD + "!");

        followed(admin.post("/users/dev%40example.test/devices/desktop", fields)).has("The device is changed.")
                .has("logs in as auth9");
        admin.post("/users/dev%40example.test/devices/desktop", Map.of("setUser", "2009", "setPassword", "short"))
                .has("id=\"e-setPassword\"");
    }

    @Test
    void shouldFindDevicesOfAllUsersAndSwitchOneWithItsCalls() throws Exception {
        admin.post("/users/new", user("two@example.test", "1019"));

        admin.get("/devices?user=two&kind=mobile").has("/console/users/two%40example.test").has("1*019")
                .hasNot("devices/desktop\"").has("/users/two%40example.test/devices/mobile");
        admin.get("/devices?setUser=nobody").has("No device fits.");
        admin.get("/users?template=psi&q=two").has("two@example.test");
        admin.get("/users/two%40example.test").has("/devices/mobile/disable").has("End calls that go on");
        int ended = stage.callsEnded();
        followed(admin.post("/users/two%40example.test/devices/mobile/disable", Map.of("endCalls", "true")))
                .has("The mobile device is disabled.").has("/devices/mobile/enable");
        assertEquals(ended + 1, stage.callsEnded());
        admin.get("/devices?enabled=false&user=two").has("1*019");
        auditor.get("/devices?user=two").has("1*019").hasNot(">Change<");
    }

    @Test
    void shouldCheckAFileRowByRowAndApplyIt() throws Exception {
        String csv = admin.get("/api/v1/users/import-template?kind=users").body().lines().findFirst().orElseThrow();
        List<String> columns = List.of(csv.split(","));
        String row = String.join(",", columns.stream().map(column -> switch (column) {
            case "email" -> "csv@example.test";
            case "extension" -> "1010";
            case "name" -> HOSTILE.replace("\"", "");
            default ->
                column.toLowerCase(Locale.ROOT).contains("set") && column.toLowerCase(Locale.ROOT).contains("password")
                        ? PASSWORD + "!"
                        : column.toLowerCase(Locale.ROOT).contains("password") ? "code-of-the-pbx" : "";
        }).toList());
        String good = csv + "\r\n" + row + "\r\n";
        String bad = csv + "\r\n" + row.replace(PASSWORD + "!", "weak") + "\r\n";

        Seen refused = awaited(admin.upload("/import", "file", "users.csv", bad));
        refused.has("refused").has("rows are refused").hasNot("Apply it").hasNot("<script>alert");
        Seen checked = awaited(admin.upload("/import", "file", "users.csv", good));
        checked.has("would import 1 rows").has("Apply it").has("create");
        assertEquals(404, admin.get("/users/csv%40example.test").status());
        Matcher apply = Pattern.compile("action=\"/console(/import/[^\"]+/apply)\"").matcher(checked.body());
        assertTrue(apply.find());
        Seen applied = awaited(admin.post(apply.group(1), Map.of())).has("imported 1 rows");
        Matcher forget = Pattern.compile("action=\"/console(/import/[^\"]+/forget)\"").matcher(applied.body());
        assertTrue(forget.find());
        followed(admin.post(forget.group(1), Map.of())).has("The report is forgotten");
        assertEquals(404, admin.get(forget.group(1).replace("/forget", "")).status());
        admin.get("/users/csv%40example.test").has("&lt;script&gt;").hasNot("<script>alert");
        admin.post(apply.group(1), Map.of()).has("choose and check it again");
        admin.upload("/import", "file", "users.csv", "").has("Choose a CSV file.");
    }

    /** Jobs run on a thread of their own: the page is looked at until it says that the job is over. */
    private static Seen awaited(Seen started) throws Exception {
        assertEquals(303, started.status(), started.body());
        Seen seen = admin.get(started.location());
        while (seen.body().contains("load delay:1s")) {
            Thread.onSpinWait();
            seen = admin.get(started.location());
        }
        return seen;
    }

    @Test
    void shouldKeepTemplatesAndLicences() throws Exception {
        Map<String, String> form = new HashMap<>(
                Map.of("name", "short", "desktop", "{extension}", "mobile", "9{extension}",
                        "icp", "", "description", HOSTILE));

        followed(admin.post("/templates/new", form)).has("template short is saved").has("9{extension}")
                .hasNot("<script>alert");
        form.put("mobile", "no rule");
        admin.post("/templates/short", form).has("is no rule");
        followed(admin.post("/templates/short/delete", Map.of())).has("is removed");
        followed(admin.post("/licences", Map.of("total", "500"))).has("<dd>500");
        admin.post("/licences", Map.of("total", "many")).has("id=\"e-total\"");
        followed(admin.post("/licences", Map.of("total", ""))).has("as many as you like");
    }

    @Test
    void shouldLetAConsumerInStepByStep() throws Exception {
        Seen made = admin.post("/consumers", Map.of("id", "mxone", "name", HOSTILE));
        made.has("Shared secret").hasNot("<script>alert");
        stage.oauth().tokens().request("mxone", Authorship.commandLine("test"));
        String token = stage.oauth().tokens().temporaryTokens().getFirst().value();

        admin.get("/consumers").has(token).has("Approve").has("&lt;script&gt;").hasNot("<script>alert");
        auditor.get("/consumers").has(token).hasNot("Approve").hasNot("Add a consumer");
        admin.post("/consumers/waiting/" + token + "/approve", Map.of()).has("Verifier").has("id=\"s-verifier\"");
        followed(admin.post("/consumers/waiting/" + token + "/reject", Map.of())).has("is rejected").hasNot(token);
        followed(admin.post("/consumers/mxone/deactivate", Map.of())).has("is shut out");
        admin.post("/consumers", Map.of("id", "mxone")).has("notice bad");
        followed(admin.post("/consumers/mxone/delete", Map.of())).has("is removed with its tokens");
    }

    @Test
    void shouldKeepAdministratorsAndKeys() throws Exception {
        admin.post("/administrators", Map.of("name", "olga", "role", "operator")).has("id=\"s-password\"");
        followed(admin.post("/administrators/olga/role", Map.of("role", "auditor"))).has("has the role auditor now");
        followed(admin.post("/administrators/olga/deactivate", Map.of())).has("olga is shut out");
        admin.post("/administrators", Map.of("name", "olga", "role", "operator"))
                .has("There is an administrator of that name");
        followed(admin.post("/administrators/olga/delete", Map.of())).has("olga is removed");
        admin.post("/api-keys", Map.of("name", "robot", "role", "auditor", "days", "soon")).has("id=\"e-days\"");
        Seen key = admin.post("/api-keys", Map.of("name", "robot", "role", "auditor", "days", "7"));
        key.has("sbc_");
        Seen keys = admin.get("/api-keys");
        Matcher revoke = Pattern.compile("action=\"/console(/api-keys/[^\"]+/revoke)\"").matcher(keys.body());
        assertTrue(revoke.find(), keys.body());
        keys.hasNot(hiddenKey(key));
        followed(admin.post(revoke.group(1), Map.of())).has("The key is revoked");
    }

    private static String hiddenKey(Seen shown) {
        Matcher key = Pattern.compile("sbc_[A-Za-z0-9_-]+").matcher(shown.body());
        assertTrue(key.find());
        return key.group();
    }

    @Test
    void shouldBeginAndEndACapture() throws Exception {
        Map<String, String> form = new HashMap<>(
                Map.of("whose", "number", "value", HOSTILE, "media", "none", "time", "1m",
                        "size", "500KiB"));

        Seen runs = followed(admin.post("/captures", form));

        runs.has("The capture runs.").hasNot("<script>alert");
        Matcher stop = Pattern.compile("action=\"/console(/captures/[^\"]+/stop)\"").matcher(runs.body());
        assertTrue(stop.find(), runs.body());
        followed(admin.post(stop.group(1), Map.of())).has("The capture has ended.");
        form.put("time", "for ever");
        admin.post("/captures", form).has("id=\"e-time\"");
        form.putAll(Map.of("whose", "user", "value", "nobody", "time", "1m"));
        admin.post("/captures", form).has("id=\"e-value\"");
        assertEquals(403, auditor.get("/captures").status());
    }

    @Test
    void shouldFilterTheHistoryAndVerifyIt() throws Exception {
        admin.post("/users/new", user("history@example.test", "1011"));

        admin.get("/events?subjectId=history%40example.test").has("user.created")
                .has("/api/v1/events/export.csv?subjectId=");
        admin.get("/events?text=nothing-like-that").has("No entry fits.");
        admin.get("/events?from=yesterday").has("id=\"e-from\"");
        followed(admin.post("/events/verify", Map.of())).has("is whole");
        assertEquals(200, admin.get("/api/v1/events/export.csv?action=user").status());
    }

    @Test
    void shouldBlockExplainAndRelease() throws Exception {
        followed(admin.post("/guard/block", Map.of("address", "192.0.2.7", "duration", "PT1H", "note", HOSTILE)))
                .has("192.0.2.7 is blocked").hasNot("<script>alert");
        admin.get("/guard?source=192.0.2.7").has("<dt>Worth</dt>").has("failed-logins");
        admin.get("/guard?source=nowhere").has("id=\"e-source\"");
        admin.post("/guard/block", Map.of("address", "nowhere")).has("id=\"e-address\"");
        followed(admin.post("/guard/unblock", Map.of("address", "192.0.2.7"))).has("is let in again")
                .has("Nobody is blocked");
        followed(admin.post("/guard/allow", Map.of("network", "198.51.100.0/24"))).has("198.51.100.0/24");
        admin.post("/guard/allow", Map.of("network", "all of it")).has("id=\"e-network\"");
        followed(admin.post("/guard/disallow", Map.of("network", "198.51.100.0/24"))).has("treated as any other");
        auditor.get("/guard").hasNot("Block a source");
    }

    @Test
    void shouldShowWhatAChangeOfSettingsWillDoAndTakeItBack() throws Exception {
        admin.get("/settings?q=session-expires").has("calls.session-expires").has("at once").hasNot("calls.maximum");
        Seen form = admin.get("/settings/calls.session-expires");
        Map<String, String> change = new HashMap<>(Map.of("value", "20m", "tag", hidden(form, "tag"), "how", "set"));

        admin.post("/settings/calls.session-expires/check", change).has("It is valid").has("<code>20m</code>")
                .has("Apply")
                .has("nothing has to be restarted");
        admin.get("/settings/calls.session-expires").has("value=\"30m\"");
        followed(admin.post("/settings/calls.session-expires/apply", change)).has("calls.session-expires is changed.");
        admin.post("/settings/calls.session-expires/apply", change).has("were changed meanwhile");
        change.put("tag", "");
        change.put("value", HOSTILE);
        admin.post("/settings/calls.session-expires/check", change).has("id=\"e-value\"").hasNot("<script>alert");
        change.put("how", "take-back");
        admin.post("/settings/calls.session-expires/check", change).has("as the file says");
        followed(admin.post("/settings/calls.session-expires/apply", change)).has("is as the file says again");
        admin.get("/settings/versions").has("calls.session-expires");
        admin.post("/settings/versions/1/check", Map.of()).has("What going back to version 1 will do");
        followed(admin.post("/settings/versions/0/restore", Map.of())).has("Version 0 holds again.");
        auditor.get("/settings").hasNot("/console/settings/calls");
        assertEquals(403, auditor.post("/settings/calls.maximum/apply", change).status());
    }

    @Test
    void shouldMakeChangeAndRemoveAPbx() throws Exception {
        Map<String, String> pbx = new HashMap<>(
                Map.of("new", "true", "id", "second", "domain", "second.example.com", "host",
                        "192.0.2.20", "port", "5060", "transport", "tcp", "profile", "mx-one", "health-checks", "true",
                        "more", ""));

        admin.post("/icps/check", pbx).has("It is valid").has("<code>icp.pbxs</code>")
                .has("name=\"domain\" value=\"second.example.com\"");
        followed(admin.post("/icps/apply", pbx)).has("The PBX second is saved.").has("192.0.2.20");
        admin.get("/icps/second").has("value=\"second.example.com\"");
        pbx.put("new", "");
        pbx.put("more", "[1]");
        admin.post("/icps/check", pbx).has("id=\"e-more\"");
        pbx.put("more", "");
        pbx.put("port", "99999");
        admin.post("/icps/check", pbx).has("notice bad");
        followed(admin.post("/icps/second/delete", Map.of())).has("is removed").hasNot("192.0.2.20");
    }

    @Test
    void shouldReplaceACertificateAndItsKeyTogether() throws Exception {
        String certificate = Files.readString(directory.resolve("admin.pem"));
        String key = Files.readString(directory.resolve("admin.key"));
        String before = Files.readString(directory.resolve("server.pem"));
        admin.get("/certificates").has("set.tls.certificates[0]").has("days left");

        Seen unfit = admin.post("/certificates/set-0", Map.of("certificate", before, "key", key));
        unfit.has("id=\"e-key\"").hasNot("BEGIN PRIVATE KEY-----\n");
        admin.post("/certificates/set-0", Map.of("certificate", "none", "key", key)).has("id=\"e-certificate\"");
        admin.post("/certificates/set-0", Map.of("certificate", certificate, "key", "")).has("id=\"e-key\"");
        assertEquals(before, Files.readString(directory.resolve("server.pem")));
        int reloads = stage.reloads();
        followed(admin.post("/certificates/set-0", Map.of("certificate", certificate, "key", key)))
                .has("The new certificate is in force.");
        assertEquals(reloads + 1, stage.reloads());
        assertEquals(certificate, Files.readString(directory.resolve("server.pem")));
        assertEquals(before, Files.readString(directory.resolve("server.pem.old")));
        admin.get("/events?action=certificate").has("certificate.replaced").hasNot("PRIVATE KEY");
        assertEquals(403, auditor.get("/certificates/set-0").status());
    }

    @Test
    void shouldSendASupportBundle() throws Exception {
        admin.get("/support").has("Gather and download");

        byte[] archive = admin.download("/support");

        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            assertTrue(zip.getNextEntry().getName().endsWith("/versions.txt"));
            assertEquals("password: ***\n", new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(403, auditor.get("/support").status());
    }

    @Test
    void shouldNotShowWhatARoleMayNot() throws Exception {
        auditor.get("/users").hasNot("New user").hasNot("/console/import\"");
        auditor.get("/events").has("Event history").hasNot("Support bundle");
        for (String page : List.of("/users/new", "/import", "/support", "/captures", "/templates/new")) {
            assertEquals(403, auditor.get(page).status(), page);
        }
        for (String form : List.of("/users/new", "/consumers", "/administrators", "/guard/block", "/support",
                "/licences")) {
            Seen refused = auditor.post(form, Map.of("id", "x", "name", "x", "email", "x@example.test"));
            assertFalse(refused.status() == 200, form + " " + refused.body());
        }
        assertEquals(404, admin.get("/users/x%40example.test").status());
    }
}
