package io.sbc.admin.cli;

import io.sbc.admin.users.PsiUser;
import io.sbc.admin.users.UserExport;
import io.sbc.core.config.SbcConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code users export FILE}. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes all devices or users to a CSV file, without passwords.")
final class UsersExportCommand implements Callable<Integer> {

    /** What a row is. */
    enum Kind {
        users,
        devices
    }

    @Mixin
    private final AdminClient client = new AdminClient();

    @Parameters(index = "0", paramLabel = "FILE", description = "Is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--kind", paramLabel = "KIND", description = "What a row is: users or devices. Default: ${DEFAULT-VALUE}.")
    private Kind kind = Kind.devices;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String csv = client.isThere() ? fetched() : stored();
        try {
            Files.writeString(file, csv);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + e.getMessage());
        }
        spec.commandLine().getOut().println("exported " + (csv.lines().count() - 1) + " " + kind);
        return 0;
    }

    private String fetched() throws CommandFailure, IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        client.download("/users/export?kind=" + kind, csv);
        return csv.toString(StandardCharsets.UTF_8);
    }

    private String stored() throws CommandFailure, IOException {
        SbcConfig settings = client.configuration();
        List<PsiUser> all = StoreAccess.use(settings, store -> OfflineUsers.of(settings, store).all());
        StringBuilder csv = new StringBuilder();
        if (kind == Kind.users) {
            UserExport.writeUsers(all, csv);
        } else {
            UserExport.write(all.stream().flatMap(user -> user.devices().stream()).toList(), csv);
        }
        return csv.toString();
    }
}
