package io.sbc.perf.signalling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The processes of one rival, children included: what CPU time and memory they use, by /proc. */
final class ProcessGroup {

    /** USER_HZ of Linux. */
    private static final long TICKS_PER_SECOND = 100;
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ");
    private static final Pattern NUMBER_AT_END = Pattern.compile("[-#]?\\d+$");
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final List<Process> roots;

    ProcessGroup(List<Process> roots) {
        this.roots = List.copyOf(roots);
    }

    /** User and system time of all that live, microseconds; in steps of 10 ms. */
    long cpuMicros() {
        return processes().mapToLong(ProcessGroup::ticks).sum() * (1_000_000 / TICKS_PER_SECOND);
    }

    /**
     * CPU time of each thread that lives, nanoseconds, by its name; those of a name together (numbers at the end of a name make no
     * other name). Of a process that has no threads of its own: the process, by its name.
     */
    Map<String, Long> cpuNanosByThread() {
        var found = new TreeMap<String, Long>();
        processes().forEach(process -> threads(process).forEach(thread -> found.merge(
                name(thread), firstNumber(read(thread.resolve("schedstat"))), Long::sum)));
        return found;
    }

    private static List<Path> threads(ProcessHandle process) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return tasks.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " has ended", e);
        }
    }

    /** A thread may end while it is asked. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "0";
        }
    }

    private static String name(Path thread) {
        return NUMBER_AT_END.matcher(read(thread.resolve("comm")).strip()).replaceFirst("");
    }

    private static long firstNumber(String text) {
        return Long.parseLong(text.strip().split(" ", 2)[0]);
    }

    /** Proportional set size, bytes: pages that several processes share are counted once. */
    long residentBytes() {
        return processes().mapToLong(ProcessGroup::proportionalBytes).sum();
    }

    /** Of one process: the most that it ever held resident, bytes. */
    long peakBytes(Process process) {
        return read(process.toHandle(), "status").lines().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(ProcessGroup::kibibytes).sum();
    }

    /** Of one process: the resident pages of the mappings that begin in this range of addresses, bytes. */
    long residentBytesBetween(Process process, long start, long end) {
        long resident = 0;
        boolean within = false;
        for (String line : read(process.toHandle(), "smaps").split("\n", -1)) {
            if (MAPPING.matcher(line).lookingAt()) {
                long at = Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16);
                within = start <= at && at < end;
            } else if (within && line.startsWith("Rss:")) {
                resident += kibibytes(line);
            }
        }
        return resident;
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    private Stream<ProcessHandle> processes() {
        return roots.stream().flatMap(root -> Stream.concat(Stream.of(root.toHandle()), root.descendants()));
    }

    private static long ticks(ProcessHandle process) {
        return ticks(read(process, "stat"));
    }

    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }

    private static long proportionalBytes(ProcessHandle process) {
        return read(process, "smaps_rollup").lines().filter(line -> line.startsWith("Pss:"))
                .mapToLong(ProcessGroup::kibibytes).sum();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " has ended", e);
        }
    }

    /** Ends them, and waits; those that do not listen are killed. */
    void end() {
        List<ProcessHandle> all = processes().toList();
        roots.forEach(Process::destroy);
        for (Process root : roots) {
            try {
                if (!root.waitFor(40, TimeUnit.SECONDS)) {
                    root.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                root.destroyForcibly();
            }
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
