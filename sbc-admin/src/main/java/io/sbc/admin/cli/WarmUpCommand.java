package io.sbc.admin.cli;

import io.sbc.admin.boot.LogOutput;
import io.sbc.admin.boot.StartFailure;
import io.sbc.admin.warmup.WarmUp;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code warm-up}: starts the SBC on free ports, plays phones and a PBX with it, and stops it, with its files in the working
 * directory. {@code bin/sbc} does so in a temporary one, and lets the JVM record which classes a start needs and which methods are
 * worth compiling, for its ahead-of-time cache.
 */
@Command(name = "warm-up", hidden = true, mixinStandardHelpOptions = true, description = "Starts an SBC on free ports, plays with it and stops it; for the launcher.")
final class WarmUpCommand implements Callable<Integer> {

    @Option(names = "--seconds", defaultValue = "12", description = "How long it is played with (${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        LogOutput.forServer(new ConfigReader(1).reference().logging());
        try {
            int calls = new WarmUp(Duration.ofSeconds(seconds)).run((config, csv) -> {
                try {
                    StoreAccess.use(config, store -> OfflineUsers.importOf(config, store).apply(csv,
                            Authorship.commandLine("warm-up")));
                } catch (CommandFailure e) {
                    throw new IOException(e.getMessage(), e);
                }
            });
            if (spec != null) {
                spec.commandLine().getOut().println(calls + " calls");
            }
            return 0;
        } catch (StartFailure e) {
            throw new CommandFailure(e.getMessage());
        }
    }
}
