package io.sbc.kit.sip;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A transport below the RI: bytes of whole messages out and in. It has one local address, which is what Via and Contact
 * say. Thread-safe.
 */
public interface Wire extends AutoCloseable {

    SipTransport transport();

    InetSocketAddress local();

    /** Starts reading; everything that arrives goes to the sink, on a reader thread. Called once. */
    void start(Sink sink);

    /**
     * The way to a peer. A connection is opened when there is none.
     *
     * @throws IOException when the peer cannot be reached
     */
    Path pathTo(InetSocketAddress target) throws IOException;

    @Override
    void close();

    /** One peer as seen from one socket: a connection, or for UDP a pair of addresses. */
    interface Path {

        InetSocketAddress remote();

        /**
         * Sends one whole message.
         *
         * @throws IOException when the connection is gone
         */
        void send(byte[] message) throws IOException;
    }

    /** Where messages arrive. */
    interface Sink {

        void onMessage(Path from, byte[] message);

        /** A connection ended, by either side or by an error. Never called for UDP. */
        void onClosed(Path path, String why);
    }
}
