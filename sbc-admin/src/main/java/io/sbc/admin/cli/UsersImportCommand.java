package io.sbc.admin.cli;

import io.sbc.admin.users.ImportReport;
import io.sbc.admin.users.UserImport;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code users import FILE}. */
@Command(name = "import", mixinStandardHelpOptions = true, description = {
    "Creates or replaces devices from a CSV file: all of them, or none if a row is refused.",
    "First row: email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled.",
    "kind is desktop or mobile. icp_auth_user (else icp_user), icp (else the first PBX) and enabled (else "
            + "true) may be left out."})
final class UsersImportCommand implements Callable<Integer> {

    /** 10,000 rows of a kilobyte each, and more. */
    private static final long FILE_OCTETS_MAX = 16L * 1024 * 1024;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "FILE", description = "CSV (RFC 4180), UTF-8, at most 10000 rows.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        SbcConfig settings = config.read();
        String csv = readFile();
        ImportReport report = StoreAccess.use(settings, store -> new UserImport(settings, store).apply(csv, Authorship.commandLine("users import")));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        report.lines().forEach(out::println);
        if (!report.applied()) {
            err.println("sbc: " + report.summary());
            return 1;
        }
        out.println(report.summary());
        return 0;
    }

    private String readFile() throws CommandFailure, IOException {
        try {
            if (Files.size(file) > FILE_OCTETS_MAX) {
                throw new CommandFailure(file + " is larger than 16 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + " is not UTF-8");
        }
    }
}
