package io.sbc.media.relay;

import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is: the address its SDP told, until packets prove another one. Two rules, and never "the last sender wins".
 *
 * <ul>
 * <li>SRTP: any source may send; the newest packet whose tag verified says where the peer is, as often as it moves.
 * <li>Plain: packets from the signalled IP address pass. Another port of that host, or another address from where {@link
 *     AddressLearning} allows it, becomes the peer's after {@link #LATCH_RUN} packets of one SSRC with consecutive sequence
 *     numbers came from it, as long as nothing ever came from the signalled address itself, and once only. Should the
 *     signalled address send later, it has the last word: the latch may have been stolen.
 * </ul>
 *
 * <p>Neither leads to where {@link MediaNetworks} does not allow media. One thread: the media loop.
 */
final class PeerAddress {

    /** Packets in a row that a foreign source needs: 100 ms of speech. */
    static final int LATCH_RUN = 5;

    private final MediaNetworks networks;
    private final AddressLearning learning;
    private @Nullable UdpAddress signalled;
    private @Nullable UdpAddress current;
    /** A packet told the address: plain latching has ended, and RTCP no longer follows RTP. */
    private boolean settled;
    private final LatchCandidate candidate = new LatchCandidate();

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
        UdpAddress address = told != null && isAllowed(told) ? told : null;
        if (Objects.equals(address, signalled)) {
            return false;
        }
        signalled = address;
        forgetLearned();
        return true;
    }

    /** Goes back to the signalled address. */
    void forgetLearned() {
        current = signalled;
        settled = false;
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
    Verdict offerPlain(Datagram datagram, int ssrc, int sequenceNumber) {
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
        boolean signalledHost = datagram.isFromHost(told);
        if (settled) {
            return signalledHost && !isLearned() ? Verdict.ADMITTED : Verdict.REJECTED;
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

    private boolean isNear(Datagram datagram, UdpAddress told) {
        return switch (learning) {
            case HOST -> false;
            case NETWORK -> datagram.isFromNetworkOf(told);
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

    /** A foreign source and how many packets in a row it has sent. */
    private static final class LatchCandidate {

        private long high;
        private long low;
        private int port;
        private int ssrc;
        private int nextSequenceNumber;
        private int run;

        int countOf(Datagram datagram, int packetSsrc, int sequenceNumber) {
            boolean continues = run > 0 && datagram.sourcePort() == port && datagram.sourceHigh() == high
                    && datagram.sourceLow() == low && packetSsrc == ssrc && sequenceNumber == nextSequenceNumber;
            run = continues ? run + 1 : 1;
            high = datagram.sourceHigh();
            low = datagram.sourceLow();
            port = datagram.sourcePort();
            ssrc = packetSsrc;
            nextSequenceNumber = (sequenceNumber + 1) & 0xffff;
            return run;
        }

        void clear() {
            run = 0;
        }
    }
}
