package io.sbc.admin.alarm.probe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the machine and the JVM say of themselves. */
public interface Machine {

    /** Octets after the last collection, and at most. */
    record Heap(long afterCollection, long max) {}

    /** Octets that may still be written there; empty where there is no such folder. */
    OptionalLong diskFree(Path folder);

    Heap heap();

    /** Spent in collections that stop the process, since the start. */
    long collectionMillis();

    long filesOpen();

    /** 0 where that is not known. */
    long filesMax();

    /** Whether there is a sign that something keeps the clock. */
    boolean clockIsKept();

    /** This one. */
    static Machine here() {
        return new Machine() {

            @Override
            public OptionalLong diskFree(Path folder) {
                try {
                    return Files.isDirectory(folder)
                            ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                            : OptionalLong.empty();
                } catch (IOException unknown) {
                    return OptionalLong.empty();
                }
            }

            @Override
            public Heap heap() {
                long used = 0;
                for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                    MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
                    used += after == null ? 0 : after.getUsed();
                }
                return new Heap(used, Runtime.getRuntime().maxMemory());
            }

            @Override
            public long collectionMillis() {
                // Collectors that work beside the program name their cycles so; those do not stop it.
                return ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .filter(each -> !each.getName().contains("Cycles") && !each.getName().contains("Concurrent"))
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime).filter(time -> time > 0).sum();
            }

            @Override
            public long filesOpen() {
                return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getOpenFileDescriptorCount()
                        : 0;
            }

            @Override
            public long filesMax() {
                return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : 0;
            }

            @Override
            public boolean clockIsKept() {
                // A container has the clock of its host, and sees nothing of what keeps it there.
                return Files.exists(Path.of("/.dockerenv")) || Stream.of("/run/systemd/timesync/synchronized",
                        "/run/chrony/chronyd.pid", "/run/chronyd.pid", "/run/ntpd.pid", "/run/ntpsec/ntpd.pid",
                        "/var/run/ntpd.pid").anyMatch(file -> Files.exists(Path.of(file)));
            }
        };
    }
}
