package io.sbc.admin.cli;

import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}, for every command that needs a configuration. */
final class ConfigOption {

    @Option(names = {"-c",
        "--config"}, paramLabel = "FILE", description = "The configuration; without it the defaults of the reference hold.")
    private @Nullable Path file;

    SbcConfig read() throws CommandFailure {
        return file == null ? ConfigFile.reference() : ConfigFile.read(file);
    }

    /** The text that {@link #read} was read from; empty for none. */
    String text() throws CommandFailure {
        try {
            return file == null ? "" : Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage());
        }
    }
}
