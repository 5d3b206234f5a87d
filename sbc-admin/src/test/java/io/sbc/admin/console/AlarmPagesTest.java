package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmStage;
import io.sbc.admin.alarm.send.Couriers;
import io.sbc.admin.console.ConsoleBrowser.Seen;
import io.sbc.admin.console.alarms.AlarmPages;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.alarms.AlarmsResource;
import io.sbc.core.access.Role;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmPagesTest {

    private static final Pattern ACKNOWLEDGE = Pattern.compile("/console(/alarms/\\d+/acknowledge)");

    @TempDir
    Path directory;

    private @Nullable AlarmStage alarms;
    private ConsoleStage console;

    @BeforeEach
    void start() throws Exception {
        console = new ConsoleStage(directory, List.of(new AlarmPages()), this::resources);
    }

    private List<AdminResource> resources(SqlStore store) {
        AlarmStage stage = new AlarmStage(
                new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")), store);
        alarms = stage;
        return List.of(new AlarmsResource(stage.service(), new Couriers(List.of(), stage.clock())));
    }

    private AlarmStage alarms() {
        return Objects.requireNonNull(alarms);
    }

    @AfterEach
    void stop() {
        console.close();
        alarms().close();
    }

    private static Seen followed(ConsoleBrowser browser, Seen redirect) throws Exception {
        assertEquals(303, redirect.status());
        return browser.get(redirect.location().replaceFirst("^/console", ""));
    }

    @Test
    void shouldShowWhatGoesOnAndWhoSeesToIt() throws Exception {
        alarms().bad(AlarmKind.DISK_LOW, "<b>/var</b>");
        alarms().turns(20);
        ConsoleBrowser operator = console.as(Role.OPERATOR);

        Seen page = operator.get("/alarms").has("&lt;b&gt;/var&lt;/b&gt;").hasNot("<b>/var").has("What to do");
        Matcher form = ACKNOWLEDGE.matcher(page.body());
        assertTrue(form.find());
        followed(operator, operator.post(form.group(1), Map.of("note", "a larger disk is ordered")))
                .has("a larger disk is ordered").has("Seen to by").hasNot("I see to it<");
        console.as(Role.AUDITOR).get("/alarms").has("a larger disk is ordered").hasNot("Send a test message");
    }

    @Test
    void shouldShowThoseThatAreOver() throws Exception {
        alarms().bad(AlarmKind.PBX_UNREACHABLE, "branch");
        alarms().turns(20);
        alarms().good(AlarmKind.PBX_UNREACHABLE, "branch");
        alarms().turns(200);
        ConsoleBrowser auditor = console.as(Role.AUDITOR);

        auditor.get("/alarms").has("No alarm.").has("branch is bad");
        auditor.get("/alarms?severity=minor").hasNot("branch is bad").has("None is remembered.");
    }

    @Test
    void shouldSayThatNoMessageCanGoOut() throws Exception {
        ConsoleBrowser operator = console.as(Role.OPERATOR);

        operator.get("/alarms");
        followed(operator, operator.post("/alarms/test", Map.of())).has("No way out is configured");
    }
}
