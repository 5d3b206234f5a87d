package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code calls}.
 *
 * @param sessionExpires RFC 4028: what we ask for and grant
 * @param minimumSessionExpires RFC 4028: the smallest that a peer may ask for
 * @param followRedirects a 3xx of a PBX is followed, as far as it leads to that PBX
 * @param surviveOutage how long this process may be away, and calls go on when it is back; zero: they end with it
 */
public record CallSettings(int maximum, Duration answerTimeout, Duration mediaTimeout, boolean followRedirects,
        Duration sessionExpires, Duration minimumSessionExpires, Duration surviveOutage) {}
