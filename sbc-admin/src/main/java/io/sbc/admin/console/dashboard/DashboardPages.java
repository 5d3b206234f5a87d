package io.sbc.admin.console.dashboard;

import io.javalin.http.HandlerType;
import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The dashboard: how the SBC is. Its figures go on by server-sent events of the API. */
public final class DashboardPages implements PageGroup {

    @Override
    public void register(Pages pages) {
        pages.menu(Section.NOW, "Dashboard", "/", Permission.READ_STATUS);
        pages.known(HandlerType.GET, "/", DashboardPages::show);
        pages.get("/dashboard/alarms", Permission.READ_STATUS,
                visit -> visit.show("dashboard/alarms.jte", "Alarms", Map.of("alarms", alarms(visit))));
        pages.get("/dashboard/panels", Permission.READ_STATUS,
                visit -> visit.show("dashboard/panelsPage.jte", "State", panels(visit)));
    }

    private static void show(Visit visit) throws ApiRefusal, IOException {
        if (!visit.visitor().may(Permission.READ_STATUS)) {
            visit.show("dashboard/welcome.jte", "Welcome", Map.of());
            return;
        }
        Map<String, Object> model = new HashMap<>(panels(visit));
        model.put("alarms", alarms(visit));
        visit.show("dashboard/dashboard.jte", "Dashboard", model);
    }

    /** What changes now and then, not every second: PBXs, services, who is blocked. */
    private static Map<String, Object> panels(Visit visit) throws ApiRefusal, IOException {
        return Map.of("status", visit.api().find("/status").orElse(Doc.EMPTY), "blocks",
                visit.api().find("/guard/blocks").orElse(Doc.EMPTY));
    }

    /** Those that go on; nothing on an SBC that has none. */
    private static Doc alarms(Visit visit) throws ApiRefusal, IOException {
        return visit.api().find("/alarms?limit=20").orElse(Doc.EMPTY);
    }
}
