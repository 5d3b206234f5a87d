package io.sbc.admin.console.users;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.Map;

/** One of a user's two devices, changed and switched for itself. */
public final class DevicePages implements PageGroup {

    private static final String[] FIELDS = {"setUser", "icpUser", "icpAuthUser", "setPassword", "icpPassword"};
    private static final String DEVICE = "/users/{email}/devices/{kind}";

    @Override
    public void register(Pages pages) {
        pages.get(DEVICE, Permission.WRITE_USERS, DevicePages::edit);
        pages.post(DEVICE, Permission.WRITE_USERS, DevicePages::change);
        pages.post(DEVICE + "/enable", Permission.WRITE_USERS, visit -> enable(visit, true));
        pages.post(DEVICE + "/disable", Permission.WRITE_USERS, visit -> enable(visit, false));
    }

    private static String path(Visit visit) {
        return UserPages.pathOf(visit.segment("email")) + "/devices/" + ConsoleApi.segment(visit.segment("kind"));
    }

    private static void edit(Visit visit) throws ApiRefusal, IOException {
        Answer device = visit.api().fetch(path(visit));
        form(visit, device.tag(), device.doc());
    }

    private static void form(Visit visit, String tag, Doc values) {
        visit.show("users/device.jte", "The " + visit.segment("kind") + " device of " + visit.segment("email"),
                Map.of("values", values, "tag", tag, "action", path(visit), "back", UserPages.pathOf(visit.segment("email"))));
    }

    private static void change(Visit visit) throws IOException {
        String email = visit.segment("email");
        try {
            Map<String, Object> body = FormInput.given(visit, "setUser", "icpUser", "icpAuthUser");
            UserPages.secrets(visit, body);
            Answer answer = visit.api().put(path(visit), body, visit.field("tag"));
            if (answer.doc().has("setPassword")) {
                UserPages.password(visit, email, answer.doc());
            } else {
                visit.redirect(UserPages.pathOf(email), "The device is changed.");
            }
        } catch (ApiRefusal refusal) {
            form(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), visit.field("tag"),
                    FormInput.typed(visit, "setUser", "icpUser", "icpAuthUser"));
        }
    }

    private static void enable(Visit visit, boolean enabled) throws ApiRefusal, IOException {
        visit.api().patch(path(visit) + UserPages.endCalls(visit), Map.of("enabled", enabled), "");
        visit.redirect(UserPages.pathOf(visit.segment("email")),
                "The " + visit.segment("kind") + " device is " + (enabled ? "enabled." : "disabled."));
    }
}
