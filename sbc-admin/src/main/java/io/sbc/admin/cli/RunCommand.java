package io.sbc.admin.cli;

import io.sbc.admin.boot.LogOutput;
import io.sbc.admin.boot.Sbc;
import io.sbc.admin.boot.StartFailure;
import io.sbc.admin.boot.Version;
import io.sbc.core.config.SbcConfig;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Starts the SBC. Ctrl-C or SIGTERM stops it; a clean stop has exit code 0.")
final class RunCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        SbcConfig settings = config.read();
        LogOutput.forServer(settings.logging());
        Sbc sbc;
        try {
            sbc = Sbc.start(settings, config.text());
        } catch (StartFailure e) {
            log.debug("start failed", e);
            throw new CommandFailure(e.getMessage());
        }
        log.info("ready after {} ms: sbc {}, {}", ManagementFactory.getRuntimeMXBean().getUptime(), Version.current(),
                sbc.listeners());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sbc), "stop"));
        new CountDownLatch(1).await(); // until a signal ends the process
        return 0;
    }

    /** On a signal the JVM would exit with 128 + its number; who asks for a clean stop and gets it shall see 0. */
    private static void stop(Sbc sbc) {
        log.info("stopping");
        sbc.close();
        log.info("stopped");
        Runtime.getRuntime().halt(0);
    }
}
