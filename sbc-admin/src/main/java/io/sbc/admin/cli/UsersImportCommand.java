package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.admin.users.ImportReport;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code users import FILE}: a job of the running SBC; where none runs, on its store. */
@Command(name = "import", mixinStandardHelpOptions = true, description = {
    "Creates or replaces users or devices from a CSV file: all of them, or none if a row is refused.",
    "Users: email,name,extension,template,set_password,icp_password,icp,enabled. Only email and extension must be there; an empty "
            + "field leaves what is there.",
    "Devices: email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled. "
            + "kind is desktop or mobile. icp_auth_user (else icp_user), icp (else the first PBX) and enabled (else "
            + "true) may be left out."})
final class UsersImportCommand implements Callable<Integer> {

    /** 10,000 rows of 800 octets. */
    private static final long FILE_OCTETS_MAX = 8L * 1024 * 1024;
    private static final long POLL_MILLIS = 200;

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "FILE", description = "CSV (RFC 4180), UTF-8, at most 10000 rows.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--dry-run", description = "Tells what would become of each row, and changes nothing.")
    private boolean dryRun;

    @Option(names = "--offline", description = "Works on the store itself, even if an SBC runs.")
    private boolean offline;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        SbcConfig settings = sbc.client().configuration();
        String csv = readFile();
        return !offline && sbc.client().isThere() ? asJob(csv) : onStore(settings, csv);
    }

    private int onStore(SbcConfig settings, String csv) throws CommandFailure, IOException {
        ImportReport report = StoreAccess.use(settings, store -> dryRun
                ? OfflineUsers.importOf(settings, store).check(csv)
                : OfflineUsers.importOf(settings, store).apply(csv, Authorship.commandLine("users import")));
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        report.lines().forEach(line -> rows.addObject().put("row", line.row()).put("key", line.key())
                .put("verdict", line.verdict().name().toLowerCase(Locale.ROOT)).put("reason", line.reason()));
        return end(dryRun ? report.isApplicable() : report.applied(),
                dryRun ? report.forecast() : report.summary(), rows);
    }

    private int asJob(String csv) throws CommandFailure, IOException {
        JsonNode job = sbc.client().upload("/users/import" + new Query().flag("dryRun", dryRun), "text/csv", csv);
        String path = "/jobs/" + job.path("id").asText();
        while (job.path("ended").isNull()) {
            pause();
            job = sbc.client().get(path);
        }
        return end(job.path("state").asText().equals("done"), job.path("summary").asText(),
                JsonNodeFactory.instance.arrayNode().addAll(sbc.client().all(path + "/rows", "rows")));
    }

    /** The rows, then what became of the whole: on standard output if it went well, and as JSON in any case. */
    private int end(boolean well, String summary, ArrayNode rows) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("done", well).put("dryRun", dryRun)
                .put("summary", summary);
        document.set("rows", rows);
        if (sbc.shown(document)) {
            return well ? 0 : 1;
        }
        rows.forEach(row -> sbc.out().println(line(row)));
        if (well) {
            sbc.out().println(summary);
            return 0;
        }
        spec.commandLine().getErr().println("sbc: " + summary);
        return 1;
    }

    private static String line(JsonNode row) {
        String key = row.path("key").asText();
        String reason = row.path("reason").asText();
        return "row " + row.path("row").asText() + ": " + (key.isBlank() ? "" : key + ": ")
                + row.path("verdict").asText() + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static void pause() throws CommandFailure {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted; the import goes on");
        }
    }

    private String readFile() throws CommandFailure, IOException {
        try {
            if (Files.size(file) > FILE_OCTETS_MAX) {
                throw new CommandFailure(file + " is larger than 8 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + " is not UTF-8");
        }
    }
}
