package io.sbc.admin.console;

import io.sbc.admin.console.dashboard.DashboardPages;
import java.util.List;

/** All pages there are, in the order of their menu entries: who adds a group of pages adds it here. */
public final class ConsolePages {

    private ConsolePages() {}

    /** Each group. */
    public static List<PageGroup> all() {
        return List.of(new DashboardPages());
    }
}
