package io.sbc.admin.console.users;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.OneTimeSecret;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pager;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users: found, shown with status and devices, made, changed, switched, removed. */
public final class UserPages implements PageGroup {

    static final String LIST = "/users";

    private static final String[] FIELDS = {"email", "name", "extension", "icp", "template", "setPassword",
        "icpPassword"};
    private static final String PAGE = "50";
    private static final String CHOICES = "1000";
    private static final int ASKED_TOGETHER = 25;

    /**
     * A user in the list.
     *
     * @param status of Zoom's words; {@link Doc#EMPTY} where it cannot be seen
     */
    public record Row(Doc user, Doc status) {

        /** Behind {@code /console}. */
        public String path() {
            return pathOf(user.text("email"));
        }
    }

    @Override
    public void register(Pages pages) {
        pages.menu(Section.PEOPLE, "Users", LIST, Permission.READ_USERS);
        pages.get(LIST, Permission.READ_USERS, UserPages::list);
        pages.get("/users/new", Permission.WRITE_USERS,
                visit -> form(visit, true, "", FormInput.of("template", "psi", "generate", "true")));
        pages.post("/users/new", Permission.WRITE_USERS, UserPages::create);
        pages.get("/users/{email}", Permission.READ_USERS, UserPages::show);
        pages.get("/users/{email}/edit", Permission.WRITE_USERS, UserPages::edit);
        pages.post("/users/{email}/edit", Permission.WRITE_USERS, UserPages::change);
        pages.post("/users/{email}/enable", Permission.WRITE_USERS, visit -> enable(visit, true));
        pages.post("/users/{email}/disable", Permission.WRITE_USERS, visit -> enable(visit, false));
        pages.post("/users/{email}/password", Permission.WRITE_USERS, UserPages::generate);
        pages.post("/users/{email}/delete", Permission.WRITE_USERS, UserPages::delete);
    }

    /** The page of a user, behind {@code /console}. */
    static String pathOf(String email) {
        return LIST + "/" + ConsoleApi.segment(email);
    }

    private static void list(Visit visit) throws ApiRefusal, IOException {
        String text = visit.parameter("q");
        String icp = visit.parameter("icp");
        String template = visit.parameter("template");
        String enabled = visit.parameter("enabled");
        String after = visit.parameter("after");
        Doc found = visit.api().get("/users", "q", text.isEmpty() ? "" : "*" + text + "*", "icp", icp, "template",
                template,
                "enabled", enabled, "after", after, "limit", PAGE);
        Map<String, Doc> statuses = statuses(visit, found.list("users"));
        List<Row> rows = found.list("users").stream()
                .map(user -> new Row(user, statuses.getOrDefault(user.text("email"), Doc.EMPTY))).toList();
        visit.show("users/list.jte", "Users",
                Map.of("rows", rows, "q", text, "icp", icp, "template", template, "enabled", enabled, "icps",
                        icps(visit, "Any PBX"), "templates",
                        choices(visit, Permission.READ_USERS, "/templates", "templates", "name", "Any"), "pager",
                        Pager.of(LIST, after, found, "q", text, "icp", icp, "template", template, "enabled",
                                enabled)));
    }

    /** Of a page of users, by address, so many asked for together that the longest addresses fit into a request's line. */
    private static Map<String, Doc> statuses(Visit visit, List<Doc> users) throws ApiRefusal, IOException {
        Map<String, Doc> statuses = new HashMap<>();
        if (!visit.visitor().may(Permission.READ_STATUS)) {
            return statuses;
        }
        for (int first = 0; first < users.size(); first += ASKED_TOGETHER) {
            List<String> query = new ArrayList<>(List.of("limit", PAGE));
            users.subList(first, Math.min(users.size(), first + ASKED_TOGETHER))
                    .forEach(user -> query.addAll(List.of("user", user.text("email"))));
            visit.api().find("/status/psi" + ConsoleApi.query(query.toArray(String[]::new))).orElse(Doc.EMPTY)
                    .list("users").forEach(status -> statuses.put(status.text("user"), status));
        }
        return statuses;
    }

    private static Doc status(Visit visit, String email) throws ApiRefusal, IOException {
        return visit.visitor().may(Permission.READ_STATUS)
                ? visit.api().find("/users/" + ConsoleApi.segment(email) + "/status").orElse(Doc.EMPTY)
                : Doc.EMPTY;
    }

    /**
     * PBXs to choose from.
     *
     * @param none what choosing none means
     */
    static Map<String, String> icps(Visit visit, String none) throws ApiRefusal, IOException {
        return choices(visit, Permission.READ_ICPS, "/icps", "icps", "id", none);
    }

