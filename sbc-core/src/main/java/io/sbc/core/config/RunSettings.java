package io.sbc.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** {@code run}. */
public record RunSettings(Optional<Path> portsFile) {}
