package io.sbc.core.settings;

import io.sbc.core.history.EventDraft;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps the last {@link #KEPT} versions. Thread-safe; waits for a disk; throws {@code StoreException} when the database fails. */
public interface SettingsStore {

    /** How many versions are kept. */
    int KEPT = 50;

    /** What holds now; {@link SettingsVersion#NONE} when nothing was set ever. */
    SettingsVersion current();

    /** The newest first. */
    List<SettingsVersion> versions();

    /** The one of these PBXs that devices belong to. */
    Optional<Put.InUse> inUse(Set<String> icps);

    /**
     * Adds a version, if the last one is that which the change was made from; else nothing is written.
     *
     * @param icpsGone PBXs that there are none of with this version: no device may belong to one
     * @param event is written with it
     */
    Put put(long from, String overlay, String note, Set<String> icpsGone, EventDraft event);

    /** What became of a new version. */
    sealed interface Put {

        record Made(SettingsVersion version) implements Put {}

        /** Somebody else was faster. */
        record Stale() implements Put {}

        /** @param devices that belong to a PBX that would be gone */
        record InUse(String icp, long devices) implements Put {}
    }
}
