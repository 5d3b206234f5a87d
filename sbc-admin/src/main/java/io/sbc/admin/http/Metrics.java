package io.sbc.admin.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.sbc.base.CounterDescriptor;
import io.sbc.base.Counters;
import io.sbc.base.Distribution;
import io.sbc.base.Gauge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * What {@code /metrics} shows: the counters and gauges of every part, and the basics of the JVM and the process. Parts
 * register once, at start; reading happens on the scraper's thread.
 */
public final class Metrics implements AutoCloseable {

    /** Media type of the Prometheus text format. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final String version;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** Micrometer refers to what it reads weakly; this keeps it. */
    private final List<Object> sources = new ArrayList<>();
    /** Ours, by name; of distributions count and sum. */
    private final Map<String, DoubleSupplier> values = new ConcurrentHashMap<>();

    String version() {
        return version;
    }

    /** With the JVM's and the process's metrics, and {@code sbc_build_info} with the version. */
    public Metrics(String version) {
        this.version = version;
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        io.micrometer.core.instrument.Gauge.builder("sbc_build_info", () -> 1).description("The version that runs.")
                .tag("version", version).register(registry);
    }

    /** Shows every counter of an area. */
    public <E extends Enum<E> & CounterDescriptor> void register(Counters<E> counters) {
        sources.add(counters);
        for (E counter : counters.descriptors()) {
            values.put(counter.metric(), () -> counters.value(counter));
            FunctionCounter.builder(counter.metric(), counters, all -> all.value(counter)).description(counter.help())
                    .register(registry);
        }
    }

    /** Shows a gauge. */
    public void register(Gauge gauge) {
        values.put(gauge.metric() + (gauge.labels().isEmpty() ? "" : new TreeMap<>(gauge.labels())), gauge::read);
        var builder = io.micrometer.core.instrument.Gauge.builder(gauge.metric(), gauge::read)
                .description(gauge.help()).strongReference(true);
        gauge.labels().forEach(builder::tag);
        builder.register(registry);
    }

    /** Shows a distribution as a histogram. */
    public void register(Distribution distribution) {
        values.put(distribution.metric() + "_sum", distribution::sum);
        values.put(distribution.metric() + "_count", () -> IntStream
                .rangeClosed(0, distribution.bounds().length).mapToLong(distribution::count).sum());
        registry.getPrometheusRegistry().register((Collector) () -> snapshot(distribution));
    }

    private static HistogramSnapshot snapshot(Distribution distribution) {
        double[] bounds = distribution.bounds();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i <= bounds.length; i++) {
            buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, distribution.count(i));
        }
        return HistogramSnapshot.builder().name(distribution.metric()).help(distribution.help())
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build()).sum(distribution.sum()).build())
                .build();
    }

    /**
     * What a counter or a gauge shows now; empty where no part has registered one of that name. Labels stand behind the name, as in
     * <code>sbc_alarms_active{severity=major}</code>; a distribution has a {@code _sum} and a {@code _count}. Any thread.
     */
    public OptionalDouble value(String metric) {
        DoubleSupplier value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.getAsDouble());
    }

    /** All of it in the Prometheus text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
