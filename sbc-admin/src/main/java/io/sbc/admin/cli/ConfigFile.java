package io.sbc.admin.cli;

import io.sbc.core.config.ConfigProblem;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file for a command. */
final class ConfigFile {

    private ConfigFile() {}

    /**
     * The configuration of a file.
     *
     * @throws CommandFailure that lists every problem
     */
    static SbcConfig read(Path file) throws CommandFailure {
        return switch (reader().read(file)) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid -> throw new CommandFailure(describe(file, invalid.problems()));
        };
    }

    /** The defaults. */
    static SbcConfig reference() {
        return reader().reference();
    }

    private static ConfigReader reader() {
        return new ConfigReader(Runtime.getRuntime().availableProcessors());
    }

    private static String describe(Path file, List<ConfigProblem> problems) {
        StringBuilder text = new StringBuilder(file + " cannot be used:");
        problems.forEach(problem -> text.append("\n  ").append(problem));
        return text.toString();
    }
}
