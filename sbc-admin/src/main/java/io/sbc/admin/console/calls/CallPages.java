package io.sbc.admin.console.calls;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pager;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Times;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls that go on and that were, searched; and a call. */
public final class CallPages implements PageGroup {

    private static final String PATH = "/calls";
    private static final int ROWS = 100;
    private static final List<String> FILTERS = List.of("number", "callId", "address", "from", "to", "outcome");

    private final InstantSource clock;

    /** @param clock for how long live calls have lasted */
    public CallPages(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void register(Pages pages) {
        pages.menu(Section.CALLS, "Calls", PATH, Permission.READ_STATUS);
        pages.get(PATH, Permission.READ_STATUS, this::list);
        pages.get(PATH + "/{id}", Permission.READ_STATUS, this::show);
    }

    private void list(Visit visit) throws ApiRefusal, IOException {
        Map<String, String> filter = new LinkedHashMap<>();
        FILTERS.forEach(name -> filter.put(name, visit.parameter(name)));
        Function<String, String> given = name -> filter.getOrDefault(name, "");
        String live = visit.parameter("state").equals("live") ? "live" : "";
        Doc found = visit.api().get(PATH, "number", given.apply("number"), "callId", given.apply("callId"), "address",
                given.apply("address"), "from", Times.instant(given.apply("from")), "to",
                Times.instant(given.apply("to")),
                "outcome",
                given.apply("outcome"), "state", live, "limit", String.valueOf(ROWS));
        List<Doc> calls = found.list("calls");
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("calls", calls);
        model.put("found", found);
        model.put("filter", filter);
        model.put("live", live);
        model.put("now", clock.instant().toString());
        model.put("pager", pager(filter, live, calls));
        visit.show("calls/list.jte", "Calls", model);
    }

    /** Calls are sorted by their beginning: the next page is what began before the last of this one. */
    private static Pager pager(Map<String, String> filter, String live, List<Doc> calls) {
        if (calls.size() < ROWS || !live.isEmpty()) {
            return new Pager("", "");
        }
        String[] query = new String[FILTERS.size() * 2];
        for (int i = 0; i < FILTERS.size(); i++) {
            String name = FILTERS.get(i);
            query[2 * i] = name;
            query[2 * i + 1] = name.equals("to") ? calls.getLast().text("started") : filter.get(name);
        }
        return new Pager("", Pages.PREFIX + PATH + ConsoleApi.query(query));
    }

    private void show(Visit visit) throws ApiRefusal, IOException {
        String id = ConsoleApi.segment(visit.segment("id"));
        boolean reveal = visit.parameter("reveal").equals("true");
        Doc call = visit.api().get(PATH + "/" + id);
        Doc ladder = visit.api().find(PATH + "/" + id + "/ladder" + (reveal ? "?reveal=true" : "")).orElse(Doc.EMPTY);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("call", call);
        model.put("id", id);
        model.put("ladder", LadderView.of(ladder, "m"));
        model.put("reveal", reveal);
        model.put("now", clock.instant().toString());
        visit.show("calls/call.jte", "Call " + call.text("id"), model);
    }
}
