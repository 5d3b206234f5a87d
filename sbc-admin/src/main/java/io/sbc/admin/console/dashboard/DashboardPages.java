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
import java.util.Map;

/** The dashboard: how the SBC is. Its figures go on by server-sent events of the API. */
public final class DashboardPages implements PageGroup {

    @Override
    public void register(Pages pages) {
        pages.menu(Section.NOW, "Dashboard", "/", Permission.READ_STATUS);
        pages.known(HandlerType.GET, "/", DashboardPages::show);
        pages.get("/dashboard/alarms", Permission.READ_STATUS,
                visit -> visit.show("dashboard/alarms.jte", "Alarms", Map.of("alarms", alarms(visit))));
    }

    private static void show(Visit visit) throws ApiRefusal, IOException {
        if (!visit.visitor().may(Permission.READ_STATUS)) {
            visit.show("dashboard/welcome.jte", "Welcome", Map.of());
            return;
        }
        visit.show("dashboard/dashboard.jte", "Dashboard", Map.of("status", visit.api().find("/status").orElse(Doc.EMPTY),
                "alarms", alarms(visit), "blocks", visit.api().find("/guard/blocks").orElse(Doc.EMPTY)));
    }

    /** Those that go on; nothing on an SBC that has none. */
    private static Doc alarms(Visit visit) throws ApiRefusal, IOException {
        return visit.api().find("/alarms?limit=20").orElse(Doc.EMPTY);
    }
}
