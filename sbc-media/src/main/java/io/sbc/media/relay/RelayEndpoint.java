package io.sbc.media.relay;

import io.sbc.media.api.RelayRules;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpContext;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One side of one m-line: its sockets, its stages, where its peer is, what was counted. One thread: the media loop. */
final class RelayEndpoint {

    /**
     * The answer that ends a direction overtakes packets which were sent before it: media has queues of its own, and in a call
     * through two SBCs a longer way. For so long what is on its way still passes (MED-5: no audio is lost but by the network).
     */
    private static final long IN_FLIGHT_NANOS = 250_000_000;

    final MediaSide side;
    final PortPair ports;
    final EndpointNews news;
    private final RelayCounters totals;
    final PeerAddress rtpAddress;
    final PeerAddress rtcpAddress;
    /** What the peer sends. */
    final RateLimit peerRate;
    /** What comes from elsewhere, each of which costs a verification. */
    final RateLimit strangerRate;
    final int packetOctetsMax;
    final EndpointCounters counters = new EndpointCounters();
    /** Reports to this side's peer, in the name of the other one's. */
    final ReportMaker reportsHere;
    UnprotectStage unprotect = new UnprotectStage.Plain();
    ProtectStage protect = new ProtectStage.Plain();
    private @Nullable SrtpKey receiveKey;
    private @Nullable SrtpKey sendKey;
    boolean present;
    boolean rtcpMux;
    boolean sends;
    boolean receives;
    private boolean stoppedSending;
    private boolean stoppedReceiving;
    private long stoppedSendingNanos;
    private long stoppedReceivingNanos;
    /** When a packet passed last, or when it became known that the peer should send. */
    long heardNanos;
    boolean firstPacketSeen;

    RelayEndpoint(MediaSide side, PortPair ports, RelayRules rules, RelayCounters totals, ReportMaking making) {
        this.reportsHere = new ReportMaker(making);
        this.totals = totals;
        this.side = side;
        this.ports = ports;
        this.news = new EndpointNews(side);
        RelayRules.Side sideRules = rules.on(side);
        rtpAddress = new PeerAddress(sideRules.networks(), sideRules.learning());
        rtcpAddress = new PeerAddress(sideRules.networks(), sideRules.learning());
        peerRate = new RateLimit(rules.packetsPerSecond());
        strangerRate = new RateLimit(rules.strangerPacketsPerSecond());
        packetOctetsMax = rules.packetOctets();
    }

    void apply(@Nullable EndpointSetup setup, boolean samePeer, long nowNanos) {
        present = setup != null;
        if (setup == null) {
            return;
        }
        rtcpMux = setup.rtcpMux();
        applyDirections(setup, samePeer, nowNanos);
        counters.reception.expect(setup.payloadTypes());
        heardNanos = nowNanos;
        boolean ruleChanged = applyProtection(setup, samePeer, nowNanos);
        rtpAddress.signalledFrom(setup.signalledFrom());
        boolean addressChanged = rtpAddress.signal(setup.remoteRtp(), samePeer);
        rtcpAddress.signal(rtcpAddressOf(setup), samePeer);
        if (setup.restored() != null) {
            restoreAddresses(setup.restored());
        }
        if (ruleChanged || addressChanged) {
            news.onSignalled(rtpAddress.current());
        }
        if (setup.refused() != null) {
            onRefused(setup.refused());
        }
    }

    private void restoreAddresses(MediaState.Endpoint state) {
        state.rtp().map(UdpAddress::of).ifPresent(rtpAddress::restore);
        state.rtcp().map(UdpAddress::of).ifPresent(rtcpAddress::restore);
    }

    /** Where this side stands, for a process that goes on with it. */
    MediaState.Endpoint state(long nowNanos) {
        return new MediaState.Endpoint(rtpAddress.learned().map(UdpAddress::toSocketAddress),
                rtcpAddress.learned().map(UdpAddress::toSocketAddress),
                unprotect instanceof UnprotectStage.Srtp srtp && receiveKey != null
                        ? Optional.of(srtp.context().state(receiveKey, nowNanos))
                        : Optional.empty(),
                protect instanceof ProtectStage.Srtp srtp && sendKey != null
                        ? Optional.of(srtp.context().state(sendKey, nowNanos))
                        : Optional.empty());
    }

    private void applyDirections(EndpointSetup setup, boolean samePeer, long nowNanos) {
        if (sends || setup.sends()) {
            stoppedSending = samePeer && !setup.sends();
            stoppedSendingNanos = nowNanos;
        }
        if (receives || setup.receives()) {
            stoppedReceiving = samePeer && !setup.receives();
            stoppedReceivingNanos = nowNanos;
        }
        sends = setup.sends();
        receives = setup.receives();
    }

