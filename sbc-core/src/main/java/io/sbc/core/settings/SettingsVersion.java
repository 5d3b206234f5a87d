package io.sbc.core.settings;

import java.time.Instant;

/**
 * What was set by API at one time.
 *
 * @param version 0 is before anything was set
 * @param author who made it so
 * @param note what for: the keys that were changed, or the version that was restored
 * @param overlay a JSON object in the form of the configuration file; only what differs from the file
 */
public record SettingsVersion(long version, Instant time, String author, String note, String overlay) {

    /** Nothing was set. */
    public static final SettingsVersion NONE = new SettingsVersion(0, Instant.EPOCH, "", "", "{}");
}
