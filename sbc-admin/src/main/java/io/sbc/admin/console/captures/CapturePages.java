package io.sbc.admin.console.captures;

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
import java.util.List;
import java.util.Map;

/** Captures: begun for somebody, ended, fetched. */
public final class CapturePages implements PageGroup {

    private static final String PAGE = "/captures";
    private static final String[] FIELDS = {"whose", "value", "media", "secrets", "time", "size"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.CALLS, "Captures", PAGE, Permission.CAPTURE);
        pages.get(PAGE, Permission.CAPTURE, visit -> list(visit, FormInput.of("whose",
                visit.parameter("user").isEmpty() ? "number" : "user", "value",
                visit.parameter("user").isEmpty() ? visit.parameter("number") : visit.parameter("user"), "media",
                "none",
                "time", "10m", "size", "100MiB")));
        pages.post(PAGE, Permission.CAPTURE, CapturePages::start);
        pages.post("/captures/{id}/stop", Permission.CAPTURE, CapturePages::stop);
    }

    private static void list(Visit visit, Doc values) throws ApiRefusal, IOException {
        List<Doc> captures = visit.api().get(PAGE).list("captures");
        Map<String, String> whose = new LinkedHashMap<>();
        whose.put("number", "A number");
        whose.put("user", "A user, or a device");
        whose.put("address", "An address, or network");
        whose.put("all", "Everything");
        Map<String, String> media = new LinkedHashMap<>();
        media.put("none", "Signalling alone");
        media.put("wire", "With media as it is on the wire");
        if (visit.visitor().may(Permission.REVEAL_SECRETS)) {
            media.put("decrypted", "With media decrypted (needs secrets)");
        }
        visit.show("captures/list.jte", "Captures",
                Map.of("captures", captures, "values", values, "whose", whose, "media", media, "running",
                        captures.stream().anyMatch(each -> each.text("state").equals("running"))));
    }

    private static void start(Visit visit) throws ApiRefusal, IOException {
        String whose = visit.field("whose");
        try {
            Map<String, Object> body = FormInput.given(visit, "media", "time", "size");
            if (whose.equals("all")) {
                body.put("all", true);
            } else if (visit.field("value").isEmpty() || !List.of("number", "user", "address").contains(whose)) {
                throw Trouble.refusal("value", "Say which one.");
            } else {
                body.put(whose, visit.field("value"));
            }
            body.put("secrets", FormInput.isTicked(visit, "secrets"));
            visit.api().post(PAGE, body);
            visit.redirect(PAGE, "The capture runs.");
        } catch (ApiRefusal refusal) {
            Trouble placed = FormInput.placed(refusal.trouble(), FIELDS);
            boolean ofValue = placed.field().isEmpty() && (placed.detail().startsWith(whose)
                    || placed.detail().startsWith("There is no user"));
            list(visit.with(ofValue ? Trouble.ofField("value", placed.detail()) : placed),
                    FormInput.typed(visit, FIELDS));
        }
    }

    private static void stop(Visit visit) throws ApiRefusal, IOException {
        visit.api().post(PAGE + "/" + ConsoleApi.segment(visit.segment("id")) + "/stop", Map.of());
        visit.redirect(PAGE, "The capture has ended.");
    }
}
