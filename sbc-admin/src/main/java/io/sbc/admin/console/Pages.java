package io.sbc.admin.console;

import io.javalin.http.HandlerType;
import io.sbc.core.access.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the pages are put together: a line for each. The permission says who sees menu entry and page; what is allowed in truth the API
 * decides, asked by the page. Built by one thread, before the server starts.
 */
public final class Pages {

    /** Before the path of every page. */
    public static final String PREFIX = "/console";

    private final List<Page> pages = new ArrayList<>();
    private final List<MenuItem> menu = new ArrayList<>();

    /** @param needed empty: for everybody who is logged in, or, if {@code open}, for anybody */
    record Page(HandlerType method, String path, Optional<Permission> needed, boolean open, PageHandler handler) {}

    /** A page that is looked at; its path, with {@code {names}}, stands behind {@code /console}. */
    public Pages get(String path, Permission needed, PageHandler handler) {
        return add(new Page(HandlerType.GET, path, Optional.of(needed), false, handler));
    }

    /** What a form does. */
    public Pages post(String path, Permission needed, PageHandler handler) {
        return add(new Page(HandlerType.POST, path, Optional.of(needed), false, handler));
    }

    /** A page for everybody who is logged in. */
    public Pages known(HandlerType method, String path, PageHandler handler) {
        return add(new Page(method, path, Optional.empty(), false, handler));
    }

    /** A page for anybody. */
    public Pages open(HandlerType method, String path, PageHandler handler) {
        return add(new Page(method, path, Optional.empty(), true, handler));
    }

    /** An entry of the menu, behind those of its section that are there already. */
    public Pages menu(Section section, String label, String path, Permission needed) {
        menu.add(new MenuItem(section, label, path, Optional.of(needed)));
        return this;
    }

    private Pages add(Page page) {
        pages.add(page);
        return this;
    }

    List<Page> all() {
        return List.copyOf(pages);
    }

    List<MenuItem> menu() {
        return menu.stream().sorted(java.util.Comparator.comparing(MenuItem::section)).toList();
    }
}
