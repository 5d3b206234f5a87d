package io.sbc.admin.console.guard;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The guard: who is blocked and why, who is let in always, why a source is treated as it is. */
public final class GuardPages implements PageGroup {

    private static final String PAGE = "/guard";
    private static final String[] FIELDS = {"address", "duration", "note", "network", "source"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.NOW, "Guard", PAGE, Permission.READ_STATUS);
        pages.get(PAGE, Permission.READ_STATUS, GuardPages::look);
        pages.post("/guard/block", Permission.OPERATE, GuardPages::block);
        pages.post("/guard/unblock", Permission.OPERATE, GuardPages::unblock);
        pages.post("/guard/allow", Permission.OPERATE, GuardPages::allow);
        pages.post("/guard/disallow", Permission.OPERATE, GuardPages::disallow);
    }

    private static void look(Visit visit) throws ApiRefusal, IOException {
        String source = visit.parameter("source");
        Doc explained = Doc.EMPTY;
        if (!source.isEmpty()) {
            try {
                explained = visit.api().get("/guard/sources/" + ConsoleApi.segment(source));
            } catch (ApiRefusal refusal) {
                visit.with(Trouble.ofField("source", refusal.trouble().detail()));
            }
        }
        show(visit, FormInput.of("source", source, "duration", "PT1H"), explained);
    }

    private static void show(Visit visit, Doc values, Doc explained) throws ApiRefusal, IOException {
        Map<String, String> durations = new LinkedHashMap<>();
        durations.put("PT10M", "10 minutes");
        durations.put("PT1H", "An hour");
        durations.put("PT24H", "A day");
        durations.put("P30D", "30 days");
        visit.show("guard/guard.jte", "Guard",
                Map.of("blocks", visit.api().get("/guard/blocks").list("blocks"), "allowed",
                        visit.api().get("/guard/allowed"), "values", values, "explained", explained, "durations",
                        durations));
    }

    private static void block(Visit visit) throws ApiRefusal, IOException {
        try {
            visit.api().post("/guard/blocks", FormInput.given(visit, "address", "duration", "note"));
            visit.redirect(PAGE, visit.field("address") + " is blocked.");
        } catch (ApiRefusal refusal) {
            again(visit, refusal.trouble(), "address");
        }
    }

    private static void again(Visit visit, Trouble trouble, String field) throws ApiRefusal, IOException {
        Trouble placed = FormInput.placed(trouble, FIELDS);
        show(visit.with(placed.field().isEmpty() ? Trouble.ofField(field, placed.detail()) : placed),
                FormInput.typed(visit, FIELDS), Doc.EMPTY);
    }

    private static void unblock(Visit visit) throws ApiRefusal, IOException {
        String address = visit.field("address");
        visit.api().delete("/guard/blocks/" + ConsoleApi.segment(address.replaceFirst("/64$", "")), "");
        visit.redirect(PAGE, address + " is let in again.");
    }

    private static void allow(Visit visit) throws ApiRefusal, IOException {
        try {
            visit.api().post("/guard/allowed", FormInput.given(visit, "network"));
            visit.redirect(PAGE, "Nothing is refused to " + visit.field("network") + " any more.");
        } catch (ApiRefusal refusal) {
            again(visit, refusal.trouble(), "network");
        }
    }

    private static void disallow(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete("/guard/allowed" + ConsoleApi.query("network", visit.field("network")), "");
        visit.redirect(PAGE, visit.field("network") + " is treated as any other.");
    }
}
