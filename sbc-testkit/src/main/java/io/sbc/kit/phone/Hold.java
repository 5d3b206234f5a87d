package io.sbc.kit.phone;

/** How a phone says that it holds a call. */
public enum Hold {
    /** {@code a=sendonly} (RFC 3264 §8.4). */
    SENDONLY,
    /** {@code a=recvonly}: it goes on to listen, and says nothing. */
    RECVONLY,
    /** {@code a=inactive}. */
    INACTIVE,
    /** {@code c=IN IP4 0.0.0.0}, as RFC 2543 had it. */
    ZERO_ADDRESS
}
