package io.sbc.media.socket;

/** A bound UDP socket that never blocks. One thread at a time. */
public interface UdpChannel extends AutoCloseable {

    /** What {@link #receive} says when nothing waits. */
    int NOTHING = -1;
    /** What {@link #receive} says of a datagram that is longer than {@link Datagram#RECEIVE_MAX}; it is gone. */
    int OVERSIZED = -2;
    /** What {@link #receive} says when the operating system refused. */
    int FAILED = -3;

    /** The bound port. */
    int localPort();

    /** Takes one datagram; its length, or one of the codes above. */
    int receive(Datagram datagram);

    /**
     * Sends the datagram; false when the operating system did not take it. One of a batch may be sent with the others a
     * moment later; then what is said is about the one before.
     */
    boolean send(Datagram datagram, UdpAddress destination);

    /** Frees the port. */
    @Override
    void close();
}
