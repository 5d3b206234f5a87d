package io.sbc.admin.console;

import io.sbc.core.access.Permission;
import java.util.Optional;

/**
 * An entry of the menu.
 *
 * @param path behind {@code /console}
 * @param needed who lacks it does not see the entry
 */
public record MenuItem(Section section, String label, String path, Optional<Permission> needed) {

    /** Where it leads. */
    public String href() {
        return Pages.PREFIX + path;
    }

    /** Whether the visitor may go there. */
    public boolean isFor(Visitor visitor) {
        return needed.isEmpty() || visitor.may(needed.get());
    }

    /** Whether the page at that path stands below this entry. */
    public boolean isOpen(String current) {
        return current.equals(href()) || (!path.equals("/") && current.startsWith(href() + "/"));
    }
}
