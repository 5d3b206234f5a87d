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

    /** Sends the datagram; false when the operating system did not take it. */
    boolean send(Datagram datagram, UdpAddress destination);

    /** Frees the port. */
    @Override
    void close();
}
