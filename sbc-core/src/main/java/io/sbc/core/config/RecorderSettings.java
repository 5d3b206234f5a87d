package io.sbc.core.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code recorder}: the flight recorder.
 *
 * @param memory what calls that go on and the last registration attempts may take, octets
 * @param attemptsPerDevice registration attempts that are kept of each device
 * @param retentionAge how long ended calls are kept
 * @param retentionSize what they may take on the disk, octets
 * @param fullCalls ended calls a second that are stored with their messages; above, one that went well is stored without
 */
public record RecorderSettings(boolean enabled, int memory, int attemptsPerDevice, Path database,
        Duration retentionAge, long retentionSize, int fullCalls) {}
