package io.sbc.admin.boot;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has certificates read again when their files change, and by SIGHUP. On a virtual thread of its own until closed. */
final class CertificateWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

    private final Certificates identities;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);

    private CertificateWatch(Certificates identities, Duration interval) {
        this.identities = identities;
        this.interval = interval;
    }

    /** @param interval zero: by signal only */
    static CertificateWatch start(Certificates identities, Duration interval) {
        CertificateWatch watch = new CertificateWatch(identities, interval);
        if (!interval.isZero()) {
            Thread.ofVirtual().name("certificate-watch").start(watch::checkUntilClosed);
        }
        HangUpSignal.onReceive(watch::reload);
        return watch;
    }

    private void checkUntilClosed() {
        try {
            while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            identities.check();
        } catch (RuntimeException bug) {
            log.error("certificates could not be looked at; the next check tries again", bug);
        }
    }

    private void reload() {
        try {
            identities.load();
        } catch (IOException refused) {
            log.debug("reload by signal failed, as it said", refused);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
