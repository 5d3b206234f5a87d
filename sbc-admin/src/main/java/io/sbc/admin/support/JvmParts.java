package io.sbc.admin.support;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The process: its threads (virtual ones too) and its memory. Stops nothing for longer than a thread dump takes. */
public final class JvmParts {

    private static final long MEBI = 1 << 20;
    private static final int FRAMES = 64;

    private JvmParts() {}

    /** All of them. */
    public static List<Part> parts() {
        return List.of(new Part("jvm/threads.txt", "platform threads: state, processor time, stack", JvmParts::threads),
                new Part("jvm/virtual-threads.txt", "virtual threads with their stacks", JvmParts::virtualThreads),
                new Part("jvm/memory.txt", "heap, memory pools, collections", JvmParts::memory));
    }

    private static void threads(PartText out) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] stuck = threads.findDeadlockedThreads();
        out.line(stuck == null ? "no deadlock" : "DEADLOCK of threads " + Arrays.toString(stuck));
        ThreadInfo[] all = threads.dumpAllThreads(true, true, FRAMES);
        Arrays.sort(all, Comparator.comparing(ThreadInfo::getThreadName));
        for (ThreadInfo thread : all) {
            out.line("");
            out.line("\"%s\" #%d %s, processor %d ms, blocked %d times, waited %d times%s".formatted(
                    thread.getThreadName(), thread.getThreadId(), thread.getThreadState(),
                    threads.getThreadCpuTime(thread.getThreadId()) / 1_000_000, thread.getBlockedCount(),
                    thread.getWaitedCount(),
                    thread.getLockName() == null
                            ? ""
                            : ", on " + thread.getLockName()
                                    + (thread.getLockOwnerName() == null
                                            ? ""
                                            : " of \"" + thread.getLockOwnerName() + "\"")));
            for (StackTraceElement frame : thread.getStackTrace()) {
                out.line("    at " + frame);
            }
        }
    }

    /** Only the diagnostic bean knows them; it writes into a file. */
    private static void virtualThreads(PartText out) throws IOException {
        Path folder = Files.createTempDirectory("sbc-support");
        Path dump = folder.resolve("threads");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(
                    dump.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            try (var lines = Files.lines(dump)) {
                boolean[] virtual = {false};
                lines.takeWhile(_ -> !out.isFull()).forEach(line -> {
                    virtual[0] = line.startsWith("#") ? line.endsWith(" virtual") || line.contains(" virtual ") : virtual[0];
                    if (virtual[0]) {
                        out.line(line);
                    }
                });
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.deleteIfExists(folder);
        }
    }

    private static void memory(PartText out) {
        out.line("heap: " + words(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
        out.line("outside: " + words(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()));
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = pool.getCollectionUsage();
            out.line("pool " + pool.getName() + ": " + words(pool.getUsage()) + ", peak "
                    + pool.getPeakUsage().getUsed() / MEBI + " MiB"
                    + (after == null ? "" : ", after the last collection " + after.getUsed() / MEBI + " MiB"));
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.line("collector " + collector.getName() + ": " + collector.getCollectionCount() + " collections, "
                    + collector.getCollectionTime() + " ms");
        }
    }

    private static String words(MemoryUsage usage) {
        return "%d MiB used, %d committed, %d at most".formatted(usage.getUsed() / MEBI, usage.getCommitted() / MEBI,
                usage.getMax() / MEBI);
    }
}
