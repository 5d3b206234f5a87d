package io.sbc.media.loop;

import io.sbc.media.api.MediaSide;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.Poller;
import io.sbc.media.socket.UdpChannel;

/**
 * One watched port: takes packets and hands them to its stream. A port that has packets in two turns one after the other has more
 * than a stream of its own brings: packets that waited while the loop did, or a flood. Then it is read until nothing is left,
 * within limits, so that what comes last need not wait for a turn for each packet before it. One thread: the loop.
 */
final class SessionPort implements Poller.ReadHandler {

    /** Packets taken in one turn from a port that has many: others have their turn, too. */
    private static final int PACKETS_MAX = 16;

    private final MediaLoop loop;
    private final LoopSession session;
    private final RelayStream stream;
    private final MediaSide side;
    private final boolean rtcp;
    private final UdpChannel channel;
    private int lastTurn;

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
        return step == 0 ? lastTurn + (rtcp ? 1 : 0) : channel.localPort() + (session.isFaulted() ? 1 : 0);
    }

    @Override
    public int onReadable() {
        int turn = loop.turn();
        int most = turn - lastTurn == 1 ? PACKETS_MAX : 1;
        lastTurn = turn;
        int packets = 0;
        while (packets < most && receive()) {
            packets++;
        }
        return packets;
    }

    private boolean receive() {
        int received = channel.receive(loop.batch().free());
        if (received >= 0) {
            loop.batch().take(this);
        } else if (received == UdpChannel.OVERSIZED) {
            stream.onOversized(side);
        }
        return received != UdpChannel.NOTHING;
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
