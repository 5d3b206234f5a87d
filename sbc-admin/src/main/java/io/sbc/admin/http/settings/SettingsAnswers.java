package io.sbc.admin.http.settings;

import io.sbc.admin.http.Schema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Problem;
import io.sbc.admin.settings.SettingsService.Outcome;
import io.sbc.core.settings.SettingsVersion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What both resources read and answer. */
final class SettingsAnswers {

    private static final int BODY_MAX = 256 * 1024;

    /** Of a change that holds. */
    static final Schema CHANGED = Schema.object().integer("version").texts("changed").texts("restartNeeded")
            .texts("warnings").required("version", "changed", "restartNeeded", "warnings");

    /** The parameter that both take. */
    static final Map<String, String> DRY_RUN = Map.of("dryRun", "true: say what would become of it, change nothing");

    private final ObjectMapper mapper = new ObjectMapper();

    /** The body, which has to be a JSON object. */
    ObjectNode body(Context context) throws BadInput {
        String type = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json") && !type.startsWith("application/merge-patch+json")) {
            throw new BadInput(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The body has to be application/json or application/merge-patch+json.");
        }
        byte[] octets = context.bodyAsBytes();
        if (octets.length > BODY_MAX) {
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE, "The body is longer than " + BODY_MAX + " octets.");
        }
        try {
            if (mapper.readTree(octets) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body is no JSON.");
        } catch (IOException unreadable) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "The body cannot be read.");
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "The body has to be a JSON object.");
    }

    static boolean isDryRun(Context context) throws BadInput {
        String value = context.queryParam("dryRun");
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "dryRun has to be true or false.");
    }

    static void send(Context context, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(SettingsVersion version, List<String> changed, List<String> restartNeeded, List<String> warnings) -> {
                context.header("ETag", tag(version));
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("version", version.version());
                document.put("changed", changed);
                document.put("restartNeeded", restartNeeded);
                document.put("warnings", warnings);
                context.json(document);
            }
            case Outcome.Invalid(List<String> problems) ->
                new Problem(HttpStatus.UNPROCESSABLE_CONTENT, String.join("; ", problems) + ".").send(context,
                        Map.of("problems", problems));
            case Outcome.Conflict(long version) -> new Problem(HttpStatus.PRECONDITION_FAILED,
                    "The settings were changed meanwhile: version " + version + " holds.").send(context);
        }
    }

    static String tag(SettingsVersion version) {
        return "\"" + version.version() + "\"";
    }
}
