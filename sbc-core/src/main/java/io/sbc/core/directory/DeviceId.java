package io.sbc.core.directory;

/** Names a device for ever: {@code desktop} or {@code mobile} identity of a user. Positive, given by the store. */
public record DeviceId(long value) {}
