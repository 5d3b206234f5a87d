package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.account.TestClock;
import io.sbc.admin.console.ConsoleBrowser.Seen;
import io.sbc.admin.console.session.SessionPages;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.history.EventFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every page: who gets it, what stands around it, and what an attacker does not get. */
final class ConsoleTest {

    private static final String HOSTILE = "<script>alert(1)</script>\"' onload=x &amp;";

    @TempDir
    static Path directory;

    private static ConsoleStage stage;

    /** Pages that show what they are given. */
    private static final PageGroup ECHO = pages -> pages
            .menu(Section.ADMINISTRATION, "Secret things", "/secret", Permission.MANAGE_ACCESS)
            .get("/secret", Permission.MANAGE_ACCESS,
                    visit -> visit.show("trouble.jte", "Secret",
                            Map.of("trouble", Trouble.ofField("", visit.parameter("say")))))
            .post("/secret", Permission.MANAGE_ACCESS, visit -> {
                visit.api().put("/me/password", Map.of("current", "x", "new", "y"), "");
                visit.redirect("/secret", visit.field("say"));
            })
            .post("/tell", Permission.READ_STATUS, visit -> visit.redirect("/", visit.field("say")));

    @BeforeAll
    static void start() throws Exception {
        List<PageGroup> groups = new ArrayList<>(ConsolePages.all());
        groups.add(ECHO);
        stage = new ConsoleStage(directory, groups, _ -> List.of());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void shouldSendWhoIsNotKnownToTheLoginAndBack() throws Exception {
        ConsoleBrowser browser = stage.stranger();

        Seen refused = browser.get("/secret?say=x");

        assertEquals(303, refused.status());
        assertEquals("/console/login?next=%2Fconsole%2Fsecret%3Fsay%3Dx", refused.location());
        browser.get(refused.location()).has("value=\"/console/secret?say=x\"").hasNot("<nav");
    }

    @Test
    void shouldAskForAnotherPasswordFirst() throws Exception {
        String first = stage.account("newcomer", Role.ADMINISTRATOR);
        ConsoleBrowser browser = stage.stranger();

        Seen entered = browser.post("/login", Map.of("name", "newcomer", "password", first));

        assertEquals("/console/password", entered.location());
        assertEquals("/console/password", browser.get("/").location());
        browser.get("/password").has("made by somebody else");
        browser.post("/password", Map.of("current", first, "new", "short", "again", "other"))
                .has("not the same password");
        browser.post("/password", Map.of("current", first, "new", "short", "again", "short")).has("shorter than 12");
        browser.post("/password", Map.of("current", "no", "new", ConsoleStage.PASSWORD, "again", ConsoleStage.PASSWORD))
                .has("This is not your password.");
        assertEquals("/console/", browser.post("/password",
                Map.of("current", first, "new", ConsoleStage.PASSWORD, "again", ConsoleStage.PASSWORD)).location());
        browser.get("/").has("Your password is changed").has("Dashboard");
        browser.get("/").hasNot("Your password is changed");
    }

    @Test
    void shouldSayThatALoginFailedAndWhenSomebodyIsShutOut() throws Exception {
        stage.account("clumsy", Role.OPERATOR);
        ConsoleBrowser browser = stage.stranger();
        Map<String, String> wrong = Map.of("name", "clumsy", "password", "wrong");

        Seen failed = browser.post("/login", wrong);

        assertEquals(422, failed.status());
        failed.has("Name or password is wrong.").has("value=\"clumsy\"");
        Seen last = failed;
        for (int i = 0; i < 6; i++) {
            last = browser.post("/login", wrong);
        }
        last.has("Too many failed logins; try again in");
    }

    @Test
    void shouldLogOut() throws Exception {
        ConsoleBrowser browser = stage.as(Role.ADMINISTRATOR);
        browser.get("/");

        assertEquals("/console/login", browser.post("/logout", Map.of()).location());

        browser.get("/login").has("You are logged out.");
        assertEquals(303, browser.get("/").status());
    }

    @Test
    void shouldShowEachRoleWhatItMay() throws Exception {
        stage.as(Role.ADMINISTRATOR).get("/").has("Secret things");
        ConsoleBrowser auditor = stage.as(Role.AUDITOR);
        auditor.get("/").hasNot("Secret things").has("Dashboard");

        Seen refused = auditor.get("/secret");

        assertEquals(403, refused.status());
        refused.has("manage-access").has("<nav");
    }

    @Test
    void shouldRefuseAFormThatAnotherSiteMade() throws Exception {
        ConsoleBrowser browser = stage.as(Role.ADMINISTRATOR);
        browser.get("/");
        Map<String, String> form = Map.of("_csrf", browser.token());

        assertEquals(403, browser.postAsIs("/logout", form, "Sec-Fetch-Site", "cross-site").status());
        assertEquals(403, browser.postAsIs("/logout", form, "Origin", "https://evil.test").status());
        assertEquals(403, browser.postAsIs("/logout", Map.of(), "Sec-Fetch-Site", "same-origin").status());
        assertEquals(403,
                browser.postAsIs("/logout", Map.of("_csrf", "guessed"), "Sec-Fetch-Site", "same-origin").status());
        assertEquals(303, browser.postAsIs("/logout", form, "Sec-Fetch-Site", "same-origin").status());
    }

    @Test
    void shouldShowWhatStrangersWriteAsText() throws Exception {
        ConsoleBrowser browser = stage.as(Role.ADMINISTRATOR);
        String escaped = "&lt;script&gt;alert(1)&lt;/script&gt;";

        browser.get("/secret?say=" + ConsoleApi.segment(HOSTILE)).has(escaped).hasNot("<script>alert");
        browser.post("/tell", Map.of("say", HOSTILE));
        browser.get("/").has(escaped).hasNot("<script>alert");
        stage.stranger().post("/login", Map.of("name", HOSTILE, "password", "x")).has("&#34;&#39; onload")
                .hasNot("' onload")
                .hasNot("<script>alert");
    }

    @Test
    void shouldLeadNowhereElseAfterLogin() {
        for (String bad : List.of("https://evil.test/", "//evil.test", "/console//evil.test", "/console/\\evil",
                "/api/v1/me",
                "/console/\r\nX: y", "javascript:alert(1)", "")) {
            assertFalse(SessionPages.isOurs(bad), bad);
        }
        assertTrue(SessionPages.isOurs("/console/calls?number=1001"));
    }

    @Test
    void shouldLetNothingIntoThePageButItsOwn() throws Exception {
        Seen page = stage.as(Role.ADMINISTRATOR).get("/");

        assertEquals(Console.POLICY, page.header("Content-Security-Policy"));
        assertFalse(Console.POLICY.contains("unsafe"));
        assertEquals("no-store", page.header("Cache-Control"));
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("DENY", page.header("X-Frame-Options"));
        assertEquals("same-origin", page.header("Referrer-Policy"));
        assertTrue(page.header("Strict-Transport-Security").startsWith("max-age="));
        page.has("&quot;allowEval&quot;:false").hasNot("<style").hasNot(" style=").hasNot(" onclick=");
        Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        int assets = 0;
        while (sources.find()) {
            assertTrue(sources.group(1).startsWith("/console/") || sources.group(1).startsWith("#"), sources.group(1));
            if (sources.group(1).startsWith("/console/assets/")) {
                Seen asset = stage.stranger().get(sources.group(1));
                assertEquals(200, asset.status(), sources.group(1));
                assertTrue(asset.header("Cache-Control").contains("immutable"));
                assets++;
            }
        }
        assertTrue(assets >= 4, "assets: " + assets);
    }

    @Test
    void shouldTellWhatIsNotThere() throws Exception {
        Seen seen = stage.as(Role.AUDITOR).get("/no/such/page");

        assertEquals(404, seen.status());
        seen.has("There is no such page.");
    }

    @Test
    void shouldSendWhoComesInClearToTheOtherListener() throws Exception {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            for (String path : List.of("/", "/console/", "/console/login")) {
                HttpResponse<String> answer = plain.send(
                        HttpRequest.newBuilder(URI.create(stage.clear() + path)).build(),
                        BodyHandlers.ofString());

                assertEquals(307, answer.statusCode(), path);
                assertEquals(stage.base() + "/console/", answer.headers().firstValue("Location").orElse(""));
            }
        }
    }

