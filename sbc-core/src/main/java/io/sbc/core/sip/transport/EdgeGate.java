package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Asked about whatever arrives before anything of it is parsed or kept. Called on event loops, by several at once: must
 * be quick and must not block.
 */
public interface EdgeGate {

    /** What becomes of a framed message. */
    enum Verdict {
        /** Parse it. */
        PASS,
        /** Forget it, without an answer. */
        DROP,
        /**
         * Forget it, and do not read from its connection for a second: then the sender is told by TCP to wait, and each
         * connection costs one message a second. A datagram is only forgotten.
         */
        PAUSE,
        /** Forget it, and end the flow that it came over. */
        CLOSE
    }

    /** Lets everything in. */
    EdgeGate OPEN = new EdgeGate() {

        @Override
        public boolean admitsConnection(Side side, InetAddress source) {
            return true;
        }

        @Override
        public boolean admitsDatagram(Side side, InetSocketAddress source) {
            return true;
        }

        @Override
        public Verdict admits(Flow flow, byte[] message) {
            return Verdict.PASS;
        }

        @Override
        public void onMalformed(Side side, TransportProtocol protocol, InetAddress source) {
            // Everything is welcome.
        }
    };

    /** A connection that was accepted by the kernel; false closes it, before TLS begins. */
    boolean admitsConnection(Side side, InetAddress source);

    /** A datagram, before it has a flow; false drops it. */
    boolean admitsDatagram(Side side, InetSocketAddress source);

    /** A message that was framed, before it is parsed. */
    Verdict admits(Flow flow, byte[] message);

    /** What arrived is no message, or a TLS handshake failed. */
    void onMalformed(Side side, TransportProtocol protocol, InetAddress source);

    /** A peer's TLS handshake failed, and why: besides {@link #onMalformed}, for who wants to explain it. */
    default void onHandshakeFailed(Side side, InetAddress source, Throwable cause) {}
}