    /** Whether a packet of this peer passes: it sends, or did so a moment ago. */
    boolean maySend(long nowNanos) {
        return sends || (stoppedSending && nowNanos - stoppedSendingNanos < IN_FLIGHT_NANOS);
    }

    /** Whether a packet passes to this peer: it listens, or did so a moment ago. */
    boolean mayReceive(long nowNanos) {
        return receives || (stoppedReceiving && nowNanos - stoppedReceivingNanos < IN_FLIGHT_NANOS);
    }

    /** Whether this is a conversation, as its peer sees it: nobody is on hold. */
    boolean isTalking() {
        return sends && receives;
    }

    /** Touches what a packet from here will need; see {@link RelayStream#approach}. */
    int approachFrom(int step) {
        return switch (step) {
            case 0 -> (int) heardNanos + packetOctetsMax + (present ? 1 : 0);
            case 1 -> unprotect.approach(step) + (int) counters.packetsReceived + rtpAddress.approach()
                    + peerRate.approach() + (news.waits() ? 1 : 0);
            default -> unprotect.approach(step) + counters.reception.approach();
        };
    }

    /** Touches what a packet to here will need. */
    int approachTo(int step) {
        return switch (step) {
            case 0 -> (int) heardNanos + packetOctetsMax + (present ? 1 : 0);
            case 1 -> protect.approach(step) + (int) counters.packetsSent + rtpAddress.approach()
                    + ports.rtp().localPort();
            default -> protect.approach(step);
        };
    }

    private static @Nullable UdpAddress rtcpAddressOf(EndpointSetup setup) {
        UdpAddress rtp = setup.remoteRtp();
        if (setup.remoteRtcp() != null || rtp == null) {
            return setup.remoteRtcp();
        }
        return setup.rtcpMux() ? rtp : rtp.withPort((rtp.port() + 1) & 0xffff);
    }

    /** Chooses the stages; true when the rule by which addresses are learned has changed. */
    private boolean applyProtection(EndpointSetup setup, boolean samePeer, long nowNanos) {
        boolean authenticated = unprotect.authenticates();
        applyUnprotect(setup, samePeer, nowNanos);
        applyProtect(setup, samePeer);
        boolean ruleChanged = authenticated != unprotect.authenticates();
        if (ruleChanged) {
            // What was learned by one rule is not believed by the other.
            rtpAddress.forgetLearned();
            rtcpAddress.forgetLearned();
        }
        return ruleChanged;
    }

    private void applyUnprotect(EndpointSetup setup, boolean samePeer, long nowNanos) {
        SrtpReceiveContext receive = setup.receiveContext();
        if (receive == null) {
            unprotect = new UnprotectStage.Plain();
            return;
        }
        receiveKey = setup.receiveKey();
        if (receiveKey != null) {
            receive.use(receiveKey);
        }
        SrtpReceiveContext before = samePeer && unprotect instanceof UnprotectStage.Srtp srtp ? srtp.context() : null;
        if (before != receive) {
            unprotect = new UnprotectStage.Srtp(receive, before, nowNanos, this);
            news.forgetLife(false);
        }
    }

    private void applyProtect(EndpointSetup setup, boolean samePeer) {
        SrtpSendContext send = setup.sendContext();
        if (send == null) {
            protect = new ProtectStage.Plain();
            return;
        }
        sendKey = setup.sendKey();
        if (sendKey != null) {
            send.use(sendKey);
        }
        boolean hadKey = protect instanceof ProtectStage.Srtp;
        if (!(protect instanceof ProtectStage.Srtp srtp) || srtp.context() != send) {
            if (hadKey && samePeer) {
                news.keyChanged(true);
            }
            protect = new ProtectStage.Srtp(send, this);
            news.forgetLife(true);
        }
    }

    /** The source passed; {@code verdict} says what it means for where the peer is. True when the peer has moved. */
    boolean judged(PeerAddress.Verdict verdict, PeerAddress address) {
        if (verdict == PeerAddress.Verdict.UNWANTED) {
            onRefused(Objects.requireNonNull(address.refused()));
        }
        return verdict == PeerAddress.Verdict.MOVED;
    }

    private void onRefused(UdpAddress address) {
        if (news.refused(address)) {
            totals.addressesRefused++;
        }
    }

    /** The first packet under the peer's new key verified. */
    void onPeerKeyInUse() {
        news.keyChanged(false);
    }

    void onRolloversResolved(int times) {
        totals.rolloversResolved += times;
        news.rolloversResolved(times);
    }

    void onLife(boolean ours, SrtpContext.Life life) {
        if (news.life(ours, life)) {
            totals.keyLifetimes++;
        }
    }
}
