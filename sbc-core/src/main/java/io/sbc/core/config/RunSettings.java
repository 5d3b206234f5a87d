package io.sbc.core.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code run}.
 *
 * @param node the name of this node among those that share a database; empty for the host's
 */
public record RunSettings(Optional<Path> portsFile, String node) {}
