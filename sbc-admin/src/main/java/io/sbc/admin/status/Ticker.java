package io.sbc.admin.status;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the sampler read each second and the services be asked every five, on a daemon thread each. Started and closed once. */
public final class Ticker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Ticker.class);
    private static final long SERVICES_SECONDS = 5;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2,
            Thread.ofPlatform().name("status-", 0).daemon().factory());

    /** Begins. */
    public static Ticker start(Sampler sampler, Services services) {
        Ticker ticker = new Ticker();
        services.ask();
        var _ = ticker.threads.scheduleAtFixedRate(() -> guarded(sampler::tick), 0, 1, TimeUnit.SECONDS);
        var _ = ticker.threads.scheduleWithFixedDelay(() -> guarded(services::ask), SERVICES_SECONDS, SERVICES_SECONDS,
                TimeUnit.SECONDS);
        return ticker;
    }

    /** A fault in one reading must not end all that follow. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("the status could not be read", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
