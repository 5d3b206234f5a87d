package io.sbc.admin.console.events;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.Flash;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Times;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The event history: filtered, copied, exported, verified. */
public final class EventPages implements PageGroup {

    private static final String PAGE = "/events";
    private static final String[] FILTERS = {"text", "author", "action", "subjectKind", "subjectId", "tag", "from",
        "until", "correlationId"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.RECORDS, "Event history", PAGE, Permission.READ_EVENTS);
        pages.get(PAGE, Permission.READ_EVENTS, EventPages::list);
        pages.post("/events/verify", Permission.READ_EVENTS, EventPages::verify);
    }

    private static void list(Visit visit) throws IOException, ApiRefusal {
        String[] asked = new String[FILTERS.length * 2];
        for (int i = 0; i < FILTERS.length; i++) {
            asked[2 * i] = FILTERS[i];
            asked[2 * i + 1] = Times.instant(visit.parameter(FILTERS[i]));
        }
        Doc values = FormInput.of(asked);
        String filter = ConsoleApi.query(asked);
        String before = visit.parameter("before");
        Doc found = Doc.EMPTY;
        try {
            List<String> query = new ArrayList<>(List.of(asked));
            query.addAll(List.of("before", before, "limit", "100"));
            found = visit.api().get(PAGE, query.toArray(String[]::new));
        } catch (ApiRefusal refusal) {
            if (refusal.trouble().status() != 400) {
                throw refusal;
            }
            visit.with(FormInput.placed(refusal.trouble(), FILTERS));
        }
        String glue = filter.isEmpty() ? "?" : "&";
        visit.show("events/list.jte", "Event history",
                Map.of("events", found.list("events"), "values", values, "filter", filter, "first",
                        before.isEmpty() ? "" : Pages.PREFIX + PAGE + filter, "next",
                        found.has("next") ? Pages.PREFIX + PAGE + filter + glue + "before=" + found.text("next") : ""));
    }

    private static void verify(Visit visit) throws ApiRefusal, IOException {
        Doc verdict = visit.api().get("/events/verify");
        visit.redirect(PAGE,
                verdict.flag("intact")
                        ? new Flash(true, "The chain of all " + verdict.text("entries") + " entries is whole.")
                        : new Flash(false, "The chain is broken at entry " + verdict.text("sequence") + ": "
                                + verdict.text("problem")));
    }
}
