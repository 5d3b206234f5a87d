package io.sbc.admin.console.alarms;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.Flash;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Alarms that go on, which somebody sees to, and those of the past. */
public final class AlarmPages implements PageGroup {

    private static final String PAGE = "/alarms";
    private static final String PAST_ROWS = "50";

    @Override
    public void register(Pages pages) {
        pages.menu(Section.NOW, "Alarms", PAGE, Permission.READ_STATUS);
        pages.get(PAGE, Permission.READ_STATUS, AlarmPages::list);
        pages.post("/alarms/test", Permission.OPERATE, AlarmPages::test);
        pages.post("/alarms/{id}/acknowledge", Permission.OPERATE, AlarmPages::acknowledge);
    }

    private static void list(Visit visit) throws ApiRefusal, IOException {
        String severity = visit.parameter("severity");
        String before = visit.parameter("before");
        Doc active = visit.api().get(PAGE);
        Doc past = visit.api().get(PAGE, "state", "cleared", "severity", severity, "before", before, "limit",
                PAST_ROWS);
        Map<String, String> severities = new LinkedHashMap<>();
        severities.put("", "Any");
        List.of("critical", "major", "minor").forEach(each -> severities.put(each, each));
        String here = Pages.PREFIX + PAGE + ConsoleApi.query("severity", severity);
        String older = past.has("next")
                ? Pages.PREFIX + PAGE + ConsoleApi.query("severity", severity, "before", past.text("next"))
                : "";
        visit.show("alarms/list.jte", "Alarms", Map.of("active", active.list("alarms"), "past", past.list("alarms"),
                "severities", severities, "severity", severity, "first", before.isEmpty() ? "" : here, "next", older));
    }

    private static void acknowledge(Visit visit) throws ApiRefusal, IOException {
        visit.api().post(PAGE + "/" + ConsoleApi.segment(visit.segment("id")) + "/acknowledge",
                Map.of("note", visit.field("note")));
        visit.redirect(PAGE, "Others see now that you see to it.");
    }

    private static void test(Visit visit) throws ApiRefusal, IOException {
        List<Doc> channels = visit.api().post(PAGE + "/test", Map.of()).doc().list("channels");
        String said = channels.stream().map(channel -> channel.text("channel") + " " + channel.text("target")
                + (channel.flag("delivered") ? ": delivered" : ": " + channel.text("problem")))
                .collect(Collectors.joining("; "));
        visit.redirect(PAGE, channels.isEmpty()
                ? new Flash(false, "No way out is configured: see alarms.syslog, alarms.webhook and alarms.mail.")
                : new Flash(channels.stream().allMatch(channel -> channel.flag("delivered")), said));
    }
}
