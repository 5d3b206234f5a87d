package io.sbc.core.call;

import io.sbc.core.octets.OctetWriter;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.SurvivalCounter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the record of one call up to date in its place of the vault, until the call is over. On the shard. */
final class CallKeeper {

    private final CallKeeping keeping;
    /** How it stands; null when it is over, so that what is due keeps no call. */
    private @Nullable Supplier<Optional<SavedCall>> call;
    private CallVault.@Nullable Slot slot;
    private boolean due;

    /**
     * @param call how it stands; empty: it cannot be kept
     * @param slot where it has a record already, after a restart
     */
    CallKeeper(CallKeeping keeping, Supplier<Optional<SavedCall>> call, CallVault.@Nullable Slot slot) {
        this.keeping = keeping;
        this.call = call;
        this.slot = slot;
    }

    /** The call stands differently now: its record follows {@link DueRecords in a moment}. */
    void keep() {
        if (!due && call != null && keeping.isOn()) {
            due = true;
            keeping.due().add(this);
        }
    }

    /** Writes the record as the call stands, unless it is over. */
    void write() {
        due = false;
        if (call == null || !keeping.isOn()) {
            return;
        }
        Optional<SavedCall> now = call.get();
        if (now.isEmpty()) {
            free();
            return;
        }
        if (slot == null) {
            slot = keeping.vault().open().orElse(null);
        }
        if (slot != null) {
            OctetWriter octets = keeping.buffer().clear();
            now.get().write(octets);
            if (slot.write(octets.array(), octets.length())) {
                keeping.counters().increment(SurvivalCounter.WRITTEN);
            } else {
                free(); // rather no record than one of another time
            }
        }
    }

    /** It is over. */
    void end() {
        call = null;
        free();
    }

    private void free() {
        if (slot != null) {
            slot.free();
            slot = null;
        }
    }
}
