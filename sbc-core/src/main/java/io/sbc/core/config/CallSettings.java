package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code calls}.
 *
 * @param followRedirects a 3xx of a PBX is followed, as far as it leads to that PBX
 */
public record CallSettings(int maximum, Duration answerTimeout, Duration mediaTimeout, boolean followRedirects) {}
