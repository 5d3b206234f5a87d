package io.sbc.kit.audio;

/**
 * One frame of audio as it came out of RTP.
 *
 * @param sequence    extended sequence number: does not wrap (RFC 3550 §A.1)
 * @param timestamp   RTP timestamp, unsigned
 * @param payloadType as in the packet
 * @param payload     the codes, after SRTP was taken off
 * @param nanos       when it came, on the monotonic clock
 */
public record HeardFrame(long sequence, long timestamp, int payloadType, byte[] payload, long nanos) {}
