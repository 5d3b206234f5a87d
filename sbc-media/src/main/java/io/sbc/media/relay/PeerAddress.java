package io.sbc.media.relay;

import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is: the address its SDP told, until packets prove another one. Two rules, and never "the last sender wins".
 *
 * <ul>
 * <li>SRTP: any source may send; the newest packet whose tag verified says where the peer is, as often as it moves.
 * <li>Plain: packets from the signalled IP address pass. Another port of that host, or another address from where {@link
 *     AddressLearning} allows it, becomes the peer's after {@link #LATCH_RUN} packets of one SSRC with consecutive sequence
 *     numbers came from it, as long as nothing ever came from the signalled address itself, and once only. Should the
 *     signalled address send later, it has the last word: the latch may have been stolen. Where a phone's signalling comes
 *     from counts as near: behind a NAT its SDP may tell a private address.
 * </ul>
 *
 * <p>All calls of a PBX may have their media on one host. So other ports of it are heard only while the known one is silent, and
 * one where another fork was, whose place the peer has taken, is not heard at all.
 *
 * <p>Neither leads to where {@link MediaNetworks} does not allow media. One thread: the media loop.
 */
final class PeerAddress {

    /** Packets in a row that a foreign source needs: 100 ms of speech. */
    static final int LATCH_RUN = 5;
    private static final int LEFT_MAX = 4;
    /** So long after a packet of the known source other ports of its host are not heard: longer than any packet of speech. */
    static final long SILENT_NANOS = 200_000_000;

    private final MediaNetworks networks;
    private final AddressLearning learning;
    private @Nullable UdpAddress signalled;
    private @Nullable UdpAddress current;
    /** A packet told the address: plain latching has ended, and RTCP no longer follows RTP. */
    private boolean settled;
    private final LatchCandidate candidate = new LatchCandidate();
    /** Where forks were that are not the peer any more; the last few. */
    private final @Nullable UdpAddress[] left = new UdpAddress[LEFT_MAX];
    private int leftCount;
    /** Where the peer's signalling comes from, if that is known; its port means nothing. */
    private @Nullable UdpAddress signalling;
    private boolean heard;
    private long heardNanos;

    /** A source that was refused last, so that its further packets cost nothing. */
    private @Nullable UdpAddress refused;

    PeerAddress(MediaNetworks networks, AddressLearning learning) {
        this.networks = networks;
        this.learning = learning;
    }

    /** What is said of a packet's source. */
    enum Verdict {
        /** Not the peer's. */
        REJECTED,
        /** The peer's, but media must not go there, so it is not learned. */
        UNWANTED,
        /** The peer's. */
        ADMITTED,
        /** The peer's, and it shows that the peer is elsewhere than we thought. */
        MOVED
    }

    /**
     * Takes what signalling says now, unless media must not go there; learning starts anew, and true is returned, only if that is
     * something else than before.
     */
    boolean signal(@Nullable UdpAddress told) {
        return signal(told, true);
    }

    /** @param samePeer false when another fork is meant from now on */
    boolean signal(@Nullable UdpAddress told, boolean samePeer) {
        UdpAddress address = told != null && isAllowed(told) ? told : null;
        if (Objects.equals(address, signalled)) {
            return false;
        }
        if (!samePeer && signalled != null) {
            left[leftCount++ % LEFT_MAX] = signalled;
        }
        signalled = address;
        forgetLearned();
        return true;
    }

    /** Where the peer's signalling comes from; null while nobody knows. */
    void signalledFrom(@Nullable UdpAddress address) {
        signalling = address;
    }

    /** Goes back to the signalled address. */
    void forgetLearned() {
        current = signalled;
        settled = false;
        heard = false;
        candidate.clear();
    }

    int approach() {
        UdpAddress address = current;
        return address == null ? 0 : address.port();
    }

    /** Where to send to, or null. */
    @Nullable
    UdpAddress current() {
        return current;
    }

    /** Where packets showed the peer to be; empty while it is where signalling says. */
    Optional<UdpAddress> learned() {
        return isLearned() ? Optional.ofNullable(current) : Optional.empty();
    }

    /** Packets that a process before this one has seen showed the peer to be here. */
    void restore(UdpAddress address) {
        if (signalled != null && isAllowed(address)) {
            current = address;
            settled = true;
        }
    }

    /** Whether packets, not signalling, told where the peer is. */
    boolean isLearned() {
        return !Objects.equals(current, signalled);
    }

    /** Whether the packet came from where the peer is known to be. */
    boolean isFromPeer(Datagram datagram) {
        UdpAddress known = current;
        return known != null && datagram.isFrom(known);
    }

