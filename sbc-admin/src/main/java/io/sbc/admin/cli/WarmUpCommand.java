package io.sbc.admin.cli;

import io.sbc.admin.boot.LogOutput;
import io.sbc.admin.boot.Sbc;
import io.sbc.admin.boot.StartFailure;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code warm-up}: starts the SBC on free ports and stops it, with its files in the working directory. {@code bin/sbc} does
 * so in a temporary one, and lets the JVM record which classes a start needs, for its ahead-of-time cache.
 */
@Command(name = "warm-up", hidden = true, mixinStandardHelpOptions = true, description = "Starts and stops an SBC on free ports; for the launcher.")
final class WarmUpCommand implements Callable<Integer> {

    private static final String CONFIGURATION = """
            set: {tls: {port: 0}}
            icp: {udp: {port: 0}, tcp: {port: 0}}
            admin: {port: 0}
            """;

    @Override
    public Integer call() throws CommandFailure {
        if (!(new ConfigReader(1).parse(CONFIGURATION) instanceof ConfigResult.Valid(var config))) {
            throw new IllegalStateException("the configuration of the warm-up is not valid");
        }
        LogOutput.forServer(config.logging());
        try {
            Sbc.start(config, CONFIGURATION).close();
            return 0;
        } catch (StartFailure e) {
            throw new CommandFailure(e.getMessage());
        }
    }
}
