package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpReceiveContext;
import org.jspecify.annotations.Nullable;

/** One side of one m-line: its sockets, its stages, where its peer is, what was counted. One thread: the media loop. */
final class RelayEndpoint {

    final MediaSide side;
    final PortPair ports;
    private final RelayCounters totals;
    final PeerAddress rtpAddress = new PeerAddress();
    final PeerAddress rtcpAddress = new PeerAddress();
    final EndpointCounters counters = new EndpointCounters();
    /** Reports to this side's peer, in the name of the other one's. */
    final ReportMaker reportsHere;
    UnprotectStage unprotect = new UnprotectStage.Plain();
    ProtectStage protect = new ProtectStage.Plain();
    boolean present;
    boolean rtcpMux;
    boolean sends;
    boolean receives;
    /** When a packet passed last, or when it became known that the peer should send. */
    long heardNanos;
    boolean firstPacketSeen;
    /** What the owner still has to hear of; see {@link RelayStream#drainEvents}. */
    boolean firstPacketUnreported;
    @Nullable
    UdpAddress firstPacketSource;
    @Nullable
    UdpAddress reportedAddress;
    boolean moveUnreported;

    RelayEndpoint(MediaSide side, PortPair ports, RelayCounters totals, ReportMaking making) {
        this.reportsHere = new ReportMaker(making);
        this.totals = totals;
        this.side = side;
        this.ports = ports;
    }

    void apply(@Nullable EndpointSetup setup, long nowNanos) {
        boolean expected = present && sends;
        present = setup != null;
        if (setup == null) {
            return;
        }
        rtcpMux = setup.rtcpMux();
        sends = setup.sends();
        receives = setup.receives();
        counters.reception.expect(setup.payloadTypes());
        if (!expected && sends) {
            heardNanos = nowNanos;
        }
        boolean ruleChanged = applyProtection(setup, nowNanos);
        boolean addressChanged = rtpAddress.signal(setup.remoteRtp());
        rtcpAddress.signal(rtcpAddressOf(setup));
        if (ruleChanged || addressChanged) {
            reportedAddress = rtpAddress.current();
            moveUnreported = false;
        }
    }

    private static @Nullable UdpAddress rtcpAddressOf(EndpointSetup setup) {
        UdpAddress rtp = setup.remoteRtp();
        if (setup.remoteRtcp() != null || rtp == null) {
            return setup.remoteRtcp();
        }
        return setup.rtcpMux() ? rtp : rtp.withPort((rtp.port() + 1) & 0xffff);
    }

    /** Chooses the stages; true when the rule by which addresses are learned has changed. */
    private boolean applyProtection(EndpointSetup setup, long nowNanos) {
        boolean authenticated = unprotect.authenticates();
        SrtpReceiveContext receive = setup.receiveContext();
        if (receive == null) {
            unprotect = new UnprotectStage.Plain();
        } else if (!(unprotect instanceof UnprotectStage.Srtp srtp)) {
            unprotect = new UnprotectStage.Srtp(receive, null, nowNanos, totals);
        } else if (srtp.context() != receive) {
            unprotect = new UnprotectStage.Srtp(receive, srtp.context(), nowNanos, totals);
        }
        protect = setup.sendContext() == null
                ? new ProtectStage.Plain()
                : new ProtectStage.Srtp(setup.sendContext());
        boolean ruleChanged = authenticated != unprotect.authenticates();
        if (ruleChanged) {
            // What was learned by one rule is not believed by the other.
            rtpAddress.forgetLearned();
            rtcpAddress.forgetLearned();
        }
        return ruleChanged;
    }
}
