package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import java.net.InetSocketAddress;

/**
 * A way to one peer (RFC 5626 §3): a TCP or TLS connection, or for UDP a pair of addresses. A phone is reached over the
 * flow that it registered on, or not at all (lesson 6). Thread-safe.
 */
public interface Flow {

    /** Unique in the life of the process. */
    long id();

    Side side();

    TransportProtocol protocol();

    /** Our end. */
    InetSocketAddress local();

    /** The peer's end as we see it: after any NAT. */
    InetSocketAddress remote();

    /** False once closed; never true again. */
    boolean isOpen();

    /**
     * Queues a message for sending. Failures after that end the flow, which every shard hears of.
     *
     * @return false when the flow is closed or its send buffer is over its limit: nothing was sent
     */
    boolean send(SipMessage message);

    /**
     * Something of it was refused for overload. A connection whose peer does not heed that is held for a while after the
     * second time: it is read now and then only, so that TCP makes it wait and its refusals cost little. On the event loop.
     */
    default void onRefused() {
        // A datagram costs as much to leave as to read.
    }

    /** Whether it is held, after {@link #onRefused}: nothing new is to be taken from it. On the event loop. */
    default boolean isHeld() {
        return false;
    }

    /**
     * Whether this thread is its event loop and has time to do at once what a message asks for that came over it. No longer
     * when others wait for the loop: then it should only read and hand on.
     */
    default boolean hasTime() {
        return false;
    }

    /**
     * How long what comes over it now has waited, at most, for its event loop to read it, nanoseconds; 0 when it was at once.
     * On the event loop.
     */
    default long waitedNanos() {
        return 0;
    }

    /** Which event loop reads it: the same number for flows of the same loop. */
    default int loop() {
        return 0;
    }

    /** Ends it: closes the connection once what was queued is written; forgets a UDP pair. */
    void close(String why);
}
