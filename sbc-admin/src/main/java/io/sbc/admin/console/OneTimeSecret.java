package io.sbc.admin.console;

import java.util.List;
import java.util.Map;

/**
 * A page that shows secrets which nobody can see again. It is the answer to the form itself: a redirection would need them kept somewhere.
 *
 * @param lead a sentence above
 * @param items what is shown
 * @param back path behind {@code /console} to go on with
 */
public record OneTimeSecret(String lead, List<Item> items, String back) {

    public OneTimeSecret {
        items = List.copyOf(items);
    }

    /** One of them. @param id for the copy button */
    public record Item(String id, String name, String value, boolean secret) {}

    /** Where to go on. */
    public String backHref() {
        return Pages.PREFIX + back;
    }

    /** Answers with the page. */
    public void show(Visit visit, String title) {
        visit.show("parts/secret.jte", title, Map.of("secret", this));
    }
}