    private static Map<String, String> choices(Visit visit, Permission needed, String path, String array, String name,
            String none) throws ApiRefusal, IOException {
        Map<String, String> choices = new LinkedHashMap<>();
        choices.put("", none);
        if (visit.visitor().may(needed)) {
            for (Doc each : visit.api().get(path, "limit", CHOICES).list(array)) {
                choices.put(each.text(name), each.text(name));
            }
        }
        return choices;
    }

    private static void show(Visit visit) throws ApiRefusal, IOException {
        String email = visit.segment("email");
        Doc user = visit.api().get("/users/" + ConsoleApi.segment(email));
        visit.show("users/show.jte", email,
                Map.of("user", user, "path", pathOf(email), "status", status(visit, email)));
    }

    private static void form(Visit visit, boolean isNew, String tag, Doc values) throws ApiRefusal, IOException {
        String email = isNew ? "" : visit.segment("email");
        visit.show("users/edit.jte", isNew ? "New user" : "Change " + email,
                Map.of("isNew", isNew, "values", values, "tag", tag, "action",
                        isNew ? "/users/new" : pathOf(email) + "/edit",
                        "icps", icps(visit, "As the template has it"), "templates",
                        choices(visit, Permission.READ_USERS, "/templates", "templates", "name",
                                "psi, which is built in")));
    }

    private static void create(Visit visit) throws ApiRefusal, IOException {
        String email = visit.field("email");
        try {
            if (!email.matches("[^\\s@/]+@[^\\s@/]+")) {
                throw Trouble.refusal("email", "An e-mail address is needed: it is the user's key.");
            }
            if (visit.api().find("/users/" + ConsoleApi.segment(email)).isPresent()) {
                throw Trouble.refusal("email", "There is such a user already.");
            }
            made(visit, email, visit.api().put("/users/" + ConsoleApi.segment(email), body(visit), ""), "made");
        } catch (ApiRefusal refusal) {
            form(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), true, "", typed(visit));
        }
    }

    private static Doc typed(Visit visit) {
        return FormInput.typed(visit, "email", "name", "extension", "icp", "template", "generate");
    }

    private static Map<String, Object> body(Visit visit) {
        Map<String, Object> body = FormInput.given(visit, "name", "extension", "icp", "template");
        secrets(visit, body);
        return body;
    }

    /** Passwords go as they were typed, blanks and all. */
    static void secrets(Visit visit, Map<String, Object> body) {
        for (String name : List.of("setPassword", "icpPassword")) {
            if (!visit.secretField(name).isEmpty()) {
                body.put(name, visit.secretField(name));
            }
        }
        if (FormInput.isTicked(visit, "generate") && !body.containsKey("setPassword")) {
            body.put("generatePassword", true);
        }
    }

    /** Shows the password that was made, if one was. */
    private static void made(Visit visit, String email, Answer answer, String what) {
        if (answer.doc().has("setPassword")) {
            password(visit, email, answer.doc());
        } else {
            visit.redirect(pathOf(email), email + " was " + what + ".");
        }
    }

    static void password(Visit visit, String email, Doc answer) {
        new OneTimeSecret("The set-side password of " + email
                + ", which the phone uses towards this SBC. It is shown this once and kept nowhere.",
                List.of(new OneTimeSecret.Item("password", "Password", answer.text("setPassword"), true)),
                pathOf(email)).show(visit, "New password");
    }

    private static void edit(Visit visit) throws ApiRefusal, IOException {
        Answer user = visit.api().fetch("/users/" + ConsoleApi.segment(visit.segment("email")));
        form(visit, false, user.tag(), user.doc());
    }

    private static void change(Visit visit) throws ApiRefusal, IOException {
        String email = visit.segment("email");
        try {
            Answer answer = visit.api().put("/users/" + ConsoleApi.segment(email), body(visit), visit.field("tag"));
            made(visit, email, answer, "changed");
        } catch (ApiRefusal refusal) {
            form(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), false, visit.field("tag"), typed(visit));
        }
    }

    private static void enable(Visit visit, boolean enabled) throws ApiRefusal, IOException {
        String email = visit.segment("email");
        visit.api().patch("/users/" + ConsoleApi.segment(email) + endCalls(visit), Map.of("enabled", enabled), "");
        visit.redirect(pathOf(email), email + (enabled ? " may register and call again." : " is disabled."));
    }

    static String endCalls(Visit visit) {
        return FormInput.isTicked(visit, "endCalls") ? "?endCalls=true" : "";
    }

    private static void generate(Visit visit) throws ApiRefusal, IOException {
        String email = visit.segment("email");
        password(visit, email,
                visit.api().patch("/users/" + ConsoleApi.segment(email), Map.of("generatePassword", true), "").doc());
    }

    private static void delete(Visit visit) throws ApiRefusal, IOException {
        String email = visit.segment("email");
        visit.api().delete("/users/" + ConsoleApi.segment(email) + endCalls(visit), "");
        visit.redirect(LIST, email + " and both devices are removed.");
    }
}
