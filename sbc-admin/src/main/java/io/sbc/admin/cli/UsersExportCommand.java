package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code users export FILE}. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes all devices or users to a CSV file, without passwords.")
final class UsersExportCommand implements Callable<Integer> {

    /** What a row is. */
    enum Kind {
        users,
        devices
    }

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(index = "0", paramLabel = "FILE", description = "Is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--kind", paramLabel = "KIND", description = "What a row is: users or devices. Default: ${DEFAULT-VALUE}.")
    private Kind kind = Kind.devices;

    @Override
    public Integer call() throws CommandFailure, IOException {
        String csv = sbc.client().isThere() ? fetched() : stored();
        try {
            Files.writeString(file, csv);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + e.getMessage());
        }
        long rows = csv.lines().count() - 1;
        return sbc.tell(JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("kind", kind.name())
                .put("rows", rows), "exported " + rows + " " + kind);
    }

    private String fetched() throws CommandFailure, IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        sbc.client().download("/users/export?kind=" + kind, csv);
        return csv.toString(StandardCharsets.UTF_8);
    }

    private String stored() throws CommandFailure, IOException {
        SbcConfig settings = sbc.client().configuration();
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
