package io.sbc.admin.tracing;

import io.sbc.admin.certs.TrustedPeers;
import io.sbc.admin.tracing.OtlpJson.Trace;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.config.TracingSettings;
import io.sbc.core.recorder.EndedCallListener;
import io.sbc.core.recorder.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the traces of ended calls to a collector, some at a time, from a virtual thread. What waits is bounded by {@link #QUEUE_MAX}; what
 * the collector does not take is tried {@link #TRIES} times, then lost and counted. No redirect is followed.
 */
public final class TraceExporter implements EndedCallListener, AutoCloseable {

    static final int QUEUE_MAX = 1_000;
    private static final int BATCH_MAX = 50;
    private static final int TRIES = 3;
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int PERCENT = 100;
    private static final Logger log = LoggerFactory.getLogger(TraceExporter.class);

    private final TracingSettings settings;
    private final URI endpoint;
    private final String version;
    private final String host;
    private final Counters<TraceCounter> counters = new Counters<>(TraceCounter.class);
    private final BlockingQueue<Supplier<Recording>> waiting = new ArrayBlockingQueue<>(QUEUE_MAX);
    private volatile boolean closed;
    private boolean failing;
    private @Nullable Thread thread;

    /** @param endpoint as in the settings, where it is given */
    public TraceExporter(TracingSettings settings, URI endpoint, String version, String host) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.version = version;
        this.host = host;
    }

    /** Begins to send. */
    public TraceExporter start() {
        thread = Thread.ofVirtual().name("tracing").start(this::runUntilClosed);
        return this;
    }

    @Override
    public void onEnded(Recording bare, Supplier<Recording> whole) {
        if (isSampled(CallTrace.traceId(bare), settings.percent()) && !waiting.offer(whole)) {
            counters.increment(TraceCounter.CALLS_LOST);
        }
    }

    /** By the trace's id, so that every node comes to the same end. */
    static boolean isSampled(String traceId, int percent) {
        return Long.remainderUnsigned(Long.parseUnsignedLong(traceId.substring(16), 16), PERCENT) < percent;
    }

    private void runUntilClosed() {
        try (HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.timeout())
                .sslContext(TrustedPeers.context(settings.trust())).build()) {
            while (!closed) {
                List<Supplier<Recording>> batch = new ArrayList<>();
                Supplier<Recording> first = waiting.poll(1, TimeUnit.MINUTES);
                if (first != null) {
                    batch.add(first);
                    Thread.sleep(GATHER);
                    waiting.drainTo(batch, BATCH_MAX - 1);
                    send(client, batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("no traces are sent: {}", e.getMessage());
        }
    }

    private void send(HttpClient client, List<Supplier<Recording>> batch) throws InterruptedException {
        List<Trace> traces = new ArrayList<>();
        for (Supplier<Recording> each : batch) {
            try {
                Recording recording = each.get();
                traces.add(new Trace(CallTrace.traceId(recording), CallTrace.of(recording)));
            } catch (RuntimeException bug) {
                counters.increment(TraceCounter.CALLS_LOST);
                log.warn("a call could not be made into a trace", bug);
            }
        }
        byte[] body = OtlpJson.write(traces, version, host);
        for (int tried = 1; tried <= TRIES; tried++) {
            try {
                post(client, body);
                counters.add(TraceCounter.CALLS_SENT, traces.size());
                failing = false;
                return;
            } catch (IOException failure) {
                counters.increment(TraceCounter.REQUESTS_FAILED);
                if (!failing) {
                    log.warn("the collector at {} takes no traces: {}", endpoint.getHost(), failure.getMessage());
                }
                failing = true;
            }
            Thread.sleep(PAUSE);
        }
        counters.add(TraceCounter.CALLS_LOST, traces.size());
    }

    private void post(HttpClient client, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).timeout(settings.timeout())
                .header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body));
        if (settings.headersFile().isPresent()) {
            for (String line : Files.readAllLines(settings.headersFile().get())) {
                String[] header = line.split(":", 2);
                if (header.length == 2) {
                    request.header(header[0].strip(), header[1].strip());
                }
            }
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        response.body().close();
        if (response.statusCode() / 100 != 2) {
            throw new IOException("it answered " + response.statusCode());
        }
    }

    /** What is counted. */
    public Counters<TraceCounter> counters() {
        return counters;
    }

    /** What waits. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_tracing_queue", "Calls that wait to be sent as traces", waiting::size));
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
