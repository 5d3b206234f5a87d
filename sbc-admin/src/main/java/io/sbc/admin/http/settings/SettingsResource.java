package io.sbc.admin.http.settings;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.settings.SettingsService;
import io.sbc.core.access.Permission;
import io.sbc.core.config.Setting;
import io.sbc.core.settings.SettingsVersion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All settings, and changes of them.
 *
 * <pre>
 *  GET   /api/v1/settings                         every key: value, where it comes from, whether a change holds at once
 *  PATCH /api/v1/settings?dryRun=                 {"calls": {"session-expires": "20m"}} (RFC 7396); null: as the file says again
 *  GET   /api/v1/settings/versions                the last 50
 *  POST  /api/v1/settings/versions/{n}/restore    makes one hold again; 0: the file alone
 * </pre>
 */
public final class SettingsResource implements AdminResource {

    private static final Schema SETTING = Schema.object().text("key").value("value")
            .oneOf("source", "default", "file", "api").oneOf("applies", "live", "restart", "file").value("default")
            .required("key", "value", "source", "applies", "default");
    private static final Schema VERSION = Schema.object().integer("version").text("time").text("author").text("note")
            .required("version", "time", "author", "note");

    private final SettingsService settings;
    private final SettingsAnswers answers = new SettingsAnswers();

    public SettingsResource(SettingsService settings) {
        this.settings = settings;
    }

    @Override
    public void register(Api api) {
        api.get("/settings", Permission.READ_SETTINGS, "Every setting with its value and source", this::show)
                .returns(Schema.object().integer("version").texts("restartNeeded").texts("refused")
                        .array("settings", SETTING).required("version", "restartNeeded", "refused", "settings"));
        api.patch("/settings", Permission.WRITE_SETTINGS, "Change settings (RFC 7396)", this::patch)
                .asks(SettingsAnswers.DRY_RUN).takes(Schema.object()).returns(SettingsAnswers.CHANGED);
        api.get("/settings/versions", Permission.READ_SETTINGS, "The last versions of what was set", this::versions)
                .returns(Schema.object().array("versions", VERSION).required("versions"));
        api.post("/settings/versions/{version}/restore", Permission.WRITE_SETTINGS, "Make a version hold again",
                this::restore).asks(SettingsAnswers.DRY_RUN).returns(SettingsAnswers.CHANGED);
    }

    private void show(Context context, Caller caller) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", settings.version().version());
        document.put("restartNeeded", settings.restartNeeded());
        document.put("refused", settings.refused());
        document.put("settings", settings.settings().stream().map(SettingsResource::fields).toList());
        context.header("ETag", SettingsAnswers.tag(settings.version()));
        context.json(document);
    }

    private void patch(Context context, Caller caller) throws BadInput {
        SettingsAnswers.send(context, settings.patch(answers.body(context), expected(context),
                SettingsAnswers.isDryRun(context), caller.authorship()));
    }

    private static Optional<Long> expected(Context context) throws BadInput {
        Optional<String> tag = Optional.ofNullable(context.header("If-Match")).filter(value -> !value.equals("*"));
        if (tag.isPresent() && !tag.get().matches("\"[0-9]{1,18}\"")) {
            throw new BadInput(HttpStatus.PRECONDITION_FAILED, "If-Match is no version of the settings.");
        }
        return tag.map(value -> Long.parseLong(value.substring(1, value.length() - 1)));
    }

    private void versions(Context context, Caller caller) {
        context.json(Map.of("versions", settings.versions().stream().map(SettingsResource::fields).toList()));
    }

    private void restore(Context context, Caller caller) throws BadInput {
        String version = context.pathParam("version");
        if (!version.matches("[0-9]{1,18}")) {
            throw new BadInput(HttpStatus.NOT_FOUND, "There is no version " + version + ".");
        }
        SettingsAnswers.send(context,
                settings.restore(Long.parseLong(version), SettingsAnswers.isDryRun(context), caller.authorship())
                        .orElseThrow(() -> new BadInput(HttpStatus.NOT_FOUND, "Version " + version + " is not kept.")));
    }

    private static Map<String, Object> fields(Setting setting) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", setting.key());
        fields.put("value", setting.value());
        fields.put("source", setting.source().name().toLowerCase(Locale.ROOT));
        fields.put("applies", setting.applies().name().toLowerCase(Locale.ROOT));
        fields.put("default", setting.defaultValue());
        return fields;
    }

    private static Map<String, Object> fields(SettingsVersion version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version.version());
        fields.put("time", version.time().toString());
        fields.put("author", version.author());
        fields.put("note", version.note());
        return fields;
    }
}
