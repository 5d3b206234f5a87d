package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.admin.alarm.probe.Machine.Heap;
import io.sbc.base.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Disk, memory, files and clock of the machine. */
public final class MachineProbe implements Probe {

    private static final long MEBI = 1 << 20;
    private static final Duration GC_WINDOW = Duration.ofMinutes(1);
    private static final Duration JUMP_KEPT = Duration.ofMinutes(10);
    private static final long JUMP_MILLIS = 2_000;

    private final Machine machine;
    private final Clock clock;
    private final List<Path> folders;
    private final long diskFree;
    private final Rise collecting = new Rise(GC_WINDOW);
    /** Wall clock less monotonic clock, in milliseconds. */
    private OptionalLong offset = OptionalLong.empty();
    private OptionalLong jumpedNanos = OptionalLong.empty();
    private String jump = "";

    /** @param diskFree octets below which a disk is nearly full */
    public MachineProbe(Machine machine, Clock clock, List<Path> folders, long diskFree) {
        this.machine = machine;
        this.clock = clock;
        this.folders = List.copyOf(folders);
        this.diskFree = diskFree;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.DISK_LOW, AlarmKind.HEAP_HIGH, AlarmKind.GC_SLOW, AlarmKind.FILES_LOW,
                AlarmKind.CLOCK_JUMPED, AlarmKind.CLOCK_UNKEPT);
    }

    @Override
    public void look(Findings findings) {
        folders.forEach(folder -> disk(findings, folder));
        Heap heap = machine.heap();
        double share = heap.max() > 0 ? (double) heap.afterCollection() / heap.max() : 0;
        findings.above(AlarmKind.HEAP_HIGH, "", share, 0.85, 0.75, "%d of %d MiB of the heap are in use after a collection."
                .formatted(heap.afterCollection() / MEBI, heap.max() / MEBI));
        double millis = collecting.take(machine.collectionMillis(), clock.nanoTime());
        findings.above(AlarmKind.GC_SLOW, "", millis / GC_WINDOW.toMillis(), 0.1, 0.03,
                "%.1f s of the last minute went into collecting garbage.".formatted(millis / 1000));
        if (machine.filesMax() > 0) {
            findings.above(AlarmKind.FILES_LOW, "", (double) machine.filesOpen() / machine.filesMax(), 0.85, 0.75,
                    "%d of %d file descriptors are open.".formatted(machine.filesOpen(), machine.filesMax()));
        }
        time(findings);
    }

    private void disk(Findings findings, Path folder) {
        OptionalLong free = machine.diskFree(folder);
        if (free.isEmpty()) {
            return; // not there yet
        }
        String text = free.getAsLong() / MEBI + " MiB are left at " + folder + ".";
        if (free.getAsLong() < diskFree) {
            findings.bad(AlarmKind.DISK_LOW, folder.toString(), text);
        } else if (free.getAsLong() < diskFree + diskFree / 4) {
            findings.between(AlarmKind.DISK_LOW, folder.toString(), text);
        }
    }

    private void time(Findings findings) {
        long nanos = clock.nanoTime();
        long now = clock.epochMillis() - Duration.ofNanos(nanos).toMillis();
        long moved = offset.isPresent() ? now - offset.getAsLong() : 0;
        if (Math.abs(moved) >= JUMP_MILLIS) {
            jumpedNanos = OptionalLong.of(nanos);
            jump = "The wall clock jumped by %.1f s.".formatted(moved / 1000.0);
        }
        offset = OptionalLong.of(now);
        if (jumpedNanos.isPresent() && nanos - jumpedNanos.getAsLong() < JUMP_KEPT.toNanos()) {
            findings.bad(AlarmKind.CLOCK_JUMPED, "", jump);
        }
        if (!machine.clockIsKept()) {
            findings.bad(AlarmKind.CLOCK_UNKEPT, "", "No time service was found that keeps the clock.");
        }
    }
}