    /** A verified packet, the newest of its source, says where the peer is now. */
    Verdict offerAuthentic(Datagram datagram) {
        if (current != null && datagram.isFrom(current)) {
            return Verdict.ADMITTED;
        }
        if (!mayLearn(datagram)) {
            return Verdict.UNWANTED;
        }
        current = datagram.source();
        settled = true;
        return Verdict.MOVED;
    }

    private boolean mayLearn(Datagram datagram) {
        if (refused != null && datagram.isFrom(refused)) {
            return false;
        }
        UdpAddress source = datagram.source();
        if (isAllowed(source)) {
            return true;
        }
        refused = source;
        return false;
    }

    private boolean isAllowed(UdpAddress address) {
        return networks.refusalOf(address.toSocketAddress()).isEmpty();
    }

    /** The source that was refused last. */
    @Nullable
    UdpAddress refused() {
        return refused;
    }

    /** Judges a plain RTP packet by its source. */
    Verdict offerPlain(Datagram datagram, int ssrc, int sequenceNumber, long nowNanos) {
        UdpAddress told = signalled;
        if (told == null || current == null) {
            return Verdict.REJECTED;
        }
        if (datagram.isFrom(told)) {
            hear(nowNanos);
            return settleOnSignalled(told);
        }
        if (datagram.isFrom(current)) {
            hear(nowNanos);
            return Verdict.ADMITTED;
        }
        if (hasLeft(datagram)) {
            return Verdict.REJECTED;
        }
        boolean signalledHost = datagram.isFromHost(told);
        if (settled) {
            return signalledHost && !isLearned() && isSilent(nowNanos) ? Verdict.ADMITTED : Verdict.REJECTED;
        }
        if (!signalledHost && !isNear(datagram, told)) {
            return Verdict.REJECTED;
        }
        if (candidate.countOf(datagram, ssrc, sequenceNumber) >= LATCH_RUN) {
            if (!mayLearn(datagram)) {
                return Verdict.UNWANTED;
            }
            current = datagram.source();
            settled = true;
            return Verdict.MOVED;
        }
        return signalledHost ? Verdict.ADMITTED : Verdict.REJECTED;
    }

    private void hear(long nowNanos) {
        heard = true;
        heardNanos = nowNanos;
    }

    private boolean isSilent(long nowNanos) {
        return !heard || nowNanos - heardNanos > SILENT_NANOS;
    }

    private boolean hasLeft(Datagram datagram) {
        for (int i = 0; i < Math.min(leftCount, LEFT_MAX); i++) {
            UdpAddress address = left[i];
            if (address != null && datagram.isFrom(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNear(Datagram datagram, UdpAddress told) {
        UdpAddress flow = signalling;
        return switch (learning) {
            case HOST -> false;
            case NETWORK -> datagram.isFromNetworkOf(told) || (flow != null && datagram.isFromHost(flow));
            case ANYWHERE -> true;
        };
    }

    /**
     * Judges a plain RTCP packet, which has no sequence number: it must come from the host of RTP.
     *
     * @param rtp where the peer's RTP is
     */
    Verdict offerPlainRtcp(Datagram datagram, PeerAddress rtp) {
        UdpAddress told = signalled;
        if (told == null || current == null) {
            return Verdict.REJECTED;
        }
        if (datagram.isFrom(told)) {
            return settleOnSignalled(told);
        }
        if (datagram.isFrom(current)) {
            return Verdict.ADMITTED;
        }
        if (hasLeft(datagram)) {
            return Verdict.REJECTED;
        }
        UdpAddress rtpAddress = rtp.current();
        boolean rtpHost = rtpAddress != null && datagram.isFromHost(rtpAddress);
        if (!settled && rtpHost) {
            if (!mayLearn(datagram)) {
                return Verdict.UNWANTED;
            }
            current = datagram.source();
            settled = true;
            return Verdict.MOVED;
        }
        return rtpHost || datagram.isFromHost(current) ? Verdict.ADMITTED : Verdict.REJECTED;
    }

    /** Judges a plain RTCP packet on a port shared with RTP (RFC 5761); it never moves the address. */
    Verdict offerMuxedRtcp(Datagram datagram) {
        if (signalled == null || current == null) {
            return Verdict.REJECTED;
        }
        return datagram.isFromHost(current) || datagram.isFromHost(signalled) ? Verdict.ADMITTED : Verdict.REJECTED;
    }

    /** RTP was learned elsewhere: until RTCP shows up itself, it is taken to be on the port after. */
    void follow(UdpAddress rtp) {
        UdpAddress next = rtp.withPort((rtp.port() + 1) & 0xffff);
        if (!settled && signalled != null && isAllowed(next)) {
            current = next;
        }
    }

    private Verdict settleOnSignalled(UdpAddress address) {
        boolean moved = isLearned();
        current = address;
        settled = true;
        return moved ? Verdict.MOVED : Verdict.ADMITTED;
    }
}
