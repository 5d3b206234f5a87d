package io.sbc.media.relay;

import io.sbc.media.api.RelayRules;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.PacketKind;
import io.sbc.media.rtp.RtpHeader;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;
import io.sbc.media.srtp.SrtpResult;
import io.sbc.media.tap.StreamTap;
import org.jspecify.annotations.Nullable;

/**
 * One m-line of a session: carries each packet from one side to the other, or counts why not. The way of a packet:
 * kind → size and rate → source (plain) → unprotect → learn address (SRTP) → directions → protect → send. One thread: the media loop.
 */
public final class RelayStream {

    private final RelayEndpoint set;
    private final RelayEndpoint icp;
    private final RelayCounters totals;
    /** Null while nobody looks: one test for each packet in and out. */
    private @Nullable StreamTap tap;

    /** As below, without reports for peers that send none. */
    public RelayStream(PortPair setPorts, PortPair icpPorts, RelayRules rules, RelayCounters totals) {
        this(setPorts, icpPorts, rules, totals, ReportMaking.none());
    }

    /** A stream that nothing was applied to: every packet is unexpected. */
    public RelayStream(PortPair setPorts, PortPair icpPorts, RelayRules rules, RelayCounters totals,
            ReportMaking making) {
        this.set = new RelayEndpoint(MediaSide.SET, setPorts, rules, totals, making);
        this.icp = new RelayEndpoint(MediaSide.ICP, icpPorts, rules, totals, making);
        this.totals = totals;
    }

    /** Takes a new plan; what did not change keeps its state. */
    public void apply(StreamSetup setup, long nowNanos) {
        set.apply(setup.set(), setup.samePeers(), nowNanos);
        icp.apply(setup.icp(), setup.samePeers(), nowNanos);
    }

    /** From now on {@code now} sees the packets; null: nobody. */
    public void tap(@Nullable StreamTap now) {
        tap = now;
    }

    /** Handles a packet that came in on the RTP port of {@code side}. */
    public void onRtpPort(MediaSide side, Datagram datagram, long nowNanos) {
        RelayEndpoint from = on(side);
        if (tap != null) {
            tap.onArrival(side, from.ports.rtp().localPort(), datagram);
        }
        switch (PacketKind.of(datagram.octets(), datagram.length())) {
            case RTP -> onRtp(from, on(side.opposite()), datagram, nowNanos);
            case RTCP -> {
                if (from.rtcpMux) {
                    onRtcp(from, on(side.opposite()), from.rtpAddress, datagram, nowNanos);
                } else {
                    countUnexpected(from);
                }
            }
            case OTHER -> countMalformed(from);
        }
    }

    /** Handles a packet that came in on the RTCP port of {@code side}. */
    public void onRtcpPort(MediaSide side, Datagram datagram, long nowNanos) {
        RelayEndpoint from = on(side);
        if (tap != null) {
            tap.onArrival(side, from.ports.rtcp().localPort(), datagram);
        }
        if (PacketKind.of(datagram.octets(), datagram.length()) == PacketKind.RTCP) {
            onRtcp(from, on(side.opposite()), from.rtcpAddress, datagram, nowNanos);
        } else {
            countMalformed(from);
        }
    }

    /** How many steps {@link #approach} has. */
    public static final int APPROACH_STEPS = 4;

    /**
     * Reads what carrying a packet of {@code side} will read, and does nothing; for the caches only. Each step follows
     * references that the one before has read, so that a caller with many packets does a step for all of them, then the next.
     *
     * @param step 0 to {@link #APPROACH_STEPS} - 1
     */
    public int approach(MediaSide side, int step) {
        return on(side).approachFrom(step) + on(side.opposite()).approachTo(step);
    }

    /** Counts a datagram of {@code side} that was too long to be taken. */
    public void onOversized(MediaSide side) {
        countMalformed(on(side));
    }

