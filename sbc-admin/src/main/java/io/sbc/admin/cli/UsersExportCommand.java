package io.sbc.admin.cli;

import io.sbc.admin.users.UserExport;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.sql.SqlStore;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code users export FILE}. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes all devices to a CSV file, without passwords.")
final class UsersExportCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(index = "0", paramLabel = "FILE", description = "Is overwritten.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        SbcConfig settings = config.read();
        List<Device> devices = StoreAccess.use(settings, SqlStore::devices);
        try (Writer out = Files.newBufferedWriter(file)) {
            UserExport.write(devices, out);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + e.getMessage());
        }
        spec.commandLine().getOut().println("exported " + devices.size() + " devices");
        return 0;
    }
}
