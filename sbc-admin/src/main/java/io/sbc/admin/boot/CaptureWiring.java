package io.sbc.admin.boot;

import io.sbc.admin.http.Metrics;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.capture.CaptureCounter;
import io.sbc.core.capture.Captures;
import io.sbc.core.capture.HepExporter;
import io.sbc.core.capture.OldCaptures;
import io.sbc.core.capture.SipTap;
import io.sbc.core.config.SbcConfig;
import io.sbc.media.api.MediaPlane;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Captures and the copy for Homer, as one part of the SBC. */
final class CaptureWiring implements AutoCloseable {

    /** Files may stay that much longer than they have to; no more than twice as long. */
    private static final Duration SWEEP_MAX = Duration.ofMinutes(1);

    private final Captures captures;
    private final OldCaptures old;
    private final Optional<HepExporter> hep;

    private CaptureWiring(Captures captures, Duration keep, Optional<HepExporter> hep) {
        this.captures = captures;
        this.old = OldCaptures.start(captures, keep.compareTo(SWEEP_MAX) < 0 ? keep : SWEEP_MAX);
        this.hep = hep;
    }

    static CaptureWiring start(SbcConfig config, SipTap tap, MediaPlane plane, Clock clock, RandomGenerator random,
            Metrics metrics) {
        Counters<CaptureCounter> counters = new Counters<>(CaptureCounter.class);
        Map<Side, InetAddress> advertised = Map.of(Side.SET,
                InetAddress.ofLiteral(config.set().media().advertisedAddress()), Side.ICP,
                InetAddress.ofLiteral(config.icp().media().advertisedAddress()));
        Captures captures = new Captures(config.capture(), tap, plane, advertised, clock, random,
                task -> Thread.ofVirtual().name("capture").start(task), counters);
        metrics.register(counters);
        captures.gauges().forEach(metrics::register);
        return new CaptureWiring(captures, config.capture().keep(), config.capture().hep().collectors().isEmpty()
                ? Optional.empty()
                : Optional.of(HepExporter.start(config.capture().hep(), tap, advertised, clock, counters)));
    }

    Captures captures() {
        return captures;
    }

    @Override
    public void close() {
        old.close();
        captures.close();
        hep.ifPresent(HepExporter::close);
    }
}
