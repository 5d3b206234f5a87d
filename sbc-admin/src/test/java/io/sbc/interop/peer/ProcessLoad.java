package io.sbc.interop.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What one process costs, read from {@code /proc}. */
public final class ProcessLoad {

    /** Linux' USER_HZ: 100 on every architecture that Debian serves. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME_BEHIND_NAME = 11;

    private final Path proc;
    private double cpuSeconds;
    private long readNanos;

    private ProcessLoad(Path proc) {
        this.proc = proc;
        this.cpuSeconds = readCpuSeconds();
        this.readNanos = System.nanoTime();
    }

    /** Begins to watch a process. */
    public static ProcessLoad of(long pid) {
        return new ProcessLoad(Path.of("/proc", Long.toString(pid)));
    }

    /** Share of one core that it used since the last call, or since the beginning: 0.02 is 2 %. */
    public double cpuShareSinceLast() {
        double cpuNow = readCpuSeconds();
        long now = System.nanoTime();
        double share = (cpuNow - cpuSeconds) / ((now - readNanos) / 1e9);
        cpuSeconds = cpuNow;
        readNanos = now;
        return share;
    }

    /** User and system time of proc(5) stat, fields 14 and 15, counted behind the name, which may contain spaces. */
    private double readCpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME_BEHIND_NAME]) + Long.parseLong(fields[UTIME_BEHIND_NAME + 1]))
                / TICKS_PER_SECOND;
    }

    /** Resident set size, what it shares with others included. */
    public long residentBytes() {
        return read("status").lines().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))
                        * 1024)
                .findFirst().orElseThrow();
    }

    private String read(String name) {
        try {
            return Files.readString(proc.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