    @Test
    void shouldLeaveTheHistoryUnderTheNameAndAddressOfTheVisitor() throws Exception {
        ConsoleBrowser browser = stage.as(Role.ADMINISTRATOR);
        browser.get("/", "X-Correlation-Id", "seen-by-test");

        browser.postAsIs("/logout", Map.of("_csrf", browser.token()), "Sec-Fetch-Site", "same-origin",
                "X-Correlation-Id",
                "logged-out-by-test");

        assertTrue(stage.store().history().find(EventFilter.ALL, 50).stream()
                .anyMatch(event -> event.what().author().correlationId().equals("logged-out-by-test")
                        && event.what().author().address().equals("127.0.0.1")));
    }

    @Test
    void shouldEndASessionThatNobodyUsesThoughItsPagesAskOfTheirOwnAccord(@TempDir Path own) throws Exception {
        TestClock clock = new TestClock();
        try (ConsoleStage other = new ConsoleStage(own, List.of(ECHO), _ -> List.of(), clock)) {
            ConsoleBrowser leaves = other.as(Role.ADMINISTRATOR);
            ConsoleBrowser works = other.as(Role.ADMINISTRATOR);

            for (int i = 0; i < 2; i++) {
                clock.advance(Duration.ofMinutes(10)); // admin.accounts.session-idle is a quarter of an hour
                works.get("/secret");
                leaves.get("/secret", "X-Unattended", "true", "HX-Request", "true");
            }

            assertEquals(200, works.get("/secret").status());
            assertEquals(303, leaves.get("/secret").status());
        }
    }
}
