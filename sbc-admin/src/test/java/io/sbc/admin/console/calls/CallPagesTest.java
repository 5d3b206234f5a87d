package io.sbc.admin.console.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.console.ConsoleBrowser;
import io.sbc.admin.console.ConsoleBrowser.Seen;
import io.sbc.admin.console.ConsoleStage;
import io.sbc.admin.console.dashboard.DashboardPages;
import io.sbc.admin.console.registrations.RegistrationPages;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.status.StatusResource;
import io.sbc.admin.status.Sampler;
import io.sbc.admin.status.Services;
import io.sbc.admin.status.Streams;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages about calls and registrations, in front of an API that tells what strangers wrote. */
final class CallPagesTest {

    /** As a scanner would write it into every header. */
    private static final String EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' --> </title></svg>";
    private static final String AT = "2026-01-31T12:00:00Z";

    @TempDir
    static Path directory;

    private static ConsoleStage stage;
    private static ConsoleBrowser administrator;
    private static final List<String> ASKED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Sampler sampler = new Sampler(_ -> OptionalDouble.of(7), InstantSource.system());
        sampler.tick();
        Services services = new Services(List.of());
        StatusResource status = new StatusResource(sampler, new Streams(), services, List::of,
                new StatusResource.Fixed(EVIL, Instant.EPOCH, 1_000, 500));
        stage = new ConsoleStage(directory,
                List.of(new DashboardPages(), new CallPages(InstantSource.system()), new RegistrationPages()),
                _ -> List.<AdminResource>of(CallPagesTest::answer, status));
        administrator = stage.as(Role.ADMINISTRATOR);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static void answer(Api api) {
        Map<String, Object> verdict = Map.of("rule", "wrong-set-password", "what", EVIL, "cause", EVIL, "todo", EVIL,
                "where",
                EVIL, "evidence", List.of(Map.of("at", AT, "text", EVIL)));
        Map<String, Object> call = Map.ofEntries(Map.entry("id", "c1"), Map.entry("state", "ended"),
                Map.entry("caller", EVIL), Map.entry("callee", EVIL), Map.entry("started", AT), Map.entry("ended", AT),
                Map.entry("status", 486), Map.entry("cause", EVIL), Map.entry("rule", "codec-mismatch"),
                Map.entry("mos", Map.of("set", 4.1)), Map.entry("answered", AT),
                Map.entry("diagnosis", List.of(verdict)),
                Map.entry("legs", List.of(Map.of("role", "caller", "side", "set", "callId", EVIL, "protection", EVIL))),
                Map.entry("media", List.of(Map.of("side", "set", "codec", EVIL, "mos", 3.7))));
        Map<String, Object> figures = Map.of("packets", 50, "lossPercent", 1.5, "jitterMillis", 4.0, "mos", 4.2);
        Map<String, Object> message = Map.of("kind", "message", "side", "set", "direction", "received", "label", EVIL,
                "peer", EVIL, "text", EVIL, "atMicros", 1_500, "deltaMicros", 1_500, "repeated", true);
        api.get("/calls", Permission.READ_STATUS, "", (context, caller) -> {
            ASKED.add(String.valueOf(context.queryString()));
            context.json(Map.of("calls", java.util.Collections.nCopies(100, call)));
        });
        api.get("/calls/{id}", Permission.READ_STATUS, "", (context, caller) -> context.json(call));
        api.get("/calls/{id}/ladder", Permission.READ_STATUS, "",
                (context, caller) -> context.json(Map.of("dropped", 3, "rows",
                        List.of(message,
                                Map.of("kind", "decision", "decision", EVIL, "words", EVIL),
                                Map.of("kind", "media", "set", figures, "icp", Map.of("packets", 0)),
                                Map.of("kind", "media", "set", figures, "icp", Map.of("packets", 0), "fromMicros",
                                        2_000_000, "atMicros", 7_000_000)))));
        api.get("/registrations", Permission.READ_STATUS, "",
                (context, caller) -> context.json(Map.of("next", "n/1", "registrations", List.of(Map.of("user", EVIL,
                        "setUser", EVIL, "kind", "desktop", "state", "refused", "contacts",
                        List.of(Map.of("address", EVIL, "userAgent", EVIL, "expires", AT)), "icp", Map.of("id", EVIL),
                        "lastError", Map.of("status", 403, "description", EVIL, "at", AT))))));
        api.get("/registrations/attempts", Permission.READ_STATUS, "",
                (context, caller) -> context.json(Map.of("attempts",
                        List.of(Map.of("started", AT, "source", EVIL, "status", 403, "diagnosis", List.of(verdict),
                                "rows", List.of(message))),
                        "refusedBefore",
                        List.of(Map.of("source", EVIL, "times", 3, "last", AT, "diagnosis", List.of(verdict))))));
        api.get("/alarms", Permission.READ_STATUS, "", (context, caller) -> context.json(Map.of("counts",
                Map.of("critical", 1, "major", 0, "minor", 0), "alarms",
                List.of(Map.of("severity", "critical", "name", EVIL,
                        "subject", EVIL, "text", EVIL, "since", AT, "remedy", EVIL, "acknowledged",
                        Map.of("by", EVIL))))));
        api.get("/guard/blocks", Permission.READ_STATUS, "", (context, caller) -> context.json(
                Map.of("blocks", List.of(Map.of("source", EVIL, "reason", EVIL, "until", AT)))));
    }

