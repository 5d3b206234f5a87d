package io.sbc.core.sip.message;

/** One header field as it stands in a message: the name as written and the whole value, unfolded. */
public record HeaderField(HeaderName name, String value) {}
