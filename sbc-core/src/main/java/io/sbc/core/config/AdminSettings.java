package io.sbc.core.config;

/** {@code admin}. */
public record AdminSettings(String address, int port, OAuthSettings oauth) {}
