package io.sbc.admin.console.access;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.OneTimeSecret;
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

/** Accounts of administrators, keys for their programs, and one's own account. */
public final class AdministratorPages implements PageGroup {

    private static final String ADMINISTRATORS = "/administrators";
    private static final String KEYS = "/api-keys";
    private static final String[] FIELDS = {"name", "role", "days"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.ADMINISTRATION, "Administrators", ADMINISTRATORS, Permission.READ_SETTINGS);
        pages.get(ADMINISTRATORS, Permission.READ_SETTINGS, visit -> administrators(visit, Doc.EMPTY));
        pages.post(ADMINISTRATORS, Permission.MANAGE_ACCESS, AdministratorPages::add);
        pages.post("/administrators/{name}/role", Permission.MANAGE_ACCESS, AdministratorPages::role);
        pages.post("/administrators/{name}/activate", Permission.MANAGE_ACCESS, visit -> activate(visit, true));
        pages.post("/administrators/{name}/deactivate", Permission.MANAGE_ACCESS, visit -> activate(visit, false));
        pages.post("/administrators/{name}/reset-password", Permission.MANAGE_ACCESS, AdministratorPages::reset);
        pages.post("/administrators/{name}/delete", Permission.MANAGE_ACCESS, AdministratorPages::delete);
        pages.menu(Section.ADMINISTRATION, "API keys", KEYS, Permission.READ_SETTINGS);
        pages.get(KEYS, Permission.READ_SETTINGS, visit -> keys(visit, Doc.EMPTY));
        pages.post(KEYS, Permission.MANAGE_ACCESS, AdministratorPages::addKey);
        pages.post("/api-keys/{id}/revoke", Permission.MANAGE_ACCESS, AdministratorPages::revokeKey);
    }

    private static Map<String, String> roles() {
        Map<String, String> roles = new LinkedHashMap<>();
        roles.put("auditor", "Auditor: looks, and changes nothing");
        roles.put("operator", "Operator: users, blocks, captures");
        roles.put("administrator", "Administrator: everything");
        return roles;
    }

    private static String path(Visit visit) {
        return ADMINISTRATORS + "/" + ConsoleApi.segment(visit.segment("name"));
    }

    private static void administrators(Visit visit, Doc values) throws ApiRefusal, IOException {
        visit.show("access/administrators.jte", "Administrators", Map.of("administrators",
                visit.api().get(ADMINISTRATORS).list("administrators"), "roles", roles(), "values", values));
    }

    private static void add(Visit visit) throws ApiRefusal, IOException {
        try {
            password(visit, visit.api().post(ADMINISTRATORS, FormInput.given(visit, "name", "role")).doc());
        } catch (ApiRefusal refusal) {
            administrators(visit.with(FormInput.placed(refusal.trouble(), FIELDS)),
                    FormInput.typed(visit, "name", "role"));
        }
    }

    private static void password(Visit visit, Doc account) {
        new OneTimeSecret("The password has to be changed at the first log-in. It is shown this once.",
                List.of(new OneTimeSecret.Item("name", "Name", account.text("name"), true),
                        new OneTimeSecret.Item("password", "Password", account.text("password"), true)),
                ADMINISTRATORS).show(visit, "Password of an administrator");
    }

    private static void role(Visit visit) throws ApiRefusal, IOException {
        visit.api().patch(path(visit), Map.of("role", visit.field("role")), "");
        visit.redirect(ADMINISTRATORS, visit.segment("name") + " has the role " + visit.field("role") + " now.");
    }

    private static void activate(Visit visit, boolean active) throws ApiRefusal, IOException {
        visit.api().patch(path(visit), Map.of("active", active), "");
        visit.redirect(ADMINISTRATORS, visit.segment("name") + (active ? " may log in again." : " is shut out."));
    }

    private static void reset(Visit visit) throws ApiRefusal, IOException {
        password(visit, visit.api().post(path(visit) + "/reset-password", Map.of()).doc());
    }

    private static void delete(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete(path(visit), "");
        visit.redirect(ADMINISTRATORS, visit.segment("name") + " is removed.");
    }

    private static void keys(Visit visit, Doc values) throws ApiRefusal, IOException {
        Doc answer = visit.api().get(KEYS);
        visit.show("access/api-keys.jte", "API keys",
                Map.of("keys", answer.list("apiKeys"), "roles", roles(), "values", values));
    }

    private static void addKey(Visit visit) throws ApiRefusal, IOException {
        try {
            Map<String, Object> body = FormInput.given(visit, "name", "role");
            if (!visit.field("days").isEmpty()) {
                if (!visit.field("days").matches("[1-9][0-9]{0,4}")) {
                    throw Trouble.refusal("days", "A whole number of days.");
                }
                body.put("days", Integer.parseInt(visit.field("days")));
            }
            Doc key = visit.api().post(KEYS, body).doc();
            new OneTimeSecret(
                    "For Authorization: Bearer …; whoever has it may do what its role may. It is shown this once.",
                    List.of(new OneTimeSecret.Item("key", "Key", key.text("key"), true)), KEYS)
                    .show(visit, "New API key");
        } catch (ApiRefusal refusal) {
            keys(visit.with(FormInput.placed(refusal.trouble(), FIELDS)),
                    FormInput.typed(visit, "name", "role", "days"));
        }
    }

    private static void revokeKey(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete(KEYS + "/" + ConsoleApi.segment(visit.segment("id")), "");
        visit.redirect(KEYS, "The key is revoked.");
    }
}
