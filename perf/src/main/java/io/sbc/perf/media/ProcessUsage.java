package io.sbc.perf.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The CPU time of one process by /proc: what the scheduler counted for each thread, in nanoseconds. */
final class ProcessUsage {

    static final ProcessUsage NOTHING = new ProcessUsage(Path.of("/proc/self/task/none"));

    private static final int UTIME = 11;
    private static final int STIME = 12;
    /** Fields of the first line of /proc/stat. */
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int STEAL = 8;
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Path directory;

    private ProcessUsage(Path directory) {
        this.directory = directory;
    }

    static ProcessUsage of(Process process) {
        return new ProcessUsage(Path.of("/proc", Long.toString(process.pid())));
    }

    /** User and system time of all threads that live, nanoseconds. */
    long cpuNanos() {
        if (this == NOTHING) {
            return 0;
        }
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(directory.resolve("task"))) {
            for (Path thread : threads) {
                try {
                    nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                } catch (NoSuchFileException _) {
                    // It ended between the listing and the reading.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
        return nanos;
    }

    /** Nanoseconds that all cores together have worked, whoever for; in steps of 10 ms. */
    static long machineNanos() {
        try {
            String[] fields = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow().split(" +");
            long ticks = 0;
            for (int i = 1; i <= STEAL; i++) {
                ticks += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
            }
            return ticks * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/stat cannot be read", e);
        }
    }

    /** This process. */
    static ProcessUsage ofSelf() {
        return new ProcessUsage(Path.of("/proc/self"));
    }

    /** Ticks of 10 ms in user space, and in the kernel: a share, not a measure. */
    long[] ticks() {
        if (this == NOTHING) {
            return new long[2];
        }
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new long[]{Long.parseLong(fields[UTIME]), Long.parseLong(fields[STIME])};
    }

    /** Proportional set size, bytes. */
    long residentBytes() {
        return this == NOTHING
                ? 0
                : read("smaps_rollup").lines().filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).sum();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
    }
}
