package io.sbc.admin.console.dashboard;

import io.javalin.http.HandlerType;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.util.Map;

/** The dashboard. */
public final class DashboardPages implements PageGroup {

    @Override
    public void register(Pages pages) {
        pages.menu(Section.NOW, "Dashboard", "/", Permission.READ_STATUS);
        pages.known(HandlerType.GET, "/", DashboardPages::show);
    }

    private static void show(Visit visit) {
        visit.show("dashboard/dashboard.jte", "Dashboard", Map.of());
    }
}
