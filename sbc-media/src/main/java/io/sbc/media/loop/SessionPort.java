package io.sbc.media.loop;

import io.sbc.media.api.MediaSide;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.Poller;
import io.sbc.media.socket.UdpChannel;

/** One watched port: takes a packet and hands it to its stream. One thread: the loop. */
final class SessionPort implements Poller.ReadHandler {

    private final MediaLoop loop;
    private final LoopSession session;
    private final RelayStream stream;
    private final MediaSide side;
    private final boolean rtcp;
    private final UdpChannel channel;

    SessionPort(MediaLoop loop, LoopSession session, RelayStream stream, MediaSide side, boolean rtcp,
            UdpChannel channel) {
        this.loop = loop;
        this.session = session;
        this.stream = stream;
        this.side = side;
        this.rtcp = rtcp;
        this.channel = channel;
    }

    @Override
    public int approach(int step) {
        return step == 0 ? (rtcp ? 1 : 0) : channel.localPort() + (session.isFaulted() ? 1 : 0);
    }

    @Override
    public void onReadable() {
        int received = channel.receive(loop.batch().free());
        if (received >= 0) {
            loop.batch().take(this);
        } else if (received == UdpChannel.OVERSIZED) {
            stream.onOversized(side);
        }
    }

    /** Reads what {@link #relay} will read; see {@link PacketBatch}. */
    int approachStream(int step) {
        return stream.approach(side, step);
    }

    /** Carries a packet that came in here. */
    void relay(Datagram datagram, long nowNanos) {
        if (session.isFaulted()) {
            return;
        }
        try {
            if (rtcp) {
                stream.onRtcpPort(side, datagram, nowNanos);
            } else {
                stream.onRtpPort(side, datagram, nowNanos);
            }
        } catch (RuntimeException | AssertionError fault) {
            loop.onFault(session, fault);
        }
        if (stream.hasEvents()) {
            loop.onEvents(session);
        }
    }
}
