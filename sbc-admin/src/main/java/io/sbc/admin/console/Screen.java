package io.sbc.admin.console;

import java.util.List;
import java.util.Optional;

/**
 * What every page is given beside its own: what stands around it.
 *
 * @param path of the page that is shown
 * @param menu the entries that the visitor sees
 * @param flash what became of the form before, to be told once
 * @param trouble what is wrong with the form that is shown again
 * @param partial whether only the content is wanted, for a part of a page that is there
 */
public record Screen(String title, String path, Visitor visitor, List<MenuItem> menu, Optional<Flash> flash,
        Trouble trouble, boolean partial, Assets assets) {

    public Screen {
        menu = List.copyOf(menu);
    }

    /** The entries of one part of the menu. */
    public List<MenuItem> menu(Section section) {
        return menu.stream().filter(item -> item.section() == section).toList();
    }
}
