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
    private CallVault.@Nullable Slot slot;
    private boolean over;

    /** @param slot where the call has a record already, after a restart */
    CallKeeper(CallKeeping keeping, CallVault.@Nullable Slot slot) {
        this.keeping = keeping;
        this.slot = slot;
    }

    /** The call stands like this now; empty: it cannot be kept. */
    void keep(Supplier<Optional<SavedCall>> call) {
        if (over || !keeping.isOn()) {
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
        over = true;
        free();
    }

    private void free() {
        if (slot != null) {
            slot.free();
            slot = null;
        }
    }
}
