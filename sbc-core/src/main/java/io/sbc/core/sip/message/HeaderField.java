package io.sbc.core.sip.message;

/** One header field as it stands in a message: its name, and the whole value, unfolded. */
public record HeaderField(HeaderName name, String value) {}
