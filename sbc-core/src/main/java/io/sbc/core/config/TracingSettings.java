package io.sbc.core.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code tracing}.
 *
 * @param endpoint where traces go; empty: nowhere
 * @param percent of the calls that are traced
 * @param headersFile lines of {@code Name: value} that go with each request
 * @param trust CAs of the collector; empty: the system's
 */
public record TracingSettings(Optional<URI> endpoint, int percent, Optional<Path> headersFile, Duration timeout,
        Optional<Path> trust) {}
