package io.sbc.media.api;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a session's media stands: with its {@link MediaPlan} all that another process needs to go on with the same ports and
 * keys. What packets have proved since may be missing: it is found again by the same proofs.
 *
 * @param takenMillis wall clock
 * @param streams one entry for each m-line, in order
 */
public record MediaState(long takenMillis, List<Stream> streams) {

    public MediaState {
        streams = List.copyOf(streams);
    }

    /** Nothing was heard yet on these ports. */
    public static MediaState unheard(long nowMillis, List<StreamPorts> ports) {
        return new MediaState(nowMillis, ports.stream()
                .map(each -> new Stream(each.set().getPort(), each.icp().getPort(), Endpoint.UNHEARD, Endpoint.UNHEARD))
                .toList());
    }

    /** As it stands, and nothing heard yet on the ports of streams that came since. */
    public MediaState extendedTo(List<StreamPorts> ports) {
        if (ports.size() <= streams.size()) {
            return this;
        }
        List<Stream> all = new ArrayList<>(streams);
        all.addAll(unheard(takenMillis, ports.subList(streams.size(), ports.size())).streams);
        return new MediaState(takenMillis, all);
    }

    /** One m-line: our RTP port on each side, and each side. */
    public record Stream(int setPort, int icpPort, Endpoint set, Endpoint icp) {

        /** One side. */
        public Endpoint on(MediaSide side) {
            return side == MediaSide.SET ? set : icp;
        }
    }

    /**
     * One side of an m-line.
     *
     * @param rtp where the peer's packets showed it to be, unless that is where its signalling says
     * @param rtcp the same of its RTCP
     * @param receive of the key under which it sends; empty for plain RTP
     * @param send of the key under which we send to it
     */
    public record Endpoint(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp, Optional<Context> receive,
            Optional<Context> send) {

        /** Of which nothing is known. */
        public static final Endpoint UNHEARD = new Endpoint(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /**
     * A cryptographic context (RFC 3711 §3.2.1).
     *
     * @param rtpPackets what the key has protected
     * @param rtcpIndex the last that we used; 0 when receiving
     * @param sources every SSRC that was met under the key
     */
    public record Context(SrtpKey key, long rtpPackets, long rtcpPackets, long rtcpIndex, List<Source> sources) {

        public Context {
            sources = List.copyOf(sources);
        }
    }

    /**
     * One SSRC.
     *
     * @param rtpIndex the highest, rollover counter and sequence number (RFC 3711 §3.3.1); -1 for none
     * @param rtcpIndex likewise, when receiving
     * @param packetsPerSecond how fast the index has grown of late
     * @param sequenceShift what is added to its sequence numbers on the way through
     * @param timestampShift likewise
     */
    public record Source(int ssrc, long rtpIndex, long rtcpIndex, int packetsPerSecond, int sequenceShift,
            int timestampShift) {}
}
