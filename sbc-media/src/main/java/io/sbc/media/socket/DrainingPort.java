package io.sbc.media.socket;

/**
 * A pair that was freed and rests: what a peer still sends to it must not reach the next session. Its sockets are closed.
 *
 * @param pair position in the pool
 * @param readyAtNanos when it may be used again, in the clock's nanoseconds
 */
record DrainingPort(int pair, long readyAtNanos) {}
