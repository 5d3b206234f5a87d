package io.sbc.perf.admin;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Some clients that work for a while, each on a thread of its own. With a rate, each request has its moment, and its time counts from that moment,
 * whether or not the client could send then; without one, each client sends its next request when it has the answer.
 */
final class Load {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int SECONDS_MAX = 60;
    /** Clients that share an HTTP/2 connection. */
    private static final int CLIENTS_PER_H2_CONNECTION = 4;

    private final AdminSubject subject;
    private final HttpClient.Version version;
    private final int clients;
    private final int users;
    private final long seed;

    Load(AdminSubject subject, HttpClient.Version version, int clients, int users, long seed) {
        this.subject = subject;
        this.version = version;
        this.clients = clients;
        this.users = users;
        this.seed = seed;
    }

    /**
     * Works.
     *
     * @param rate requests a second of all clients together; 0: as many as they can
     */
    Figures run(Work work, int rate, double warmUp, double seconds) throws IOException, InterruptedException {
        List<HttpClient> connections = new ArrayList<>();
        int shared = version == HttpClient.Version.HTTP_2 ? CLIENTS_PER_H2_CONNECTION : clients;
        for (int i = 0; i < (clients + shared - 1) / shared; i++) {
            connections.add(subject.client(version));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            Run warming = new Run(work, rate, connections, shared);
            warming.go(threads, warmUp);
            Run run = new Run(work, rate, connections, shared);
            long cpu = subject.cpuMicros();
            double took = run.go(threads, Math.min(SECONDS_MAX, seconds));
            cpu = subject.cpuMicros() - cpu;
            return run.figures(took, cpu);
        } finally {
            connections.forEach(HttpClient::close);
        }
    }

    /** One measurement. */
    private final class Run {

        private final Work work;
        private final int rate;
        private final List<HttpClient> connections;
        private final int shared;
        private final Histogram nanos = new SynchronizedHistogram(3);
        private final AtomicLong next = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();

        Run(Work work, int rate, List<HttpClient> connections, int shared) {
            this.work = work;
            this.rate = rate;
            this.connections = connections;
            this.shared = shared;
        }

        /** How many seconds it took. */
        double go(ExecutorService threads, double seconds) throws IOException, InterruptedException {
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                SigningClient client = subject.signing(connections.get(i / shared));
                var random = new SplittableRandom(seed + i);
                all.add(threads.submit(() -> {
                    work(client, random, start, end);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    throw new IOException(work + " failed", e.getCause());
                }
            }
            return (System.nanoTime() - start) / 1e9;
        }

        private void work(SigningClient client, SplittableRandom random, long start, long end)
                throws IOException, InterruptedException {
            while (System.nanoTime() < end) {
                long due = rate == 0 ? System.nanoTime() : start + next.getAndIncrement() * 1_000_000_000L / rate;
                if (due >= end) {
                    return;
                }
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                if (!work.once(client, users, random)) {
                    failed.incrementAndGet();
                }
                nanos.recordValue(System.nanoTime() - due);
            }
        }

        Figures figures(double took, long cpu) {
            long done = nanos.getTotalCount();
            return new Figures(work.title(), version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1", clients,
                    rate,
                    done, failed.get(), done / took, nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    nanos.getValueAtPercentile(99) / NANOS_PER_MILLI, nanos.getMaxValue() / NANOS_PER_MILLI,
                    (double) cpu / Math.max(1, done));
        }
    }
}
