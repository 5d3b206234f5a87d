package io.sbc.admin.cli;

import io.sbc.core.config.SbcConfig;
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
}
