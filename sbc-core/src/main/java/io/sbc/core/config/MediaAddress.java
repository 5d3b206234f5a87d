package io.sbc.core.config;

/** Where a side's media is bound and what its SDP says. */
public record MediaAddress(String address, String advertisedAddress) {}
