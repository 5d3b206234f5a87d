package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events}: who changed what. */
@Command(name = "events", mixinStandardHelpOptions = true, description = "The event history of a running SBC: who changed what, when and from where.")
final class EventsCommand extends CommandGroup {

    /** What {@code list} and {@code export} have in common. */
    static final class Filter {

        @Option(names = "--from", paramLabel = "TIME", description = "Not before this time: 2026-01-31T12:00:00Z.")
        private @Nullable String from;

        @Option(names = "--until", paramLabel = "TIME", description = "Before this time.")
        private @Nullable String until;

        @Option(names = "--author", paramLabel = "NAME", description = "By this account, key, consumer or command.")
        private @Nullable String author;

        @Option(names = "--action", paramLabel = "ACTION", description = "Such as user.created, or user for all about users.")
        private @Nullable String action;

        @Option(names = "--subject", paramLabel = "KIND[:ID]", description = "About this: user:alice@example.com.")
        private @Nullable String subject;

        @Option(names = "--tag", paramLabel = "TAG", description = "With this tag.")
        private @Nullable String tag;

        @Option(names = "--text", paramLabel = "TEXT", description = "With this text in author, subject, action or changes.")
        private @Nullable String text;

        @Option(names = "--correlation", paramLabel = "ID", description = "Of the request with this id.")
        private @Nullable String correlation;

        String query() {
            Map<String, String> parameters = new LinkedHashMap<>();
            put(parameters, "from", from);
            put(parameters, "until", until);
            put(parameters, "author", author);
            put(parameters, "action", action);
            put(parameters, "tag", tag);
            put(parameters, "text", text);
            put(parameters, "correlationId", correlation);
            if (subject != null) {
                int colon = subject.indexOf(':');
                put(parameters, "subjectKind", colon < 0 ? subject : subject.substring(0, colon));
                put(parameters, "subjectId", colon < 0 ? null : subject.substring(colon + 1));
            }
            StringJoiner query = new StringJoiner("&");
            parameters.forEach((name, value) -> query.add(name + "=" + ConsumersCommand.encoded(value)));
            return query.toString();
        }

        private static void put(Map<String, String> parameters, String name, @Nullable String value) {
            if (value != null) {
                parameters.put(name, value);
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows entries, the newest first.")
    int list(@Mixin Remote sbc, @Mixin Filter filter,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "No more than these, up to 1000. Default: ${DEFAULT-VALUE}.") int limit)
            throws CommandFailure, IOException {
        JsonNode document = sbc.client().get("/events?limit=" + limit + "&" + filter.query());
        PrintWriter out = sbc.out();
        if (sbc.shown(document)) {
            return 0;
        }
        if (document.path("events").isEmpty()) {
            out.println("there is no such entry");
        }
        document.path("events").forEach(event -> print(out, event));
        return 0;
    }

    private static void print(PrintWriter out, JsonNode event) {
        JsonNode author = event.path("author");
        out.println("%d  %s  %s  %s %s  by %s %s%s".formatted(event.path("sequence").asLong(),
                event.path("time").asText(), event.path("action").asText(),
                event.path("subject").path("kind").asText(), event.path("subject").path("id").asText(),
                author.path("kind").asText(), author.path("name").asText(),
                author.path("address").asText().isEmpty() ? "" : " from " + author.path("address").asText()));
        event.path("changes").forEach(change -> out.println("        %s: %s -> %s".formatted(
                change.path("property").asText(), change.path("before").asText("(none)"),
                change.path("after").asText("(none)"))));
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = "Writes entries as CSV, the oldest first.")
    int export(@Mixin Remote sbc, @Mixin Filter filter,
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to; else standard output.") @Nullable Path file)
            throws CommandFailure, IOException {
        String path = "/events/export.csv?" + filter.query();
        if (file == null) {
            sbc.client().download(path, new WriterStream(sbc.out()));
            return 0;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            sbc.client().download(path, out);
        }
        sbc.shown(JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("octets", Files.size(file)));
        return 0;
    }

    @Command(name = "verify", mixinStandardHelpOptions = true, description = "Checks that no entry was changed, taken out or put in. Exit code 1 when one was.")
    int verify(@Mixin Remote sbc) throws CommandFailure, IOException {
        JsonNode verdict = sbc.client().get("/events/verify");
        if (!verdict.path("intact").asBoolean()) {
            sbc.shown(verdict);
            throw new CommandFailure("the event history was tampered with: entry %d: %s"
                    .formatted(verdict.path("sequence").asLong(), verdict.path("problem").asText()));
        }
        return sbc.tell(verdict, "%d entries, whole up to entry %d".formatted(
                verdict.path("entries").asLong(), verdict.path("last").asLong()));
    }
}
