package io.sbc.admin.console.users;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pager;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.admin.console.Words;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.Map;

/** Devices of all users, found; one of a user's two, changed and switched for itself. */
public final class DevicePages implements PageGroup {

    private static final String[] FIELDS = {"setUser", "icpUser", "icpAuthUser", "setPassword", "icpPassword"};
    private static final String LIST = "/devices";
    private static final String PAGE = "50";
    private static final String DEVICE = "/users/{email}/devices/{kind}";

    @Override
    public void register(Pages pages) {
        pages.menu(Section.PEOPLE, "Devices", LIST, Permission.READ_USERS);
        pages.get(LIST, Permission.READ_USERS, DevicePages::list);
        pages.get(DEVICE, Permission.WRITE_USERS, DevicePages::edit);
        pages.post(DEVICE, Permission.WRITE_USERS, DevicePages::change);
        pages.post(DEVICE + "/enable", Permission.WRITE_USERS, visit -> enable(visit, true));
        pages.post(DEVICE + "/disable", Permission.WRITE_USERS, visit -> enable(visit, false));
    }

    /** One in the list. */
    public record Row(Doc device) {

        /** Of its user, behind {@code /console}. */
        public String user() {
            return UserPages.pathOf(device.text("user"));
        }
    }

    private static void list(Visit visit) throws ApiRefusal, IOException {
        String user = visit.parameter("user");
        String setUser = visit.parameter("setUser");
        String kind = visit.parameter("kind");
        String icp = visit.parameter("icp");
        String enabled = visit.parameter("enabled");
        String after = visit.parameter("after");
        Doc found = visit.api().get(LIST, "user", Words.part(user), "setUser", Words.part(setUser), "kind", kind, "icp",
                icp, "enabled", enabled, "after", after, "limit", PAGE);
        visit.show("users/devices.jte", "Devices",
                Map.of("rows", found.list("devices").stream().map(Row::new).toList(), "filter",
                        Map.of("user", user, "setUser", setUser, "kind", kind, "icp", icp, "enabled", enabled), "icps",
                        UserPages.icps(visit, "Any PBX"), "pager", Pager.of(LIST, after, found, "user", user, "setUser",
                                setUser, "kind", kind, "icp", icp, "enabled", enabled)));
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
                Map.of("values", values, "tag", tag, "action", path(visit), "back",
                        UserPages.pathOf(visit.segment("email"))));
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
