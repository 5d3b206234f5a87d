package io.sbc.core.config;

import java.nio.file.Path;

/** {@code store}. */
public record StoreSettings(Path database, Path keyFile) {}
