package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code tls}: what holds for all TLS listeners.
 *
 * @param reloadCheck how often certificate files are looked at; zero: never
 */
public record TlsSettings(Duration reloadCheck) {}
