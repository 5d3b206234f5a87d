package io.sbc.admin.console.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings: looked up, changed after a look at what the change will do, taken back. */
public final class SettingsPages implements PageGroup {

    private static final String PAGE = "/settings";
    private static final String VALUE = "value";

    @Override
    public void register(Pages pages) {
        pages.menu(Section.ADMINISTRATION, "Settings", PAGE, Permission.READ_SETTINGS);
        pages.get(PAGE, Permission.READ_SETTINGS, SettingsPages::list);
        pages.get("/settings/versions", Permission.READ_SETTINGS, visit -> visit.show("settings/versions.jte",
                "Versions of the settings", Map.of("versions", visit.api().get("/settings/versions").list("versions"))));
        pages.post("/settings/versions/{version}/check", Permission.WRITE_SETTINGS, visit -> restore(visit, true));
        pages.post("/settings/versions/{version}/restore", Permission.WRITE_SETTINGS, visit -> restore(visit, false));
        pages.get("/settings/{key}", Permission.WRITE_SETTINGS, SettingsPages::form);
        pages.post("/settings/{key}/check", Permission.WRITE_SETTINGS, visit -> change(visit, true));
        pages.post("/settings/{key}/apply", Permission.WRITE_SETTINGS, visit -> change(visit, false));
    }

    private static void list(Visit visit) throws ApiRefusal, IOException {
        Doc all = visit.api().get(PAGE);
        String text = visit.parameter("q").toLowerCase(Locale.ROOT);
        boolean changedOnly = visit.parameter("changed").equals("true");
        List<Doc> shown = all.list("settings").stream()
                .filter(setting -> (setting.text("key") + " " + setting.text(VALUE)).toLowerCase(Locale.ROOT).contains(text))
                .filter(setting -> !changedOnly || !setting.text("source").equals("default")).toList();
        visit.show("settings/list.jte", "Settings", Map.of("settings", shown, "q", visit.parameter("q"), "changed",
                changedOnly, "restart", all.texts("restartNeeded"), "refused", all.texts("refused")));
    }

    private static Doc setting(Answer all, String key) throws ApiRefusal {
        return all.doc().list("settings").stream().filter(each -> each.text("key").equals(key)).findFirst()
                .orElseThrow(() -> Trouble.refusal("", "There is no setting " + key + "."));
    }

    private static void form(Visit visit) throws ApiRefusal, IOException {
        Answer all = visit.api().fetch(PAGE);
        Doc setting = setting(all, visit.segment("key"));
        show(visit, setting, all.tag(), written(setting.at(VALUE)));
    }

    private static void show(Visit visit, Doc setting, String tag, String typed) {
        visit.show("settings/edit.jte", setting.text("key"), Map.of("setting", setting, "tag", tag, "typed", typed,
                "standard", written(setting.at("default")), "json", !setting.at(VALUE).json().isValueNode()));
    }

    /** Texts as they are, lists and lists of sections as JSON. */
    private static String written(Doc value) {
        return value.json().isValueNode() ? value.text() : FormInput.pretty(value.json());
    }

    private static void change(Visit visit, boolean dryRun) throws ApiRefusal, IOException {
        String key = visit.segment("key");
        boolean takeBack = visit.field("how").equals("take-back");
        Answer all = visit.api().fetch(PAGE);
        Doc setting = setting(all, key);
        String typed = visit.field(VALUE);
        try {
            JsonNode value = takeBack
                    ? JsonNodeFactory.instance.nullNode()
                    : setting.at(VALUE).json().isValueNode()
                            ? JsonNodeFactory.instance.textNode(typed)
                            : FormInput.json(VALUE, typed);
            Doc done = visit.api().send("PATCH", PAGE + (dryRun ? "?dryRun=true" : ""), "application/json",
                    patch(key, value).toString().getBytes(StandardCharsets.UTF_8), visit.field("tag")).doc();
            if (dryRun) {
                visit.show("settings/check.jte", "What the change will do", Map.of("changed", done.texts("changed"), "restart",
                        done.texts("restartNeeded"), "action", PAGE + "/" + ConsoleApi.segment(key) + "/apply", "fields",
                        Map.of(VALUE, typed, "tag", visit.field("tag"), "how", visit.field("how")), "back",
                        PAGE + "/" + ConsoleApi.segment(key), "before", written(setting.at(VALUE)), "after",
                        takeBack ? "as the file says" : typed));
            } else {
                visit.redirect(PAGE, said(key + (takeBack ? " is as the file says again." : " is changed."), done));
            }
        } catch (ApiRefusal refusal) {
            show(visit.with(Trouble.ofField(VALUE, refusal.trouble().detail())), setting,
                    refusal.trouble().status() == 412 ? all.tag() : visit.field("tag"), typed);
        }
    }

    private static String said(String sentence, Doc done) {
        List<String> restart = done.texts("restartNeeded");
        return restart.isEmpty() ? sentence : sentence + " After a restart: " + String.join(", ", restart) + ".";
    }

    /** {@code {"a": {"b": value}}} of {@code a.b}. */
    private static ObjectNode patch(String key, JsonNode value) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        ObjectNode at = top;
        String[] names = key.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.putObject(names[i]);
        }
        at.set(names[names.length - 1], value);
        return top;
    }

    private static void restore(Visit visit, boolean dryRun) throws ApiRefusal, IOException {
        String version = visit.segment("version");
        Doc done = visit.api().post("/settings/versions/" + ConsoleApi.segment(version) + "/restore"
                + (dryRun ? "?dryRun=true" : ""), Map.of()).doc();
        if (dryRun) {
            visit.show("settings/check.jte", "What going back to version " + version + " will do",
                    Map.of("changed", done.texts("changed"), "restart", done.texts("restartNeeded"), "action",
                            "/settings/versions/" + ConsoleApi.segment(version) + "/restore", "fields", Map.of(), "back",
                            "/settings/versions", "before", "", "after", ""));
        } else {
            visit.redirect(PAGE, said("Version " + version + " holds again.", done));
        }
    }
}
