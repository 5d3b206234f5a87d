package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code call show ID}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a call: its legs, how both directions sound, and what is wrong.")
final class CallShowCommand implements Callable<Integer> {

    private static final String ROW = "%-6s %-4s %-8s %8s %8s %7s %5s %7s %9s %9s %5s %8s %8s %8s";

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "ID", description = "As the list of calls shows it, or a Call-ID.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String id;

    @Option(names = "--messages", description = "With every message of the ladder in full.")
    private boolean messages;

    @Option(names = "--reveal", description = "With SRTP keys and credentials; the event history says so.")
    private boolean reveal;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String path = "/calls/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        JsonNode call = sbc.client().get(path);
        PrintWriter out = sbc.out();
        if (!sbc.shown(call)) {
            printDiagnosis(call.path("diagnosis"), out);
            print(call, out);
            if (call.has("diagnosis")) { // it was recorded
                ByteArrayOutputStream ladder = new ByteArrayOutputStream();
                sbc.client().download(path + "/ladder.txt?messages=" + messages + "&reveal=" + reveal, ladder);
                out.println();
                out.print(ladder.toString(StandardCharsets.UTF_8));
                out.flush();
            }
        }
        return 0;
    }

    /** What was wrong comes first. */
    static void printDiagnosis(JsonNode diagnosis, PrintWriter out) {
        for (JsonNode verdict : diagnosis) {
            out.println("%s [%s]".formatted(verdict.path("what").asText(), verdict.path("rule").asText()));
            out.println("  likely cause: " + verdict.path("cause").asText());
            out.println("  what to do:   " + verdict.path("todo").asText());
            out.println("  where:        " + verdict.path("where").asText());
            verdict.path("evidence")
                    .forEach(evidence -> out.println("  evidence:     " + evidence.path("at").asText() + " "
                            + evidence.path("text").asText().replaceAll("\\p{Cntrl}", ".")));
            out.println();
        }
    }

    private static void print(JsonNode call, PrintWriter out) {
        out.println("call %s, %s%s".formatted(call.path("id").asText(), call.path("state").asText(),
                cause(call).isEmpty() ? "" : ": " + cause(call)));
        out.println("%s calls %s; started %s, answered %s, ended %s".formatted(call.path("caller").asText(),
                call.path("callee").asText(), or(call.path("started")), or(call.path("answered")),
                or(call.path("ended"))));
        call.path("legs").forEach(leg -> out.println("%s on the %s side: Call-ID %s, %s".formatted(
                leg.path("role").asText(), leg.path("side").asText(), leg.path("callId").asText(),
                or(leg.path("protection")))));
        if (!call.path("media").isEmpty()) {
            out.println();
            out.println(ROW.formatted("STREAM", "FROM", "CODEC", "PACKETS", "LOST", "LOSS %", "DUP", "REORDER",
                    "JITTER ms", "TRIP ms", "MOS", "MOS MIN", "MOS HEARD", "DROPPED"));
        }
        call.path("media").forEach(media -> out.println(row(media)));
        if (!call.path("verdicts").isEmpty()) {
            out.println();
        }
        call.path("verdicts").forEach(verdict -> out.println("%s%s: %s (from %s %s)".formatted(
                verdict.has("ended") ? "over: " : "", verdict.path("kind").asText(), verdict.path("words").asText(),
                verdict.path("began").asText(), verdict.has("ended")
                        ? "to " + verdict.path("ended").asText()
                        : call.has("ended") ? "to the end of the call" : "until now")));
    }

    private static String row(JsonNode media) {
        long dropped = 0;
        for (JsonNode count : media.path("dropped")) {
            dropped += count.asLong();
        }
        dropped -= media.path("dropped").path("rtcpMalformed").asLong(); // among the malformed
        return ROW.formatted(media.path("stream").asText(), media.path("side").asText(), or(media.path("codec")),
                media.path("packetsReceived").asText(), media.path("lost").asText(), figure(media.path("lossPercent")),
                media.path("duplicates").asText(), media.path("reordered").asText(),
                figure(media.path("jitterMillis")), figure(media.path("roundTripMillis")), figure(media.path("mos")),
                figure(media.path("mosMin")), figure(media.path("mosThere")), dropped);
    }

    /** Why it ended: {@code bye-of-caller}, {@code by-peer (404)} when it was refused. */
    static String cause(JsonNode call) {
        String cause = call.path("cause").asText();
        int status = call.path("status").asInt();
        return cause.isEmpty() || status < 300 ? cause : cause + " (" + status + ")";
    }

    private static String or(JsonNode text) {
        return text.asText().isEmpty() ? "-" : text.asText();
    }

    /** With two decimals, or a dash where nothing is known. */
    static String figure(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.2f", number.asDouble()) : "-";
    }
}
