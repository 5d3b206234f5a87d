package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code settings}: what holds, where it comes from, and changes of it. */
@Command(name = "settings", mixinStandardHelpOptions = true, description = "The settings of a running SBC: the configuration file, and what was set over it.")
final class SettingsCommand extends CommandGroup {

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows settings; a star marks those that differ from the default.")
    int show(@Mixin Remote sbc,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = "This key, or all below it.") @Nullable String key)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/settings");
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        document.path("settings").forEach(setting -> {
            String name = setting.path("key").asText();
            if (key == null || name.equals(key) || name.startsWith(key + ".")) {
                String source = setting.path("source").asText();
                out.println("%s %s = %s  (%s, %s)".formatted(source.equals("default") ? " " : "*", name,
                        text(setting.path("value")), source, setting.path("applies").asText()));
            }
        });
        document.path("refused").forEach(problem -> out.println("does not hold: " + problem.asText()));
        printRestart(out, document);
        return 0;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Changes settings, all of them or none.")
    int set(@Mixin Remote sbc,
            @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = "Such as calls.session-expires=20m; without a value: as the file says again. [a, b] is a list.") List<String> assignments,
            @Option(names = "--dry-run", description = "Only say what would become of it.") boolean dryRun)
            throws CommandFailure, IOException {
        Map<String, Object> patch = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure("no KEY=VALUE: " + assignment);
            }
            put(patch, List.of(assignment.substring(0, equals).split("\\.", -1)), assignment.substring(equals + 1));
        }
        return print(sbc, sbc.client().patch("/settings?dryRun=" + dryRun, patch), dryRun);
    }

    @Command(name = "versions", mixinStandardHelpOptions = true, description = "Shows the last versions of what was set, the newest first.")
    int versions(@Mixin Remote sbc)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/settings/versions");
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        if (document.path("versions").isEmpty()) {
            out.println("nothing was set: the configuration file holds");
        }
        document.path("versions").forEach(version -> out.println("%d  %s  %s  %s".formatted(
                version.path("version").asLong(), version.path("time").asText(), version.path("author").asText(),
                version.path("note").asText())));
        return 0;
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = "Makes an earlier version hold again; 0 is the configuration file alone.")
    int restore(@Mixin Remote sbc, @Parameters(paramLabel = "VERSION") long version,
            @Option(names = "--dry-run", description = "Only say what would become of it.") boolean dryRun)
            throws CommandFailure, IOException {
        return print(sbc, sbc.client().post("/settings/versions/" + version + "/restore?dryRun=" + dryRun, Map.of()),
                dryRun);
    }

    private static int print(Remote sbc, JsonNode done, boolean dryRun) {
        if (sbc.shown(done)) {
            return 0;
        }
        PrintWriter out = sbc.out();
        if (done.path("changed").isEmpty()) {
            out.println("nothing changes");
        }
        done.path("changed").forEach(key -> out.println((dryRun ? "would change " : "changed ") + key.asText()));
        done.path("warnings").forEach(warning -> out.println("warning: " + warning.asText()));
        printRestart(out, done);
        return 0;
    }

    private static void printRestart(PrintWriter out, JsonNode document) {
        document.path("restartNeeded").forEach(key -> out.println("holds after a restart: " + key.asText()));
    }

    @SuppressWarnings("unchecked") // only maps are put in between
    private static void put(Map<String, Object> patch, List<String> path, String value) {
        Map<String, Object> at = patch;
        for (String name : path.subList(0, path.size() - 1)) {
            at = (Map<String, Object>) Objects.requireNonNull(at.computeIfAbsent(name, _ -> new LinkedHashMap<>()));
        }
        at.put(path.getLast(), value(value));
    }

    private static @Nullable Object value(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return text;
        }
        String inner = text.substring(1, text.length() - 1).strip();
        return inner.isEmpty() ? List.of() : List.of(inner.split(" *, *"));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