    private RelayEndpoint on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }

    private void onRtp(RelayEndpoint from, RelayEndpoint to, Datagram datagram, long nowNanos) {
        byte[] packet = datagram.octets();
        int receivedLength = datagram.length();
        if (!from.present) {
            countUnexpected(from);
            return;
        }
        if (isBeyondLimits(from, from.rtpAddress, datagram, nowNanos)) {
            return;
        }
        boolean authenticates = from.unprotect.authenticates();
        if (!authenticates && !admitsPlainRtp(from, datagram, nowNanos)) {
            return;
        }
        int length = from.unprotect.rtp(packet, receivedLength, nowNanos);
        if (length < 0) {
            countRefused(from, length);
            if (length == SrtpResult.AUTHENTICATION_FAILED) {
                from.counters.onUnauthentic(packet, receivedLength, nowNanos);
            } else if (length == SrtpResult.DUPLICATE) {
                from.counters.reception.onCopy(RtpHeader.ssrc(packet));
            }
            return;
        }
        if (authenticates && from.unprotect.newest()
                && from.judged(from.rtpAddress.offerAuthentic(datagram), from.rtpAddress)) {
            onMoved(from);
        }
        from.heardNanos = nowNanos;
        if (tap != null) {
            tap.onOpened(from.side, from.ports.rtp().localPort(), datagram, length);
        }
        if (!from.maySend(nowNanos)) {
            countUnexpected(from);
            return;
        }
        from.counters.packetsReceived++;
        from.counters.octetsReceived += receivedLength;
        from.counters.reception.onPacket(RtpHeader.ssrc(packet), RtpHeader.sequenceNumber(packet),
                RtpHeader.timestamp(packet), RtpHeader.payloadType(packet), nowNanos);
        if (!from.firstPacketSeen) {
            onFirstPacket(from, datagram);
        }
        UdpAddress destination = to.rtpAddress.current();
        if (!to.present || !to.mayReceive(nowNanos) || destination == null) {
            countUnexpected(from);
            return;
        }
        int payload = length - RtpHeader.FIXED_LENGTH;
        if (tap != null) {
            tap.onSealing(to.side, to.ports.rtp().localPort(), destination, datagram, length);
        }
        length = to.protect.rtp(packet, length);
        if (send(to, to.ports.rtp(), destination, datagram, length)) {
            to.counters.packetsSent++;
            to.counters.octetsSent += length;
            to.counters.payloadOctetsSent += payload;
            totals.rtpRelayed++;
        }
    }

    private boolean admitsPlainRtp(RelayEndpoint from, Datagram datagram, long nowNanos) {
        byte[] packet = datagram.octets();
        if (RtpHeader.length(packet, datagram.length()) == RtpHeader.MALFORMED) {
            countMalformed(from);
            return false;
        }
        PeerAddress.Verdict verdict = from.rtpAddress.offerPlain(datagram, RtpHeader.ssrc(packet),
                RtpHeader.sequenceNumber(packet), nowNanos);
        return admits(from, verdict, from.rtpAddress, nowNanos);
    }

    /**
     * Counts what is too long or too much. What comes from where the peer is has its own bucket, so that strangers, who can
     * be many, take nothing of it: they are looked at only so often, for a peer that moved is among them.
     */
    private boolean isBeyondLimits(RelayEndpoint from, PeerAddress address, Datagram datagram, long nowNanos) {
        RateLimit rate = address.isFromPeer(datagram) ? from.peerRate : from.strangerRate;
        if (datagram.length() <= from.packetOctetsMax && rate.admits(nowNanos)) {
            return false;
        }
        from.counters.limited++;
        totals.limited++;
        return true;
    }

    private boolean admits(RelayEndpoint from, PeerAddress.Verdict verdict, PeerAddress address, long nowNanos) {
        switch (verdict) {
            case REJECTED, UNWANTED -> {
                from.judged(verdict, address);
                from.counters.onStranger(nowNanos);
                totals.wrongSource++;
                return false;
            }
            case MOVED -> onMoved(from);
            case ADMITTED -> {
            }
        }
        return true;
    }

    private void onRtcp(RelayEndpoint from, RelayEndpoint to, PeerAddress address, Datagram datagram,
            long nowNanos) {
        if (!from.present) {
            countUnexpected(from);
            return;
        }
        if (isBeyondLimits(from, address, datagram, nowNanos)) {
            return;
        }
        boolean authenticates = from.unprotect.authenticates();
        if (!authenticates && !admitsPlainRtcp(from, address, datagram, nowNanos)) {
            return;
        }
        byte[] packet = datagram.octets();
        int length = from.unprotect.rtcp(packet, datagram.length(), nowNanos);
        if (length >= 0 && !RtcpHeader.isCompound(packet, length)) {
            length = SrtpResult.MALFORMED;
        }
        if (length < 0) {
            countRefused(from, length);
            if (length == SrtpResult.MALFORMED) {
                from.counters.rtcpMalformed++;
                totals.rtcpMalformed++;
            }
            return;
        }
        if (authenticates && from.unprotect.newest() && from.judged(address.offerAuthentic(datagram), address)
                && address == from.rtpAddress) {
            onMoved(from);
        }
        from.heardNanos = nowNanos;
        from.counters.rtcpReceived++;
        if (tap != null) {
            tap.onOpened(from.side, (address == from.rtpAddress ? from.ports.rtp() : from.ports.rtcp()).localPort(),
                    datagram, length);
        }
        from.counters.reports.onCompound(packet, length, to.counters.reception.ssrc(), nowNanos);
        UdpAddress destination = rtcpDestination(to);
        if (destination == null) {
            countUnexpected(from);
            return;
        }
        boolean senderReport = RtcpHeader.type(packet, 0) == RtcpHeader.SENDER_REPORT;
        if (sendRtcp(to, destination, datagram, length)) {
            totals.rtcpRelayed++;
            if (senderReport) {
                to.counters.reports.onSent(from.counters.reports.lastSenderReport(), nowNanos);
            }
        }
    }

    private boolean sendRtcp(RelayEndpoint to, UdpAddress destination, Datagram datagram, int plainLength) {
        UdpChannel channel = to.rtcpMux ? to.ports.rtp() : to.ports.rtcp();
        if (tap != null) {
            tap.onSealing(to.side, channel.localPort(), destination, datagram, plainLength);
        }
        int length = to.protect.rtcp(datagram.octets(), plainLength);
        if (!send(to, channel, destination, datagram, length)) {
            return false;
        }
        to.counters.rtcpSent++;
        return true;
    }

    /**
     * Makes the reports that are due for peers that send none; see {@link ReportMaker}. Called between packets.
     *
     * @param datagram scratch
     */
    public void makeReports(Datagram datagram, long nowNanos) {
        makeReport(set, icp, datagram, nowNanos);
        makeReport(icp, set, datagram, nowNanos);
    }

    private void makeReport(RelayEndpoint from, RelayEndpoint to, Datagram datagram, long nowNanos) {
        UdpAddress destination = rtcpDestination(to);
        if (from.present && destination != null) {
            sendMade(to, destination, datagram,
                    to.reportsHere.make(from.counters, from.sends, to.counters, datagram.octets(), nowNanos));
        }
    }

    /** Says farewell where reports were made. The stream ends. */
    public void sayBye(Datagram datagram, long nowNanos) {
        sayBye(set, icp, datagram, nowNanos);
        sayBye(icp, set, datagram, nowNanos);
    }

    private void sayBye(RelayEndpoint from, RelayEndpoint to, Datagram datagram, long nowNanos) {
        UdpAddress destination = rtcpDestination(to);
        if (to.reportsHere.hasMade() && destination != null) {
            sendMade(to, destination, datagram,
                    to.reportsHere.bye(from.counters, to.counters, datagram.octets(), nowNanos));
        }
    }

    private void sendMade(RelayEndpoint to, UdpAddress destination, Datagram datagram, int length) {
        if (length > 0 && sendRtcp(to, destination, datagram, length)) {
            to.counters.rtcpMade++;
            totals.rtcpMade++;
        }
    }

    /** Where RTCP of {@code to} goes; null while it is not there. */
    private static @Nullable UdpAddress rtcpDestination(RelayEndpoint to) {
        if (!to.present) {
            return null;
        }
        return to.rtcpMux ? to.rtpAddress.current() : to.rtcpAddress.current();
    }

    private boolean admitsPlainRtcp(RelayEndpoint from, PeerAddress address, Datagram datagram, long nowNanos) {
        // With rtcp-mux there is one address, which RTP packets alone may move.
        PeerAddress.Verdict verdict = address == from.rtpAddress
                ? from.rtpAddress.offerMuxedRtcp(datagram)
                : address.offerPlainRtcp(datagram, from.rtpAddress);
        return verdict == PeerAddress.Verdict.MOVED || admits(from, verdict, address, nowNanos);
    }

    private boolean send(RelayEndpoint to, UdpChannel channel, UdpAddress destination, Datagram datagram,
            int length) {
        if (length < 0) {
            totals.protectFailures++;
            return false;
        }
        datagram.length(length);
        if (tap != null) {
            tap.onDeparture(to.side, channel.localPort(), destination, datagram, length);
        }
        if (!channel.send(datagram, destination)) {
            to.counters.sendFailures++;
            totals.sendFailures++;
            return false;
        }
        return true;
    }

    private void onMoved(RelayEndpoint from) {
        UdpAddress learned = from.rtpAddress.current();
        if (learned != null && !from.rtcpMux) {
            from.rtcpAddress.follow(learned);
        }
        totals.addressesLearned++;
        from.news.moved();
    }

    private void onFirstPacket(RelayEndpoint from, Datagram datagram) {
        from.firstPacketSeen = true;
        from.news.firstPacket(datagram.source());
    }

    private void countRefused(RelayEndpoint from, int code) {
        switch (code) {
            case SrtpResult.AUTHENTICATION_FAILED, SrtpResult.KEY_EXHAUSTED -> {
                from.counters.authenticationFailures++;
                totals.authenticationFailures++;
            }
            case SrtpResult.DUPLICATE -> totals.duplicates++;
            case SrtpResult.REPLAYED, SrtpResult.TOO_OLD -> {
                from.counters.replays++;
                totals.replays++;
            }
            default -> countMalformed(from);
        }
    }

    private void countUnexpected(RelayEndpoint from) {
        from.counters.unexpected++;
        totals.unexpected++;
    }

    private void countMalformed(RelayEndpoint from) {
        from.counters.malformed++;
        totals.malformed++;
    }

    /** Whether {@link #drainEvents} has something to tell. */
    public boolean hasEvents() {
        return set.news.waits() || icp.news.waits();
    }

    /** Tells what packets have shown since the last call; what is not taken is told again. */
    public void drainEvents(int stream, RelayEvents events) {
        set.news.drain(stream, set.rtpAddress.current(), events);
        icp.news.drain(stream, icp.rtpAddress.current(), events);
    }

    /**
     * How long no peer that should send has been heard, in nanoseconds; -1 when nobody is expected to send. Peers are
     * expected once both sides have an endpoint: before that, nobody has answered. While one holds the other, silence is no fault:
     * {@code sendonly} may bring music, and from most phones brings nothing, not even RTCP.
     */
    public long silentNanos(long nowNanos) {
        if (!set.present || !icp.present) {
            return -1;
        }
        long fromSet = set.isTalking() ? nowNanos - set.heardNanos : Long.MAX_VALUE;
        long fromIcp = icp.isTalking() ? nowNanos - icp.heardNanos : Long.MAX_VALUE;
        return set.isTalking() || icp.isTalking() ? Math.max(0, Math.min(fromSet, fromIcp)) : -1;
    }

    /** The counters now. */
    public MediaStats.Stream snapshot() {
        // A peer's reports are about what the other one sends, in ticks of its clock.
        return new MediaStats.Stream(set.counters.snapshot(icp.counters.reception.clockRateHz()),
                icp.counters.snapshot(set.counters.reception.clockRateHz()));
    }

    /** Where both sides stand, for a process that goes on with them. */
    public MediaState.Stream state(long nowNanos) {
        return new MediaState.Stream(set.ports.rtpPort(), icp.ports.rtpPort(), set.state(nowNanos),
                icp.state(nowNanos));
    }

    /** Packets of {@code side} that were too long or too fast; for tests. */
    long snapshotLimited(MediaSide side) {
        return on(side).counters.limited;
    }

    /** Our sockets on {@code side}. */
    public PortPair ports(MediaSide side) {
        return on(side).ports;
    }

    /** Where packets for {@code side} go at the moment; for tests. */
    @Nullable
    UdpAddress destination(MediaSide side) {
        return on(side).rtpAddress.current();
    }
}
