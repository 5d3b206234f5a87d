package io.sbc.admin.console.users;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.Map;

/** Templates that users are made by, and the count of licences. */
public final class TemplatePages implements PageGroup {

    private static final String LIST = "/templates";
    private static final String LICENCES = "/licences";
    private static final String[] FIELDS = {"name", "description", "desktop", "mobile", "icp", "total"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.PEOPLE, "Templates", LIST, Permission.READ_USERS);
        pages.get(LIST, Permission.READ_USERS, visit -> visit.show("users/templates.jte", "Templates",
                Map.of("templates", visit.api().get(LIST + "?limit=1000").list("templates"))));
        pages.get("/templates/new", Permission.WRITE_USERS, visit -> form(visit, true, "",
                FormInput.of("desktop", "{extension}", "mobile", "{first}*{rest}", "enabled", "true")));
        pages.post("/templates/new", Permission.WRITE_USERS, visit -> save(visit, true));
        pages.get("/templates/{name}", Permission.WRITE_USERS, TemplatePages::edit);
        pages.post("/templates/{name}", Permission.WRITE_USERS, visit -> save(visit, false));
        pages.post("/templates/{name}/delete", Permission.WRITE_USERS, TemplatePages::delete);
        pages.menu(Section.PEOPLE, "Licences", LICENCES, Permission.READ_SETTINGS);
        pages.get(LICENCES, Permission.READ_SETTINGS, TemplatePages::licences);
        pages.post(LICENCES, Permission.WRITE_SETTINGS, TemplatePages::setLicences);
    }

    private static String path(Visit visit) {
        return LIST + "/" + ConsoleApi.segment(visit.segment("name"));
    }

    private static void edit(Visit visit) throws ApiRefusal, IOException {
        Answer template = visit.api().fetch(path(visit));
        form(visit, false, template.tag(), template.doc());
    }

    private static void form(Visit visit, boolean isNew, String tag, Doc values) throws ApiRefusal, IOException {
        visit.show("users/template.jte", isNew ? "New template" : "Template " + visit.segment("name"),
                Map.of("isNew", isNew, "values", values, "tag", tag, "action", isNew ? "/templates/new" : path(visit),
                        "icps", UserPages.icps(visit, "The first")));
    }

    private static void save(Visit visit, boolean isNew) throws ApiRefusal, IOException {
        String name = isNew ? visit.field("name") : visit.segment("name");
        try {
            if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
                throw Trouble.refusal("name", "1 to 64 letters, digits, dots, hyphens, underscores.");
            }
            String path = LIST + "/" + ConsoleApi.segment(name);
            if (isNew && visit.api().find(path).isPresent()) {
                throw Trouble.refusal("name", "There is such a template already.");
            }
            Map<String, Object> body = FormInput.given(visit, "description", "desktop", "mobile", "icp");
            body.put("enabled", FormInput.isTicked(visit, "enabled"));
            body.put("generatePassword", FormInput.isTicked(visit, "generatePassword"));
            visit.api().put(path, body, visit.field("tag"));
            visit.redirect(LIST, "The template " + name + " is saved. Users that are there stay as they are.");
        } catch (ApiRefusal refusal) {
            form(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), isNew, visit.field("tag"),
                    FormInput.typed(visit,
                            "name", "description", "desktop", "mobile", "icp", "enabled", "generatePassword"));
        }
    }

    private static void delete(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete(path(visit), "");
        visit.redirect(LIST, "The template " + visit.segment("name") + " is removed.");
    }

    private static void licences(Visit visit) throws ApiRefusal, IOException {
        Doc licence = visit.api().get("/licences/teleworker");
        visit.show("users/licences.jte", "Licences", Map.of("licence", licence, "total", licence.text("total")));
    }

    private static void setLicences(Visit visit) throws ApiRefusal, IOException {
        String total = visit.field("total");
        try {
            if (!total.matches("[0-9]{0,7}")) {
                throw Trouble.refusal("total", "A whole number, or nothing for what the configuration says.");
            }
            visit.api().put("/licences/teleworker",
                    total.isEmpty() ? Map.of() : Map.of("total", Integer.parseInt(total)), "");
            visit.redirect(LICENCES, "The count of licences is saved.");
        } catch (ApiRefusal refusal) {
            visit.with(FormInput.placed(refusal.trouble(), FIELDS)).show("users/licences.jte", "Licences",
                    Map.of("licence", visit.api().get("/licences/teleworker"), "total", total));
        }
    }
}
