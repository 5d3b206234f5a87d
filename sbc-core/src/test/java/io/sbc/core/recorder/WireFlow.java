package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;

/** A way to a peer that carries nothing. */
record WireFlow(long id, Side side, TransportProtocol protocol, InetSocketAddress remote) implements Flow {

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress("192.0.2.1", side == Side.SET ? 5061 : 5060);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean send(SipMessage message) {
        return true;
    }

    @Override
    public void close(String why) {}
}
