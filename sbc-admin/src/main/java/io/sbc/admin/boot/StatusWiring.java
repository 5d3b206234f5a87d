package io.sbc.admin.boot;

import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.HealthCheck;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.status.StatusResource;
import io.sbc.admin.status.LiveQuality;
import io.sbc.admin.status.Sampler;
import io.sbc.admin.status.Services;
import io.sbc.admin.status.Services.Service;
import io.sbc.admin.status.Streams;
import io.sbc.admin.status.Ticker;
import io.sbc.base.Gauge;
import io.sbc.core.config.SbcConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Makes what dashboards look at. */
final class StatusWiring {

    private StatusWiring() {}

    /** Begins to read. */
    static AdminResource start(SbcConfig config, SignallingPlane signalling, List<HealthCheck> checks, Metrics metrics,
            Parts parts) {
        LiveQuality quality = new LiveQuality(signalling.calls()::live);
        Sampler sampler = new Sampler(
                metric -> metric.equals(LiveQuality.MOS) ? quality.mos() : metrics.value(metric),
                InstantSource.system());
        Streams streams = parts.started("status streams", new Streams());
        Services services = new Services(
                checks.stream().filter(HealthCheck::isNeeded).map(check -> new Service(check.name(), check.problem()))
                        .toList());
        metrics.register(streams.counters());
        metrics.register(new Gauge("sbc_status_streams", "Dashboards that look on.", streams::size));
        StatusResource resource = new StatusResource(sampler, streams, services, signalling::pbxs,
                new StatusResource.Fixed(Version.current(), Instant.now(),
                        config.media().portMax() - config.media().portMin() + 1, config.calls().maximum()));
        parts.started("status", Ticker.start(sampler, services));
        return resource;
    }
}
