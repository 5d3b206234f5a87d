package io.sbc.core.sip.message;

/**
 * What a message may have at most: octets of all of it (513 beyond), header fields, and octets of one line with its folds
 * (400 beyond, 414 for the Request-URI).
 */
public record ParseLimits(int messageOctets, int headerFields, int lineOctets) {

    /** 64 KiB, 128 fields, 8 KiB lines. */
    public static final ParseLimits DEFAULT = new ParseLimits(64 * 1024, 128, 8 * 1024);
}
