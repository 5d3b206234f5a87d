package io.sbc.core.config;

import java.time.Duration;

/** {@code calls}. */
public record CallSettings(int maximum, Duration answerTimeout, Duration mediaTimeout) {}
