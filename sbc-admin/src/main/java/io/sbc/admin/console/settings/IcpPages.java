package io.sbc.admin.console.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** PBXs: shown, made, changed after a look at what it will do, removed. */
public final class IcpPages implements PageGroup {

    private static final String PAGE = "/icps";
    private static final List<String> PLAIN = List.of("domain", "host", "port", "transport", "profile");
    private static final String[] FIELDS = {"id", "domain", "host", "port", "transport", "profile", "health-checks",
        "more"};
    private static final String MORE = "more";

    @Override
    public void register(Pages pages) {
        pages.menu(Section.ADMINISTRATION, "PBXs", PAGE, Permission.READ_ICPS);
        pages.get(PAGE, Permission.READ_ICPS, visit -> visit.show("settings/icps.jte", "PBXs",
                Map.of("icps", visit.api().get(PAGE + "?limit=1000").list("icps"))));
        pages.get("/icps/new", Permission.WRITE_ICPS, visit -> form(visit, true,
                FormInput.of("port", "5060", "transport", "tcp", "profile", "generic", "health-checks", "true")));
        pages.get("/icps/{id}", Permission.WRITE_ICPS, visit -> form(visit, false,
                values(visit.api().get(PAGE + "/" + ConsoleApi.segment(visit.segment("id"))))));
        pages.post("/icps/check", Permission.WRITE_ICPS, visit -> save(visit, true));
        pages.post("/icps/apply", Permission.WRITE_ICPS, visit -> save(visit, false));
        pages.post("/icps/{id}/delete", Permission.WRITE_ICPS, IcpPages::delete);
    }

    /** What has no field of its own stands as JSON: nothing may be lost by a change of something else. */
    private static Doc values(Doc icp) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (String name : icp.names()) {
            JsonNode value = icp.at(name).json();
            if (PLAIN.contains(name) || name.equals("id") || name.equals("health-checks")) {
                values.set(name, value);
            } else if (!value.isEmpty() || value.isValueNode()) {
                rest.set(name, value);
            }
        }
        values.put(MORE, rest.isEmpty() ? "" : FormInput.pretty(rest));
        return new Doc(values);
    }

    private static void form(Visit visit, boolean isNew, Doc values) throws ApiRefusal, IOException {
        Map<String, String> profiles = new LinkedHashMap<>();
        visit.api().get("/icp-profiles").list("profiles")
                .forEach(each -> profiles.put(each.text("name"), each.text("name")));
        Map<String, String> transports = new LinkedHashMap<>();
        for (String transport : List.of("udp", "tcp", "tls", "auto")) {
            transports.put(transport, transport.equals("auto") ? "by DNS (NAPTR)" : transport.toUpperCase(Locale.ROOT));
        }
        visit.show("settings/icp.jte", isNew ? "New PBX" : "PBX " + values.text("id"),
                Map.of("isNew", isNew, "values", values,
                        "profiles", profiles, "transports", transports));
    }

    private static void save(Visit visit, boolean dryRun) throws ApiRefusal, IOException {
        String id = visit.field("id");
        boolean isNew = visit.field("new").equals("true");
        Doc typed = FormInput.typed(visit, FIELDS);
        try {
            if (id.isEmpty()) {
                throw Trouble.refusal("id", "A PBX needs a name.");
            }
            String path = PAGE + "/" + ConsoleApi.segment(id);
            if (isNew && visit.api().find(path).isPresent()) {
                throw Trouble.refusal("id", "There is such a PBX already.");
            }
            Doc done = visit.api().send("PUT", path + (dryRun ? "?dryRun=true" : ""), "application/json",
                    definition(visit).toString().getBytes(StandardCharsets.UTF_8), "").doc();
            if (dryRun) {
                Map<String, String> fields = new LinkedHashMap<>(Map.of("new", visit.field("new")));
                for (String field : FIELDS) {
                    fields.put(field, visit.field(field));
                }
                visit.show("settings/check.jte", "What the change will do",
                        Map.of("changed", done.texts("changed"), "restart", done.texts("restartNeeded"), "action",
                                "/icps/apply", "fields", fields, "back", isNew ? "/icps/new" : path, "before", "",
                                "after", ""));
            } else {
                visit.redirect(PAGE, "The PBX " + id + " is saved.");
            }
        } catch (ApiRefusal refusal) {
            form(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), isNew, typed);
        }
    }

    private static ObjectNode definition(Visit visit) throws ApiRefusal {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        if (!visit.field(MORE).isEmpty()) {
            if (!(FormInput.json(MORE, visit.field(MORE)) instanceof ObjectNode more)) {
                throw Trouble.refusal(MORE, "This has to be a JSON object.");
            }
            definition.setAll(more);
        }
        for (String name : PLAIN) {
            if (!visit.field(name).isEmpty()) {
                definition.put(name, visit.field(name));
            }
        }
        definition.put("health-checks", FormInput.isTicked(visit, "health-checks") ? "true" : "false");
        return definition;
    }

    private static void delete(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete(PAGE + "/" + ConsoleApi.segment(visit.segment("id")), "");
        visit.redirect(PAGE, "The PBX " + visit.segment("id") + " is removed.");
    }
}
