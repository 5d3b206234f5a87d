package io.sbc.core.call;

import io.sbc.core.survival.CallVault;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Records in memory. */
final class MemoryVault implements CallVault {

    private final Map<Slot, byte[]> records = new LinkedHashMap<>();
    boolean full;

    @Override
    public Optional<Slot> open() {
        return full ? Optional.empty() : Optional.of(new Slot() {

            @Override
            public boolean write(byte[] record, int length) {
                records.put(this, Arrays.copyOf(record, length));
                return true;
            }

            @Override
            public void free() {
                records.remove(this);
            }
        });
    }

    /** What there is now. */
    Map<Slot, byte[]> takeAll() {
        return new LinkedHashMap<>(records);
    }

    void clear() {
        records.clear();
    }

    int size() {
        return records.size();
    }
}