    @Test
    void shouldShowWhatStrangersWroteAsText() throws Exception {
        for (String page : List.of("/", "/dashboard/alarms", "/calls", "/calls/c1", "/registrations",
                "/registrations/attempts?user=1001", "/calls?number=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
            Seen seen = administrator.get(page);

            assertEquals(200, seen.status(), page);
            seen.has("alert(1)").hasNot("<script>alert").hasNot("<img");
        }
    }

    @Test
    void shouldPutTheDiagnosisFirstAndOpenEveryMessage() throws Exception {
        Seen seen = administrator.get("/calls/c1");

        int diagnosis = seen.body().indexOf("class=\"verdict\"");
        int ladder = seen.body().indexOf("<svg");
        int message = seen.body().indexOf("<details class=\"message\" id=\"m0\"");
        assertTrue(diagnosis > 0 && diagnosis < ladder && ladder < message, "order");
        seen.has("href=\"#m0\"").has("MOS 4.2").has("nothing yet").has("nothing came").has("3 events were not kept")
                .has("+1.5 ms")
                .has("/api/v1/calls/c1/capture.pcapng").has("?reveal=true");
        stage.as(Role.AUDITOR).get("/calls/c1").hasNot("capture.pcapng").hasNot("reveal=true");
    }

    @Test
    void shouldDrawTheLadderOfAnAttempt() throws Exception {
        Seen seen = administrator.get("/registrations/attempts?user=1001");

        seen.has("<svg").has("href=\"#a1m0\"").has("<details class=\"message\" id=\"a1m0\"").has("phone to SBC");
    }

    @Test
    void shouldSearchAndTurnThePage() throws Exception {
        Seen seen = administrator.get("/calls?number=1001&from=2026-01-01T10:30&outcome=failed");

        assertEquals("number=1001&from=2026-01-01T10%3A30%3A00Z&outcome=failed&limit=100", ASKED.getLast());
        seen.has("value=\"1001\"").has("selected").has("rel=\"next\"").has("to=2026-01-31T12%3A00%3A00Z");
        administrator.get("/registrations?user=x").has("after=n%2F1");
    }

    @Test
    void shouldTellTheStatusSecondBySecond() throws Exception {
        Seen figures = administrator.get("/");

        figures.has("data-figure=\"calls\" data-format=\"number\">7<").has("dashboard.js").has("uplot.js");
    }
}
