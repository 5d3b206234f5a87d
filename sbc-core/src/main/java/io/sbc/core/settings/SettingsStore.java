package io.sbc.core.settings;

import io.sbc.core.history.EventDraft;
import java.util.List;
import java.util.Optional;

/** Keeps the last {@link #KEPT} versions. Thread-safe; waits for a disk; throws {@code StoreException} when the database fails. */
public interface SettingsStore {

    /** How many versions are kept. */
    int KEPT = 50;

    /** What holds now; {@link SettingsVersion#NONE} when nothing was set ever. */
    SettingsVersion current();

    /** The newest first. */
    List<SettingsVersion> versions();

    /**
     * Adds a version, if the last one is that which the change was made from; else nothing is written.
     *
     * @param event is written with it
     * @return the version that was made; empty when somebody else was faster
     */
    Optional<SettingsVersion> put(long from, String overlay, String note, EventDraft event);
}
