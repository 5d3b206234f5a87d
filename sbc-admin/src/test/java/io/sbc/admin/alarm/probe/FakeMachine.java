package io.sbc.admin.alarm.probe;

import java.nio.file.Path;
import java.util.OptionalLong;

/** A machine whose figures a test sets; of 100 of heap and 1,000 files. All is well until it is told otherwise. */
public final class FakeMachine implements Machine {

    private long free = 1L << 40;
    private long heap = 20;
    private long collectedMillis;
    private long files = 100;
    private boolean kept = true;

    public void setFree(long octets) {
        free = octets;
    }

    public void setHeap(long used) {
        heap = used;
    }

    public void collect(long millis) {
        collectedMillis += millis;
    }

    public void setFiles(long open) {
        files = open;
    }

    public void setClockKept(boolean is) {
        kept = is;
    }

    @Override
    public OptionalLong diskFree(Path folder) {
        return OptionalLong.of(free);
    }

    @Override
    public Heap heap() {
        return new Heap(heap, 100);
    }

    @Override
    public long collectionMillis() {
        return collectedMillis;
    }

    @Override
    public long filesOpen() {
        return files;
    }

    @Override
    public long filesMax() {
        return 1_000;
    }

    @Override
    public boolean clockIsKept() {
        return kept;
    }
}
