package io.sbc.admin.http.logging;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.Schema;
import io.sbc.admin.logging.LogLevels;
import io.sbc.admin.logging.LogLevels.Level;
import io.sbc.admin.logging.LogLevels.LevelOverride;
import io.sbc.admin.logging.LogLevels.Outcome;
import io.sbc.core.access.Permission;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Levels of the log, changed for a while.
 *
 * <pre>
 *  GET    /api/v1/logging            {"level": "info", "overrides": [{"logger": "io.sbc.core.call", "level": "debug", "until": "..."}]}
 *  PUT    /api/v1/logging/{logger}   {"level": "debug", "seconds": 900}
 *  DELETE /api/v1/logging/{logger}   back at once
 * </pre>
 */
public final class LoggingResource implements AdminResource {

    private static final int SECONDS_DEFAULT = 900;
    private static final Schema OVERRIDE = Schema.object().text("logger").text("level").text("until")
            .required("logger", "level", "until");

    private final LogLevels levels;

    public LoggingResource(LogLevels levels) {
        this.levels = levels;
    }

    @Override
    public void register(Api api) {
        api.get("/logging", Permission.READ_SETTINGS, "Levels of the log, and those changed for a while", this::list)
                .returns(Schema.object().text("level").array("overrides", OVERRIDE)
                        .required("level", "overrides"));
        api.put("/logging/{logger}", Permission.OPERATE, "Change a level for a while", this::set)
                .takes(Schema.object().oneOf("level", "error", "warn", "info", "debug", "trace")
                        .integer("seconds").required("level"))
                .returns(OVERRIDE);
        api.delete("/logging/{logger}", Permission.OPERATE, "Take a level back before its time", this::reset);
    }

    private void list(Context context, Caller caller) {
        context.json(Map.of("level", levels.base().toLowerCase(Locale.ROOT), "overrides",
                levels.overrides().stream().map(LoggingResource::document).toList()));
    }

    private void set(Context context, Caller caller) throws BadInput {
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of("level", "seconds"));
        Level level = level(body.requiredText("level"));
        int seconds = body.number("seconds", 1, (int) LogLevels.LIFE_MAX.toSeconds()).orElse(SECONDS_DEFAULT);
        switch (levels.set(context.pathParam("logger"), level, Duration.ofSeconds(seconds), caller.authorship())) {
            case Outcome.Done(LevelOverride override) -> context.json(document(override));
            case Outcome.Refused(String why) -> throw new BadInput(HttpStatus.BAD_REQUEST, why + ".");
        }
    }

    private static Level level(String word) throws BadInput {
        Optional<Level> level = java.util.Arrays.stream(Level.values())
                .filter(each -> each.name().equals(word.toUpperCase(Locale.ROOT))).findFirst();
        return level.orElseThrow(() -> new BadInput(HttpStatus.BAD_REQUEST,
                "level has to be error, warn, info, debug or trace.", Map.of("field", "level")));
    }

    private void reset(Context context, Caller caller) throws BadInput {
        if (!levels.reset(context.pathParam("logger"), caller.authorship())) {
            throw new BadInput(HttpStatus.NOT_FOUND, "The level of " + context.pathParam("logger")
                    + " is not changed.");
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private static Map<String, Object> document(LevelOverride override) {
        return Map.of("logger", override.logger(), "level", override.level().name().toLowerCase(Locale.ROOT), "until",
                override.until().toString());
    }
}
