package io.sbc.media.api;

/**
 * What holds for all streams.
 *
 * @param packetsPerSecond what one endpoint of one stream may send, RTP and RTCP together; 0 for any number
 * @param strangerPacketsPerSecond packets from elsewhere than the peer's address that one port looks at: each costs a
 *     verification, and a peer that moves is there within a few; 0 for any number
 * @param packetOctets UDP payload of a packet at most
 */
public record RelayRules(Side set, Side icp, int packetsPerSecond, int strangerPacketsPerSecond, int packetOctets) {

    /** A longer datagram is never taken: nothing that carries media is longer than an Ethernet frame. */
    public static final int PACKET_OCTETS_MAX = 2048;

    /** Media may go anywhere, come at any rate. */
    public static final RelayRules LAX = new RelayRules(Side.LAX, Side.LAX, 0, 0, PACKET_OCTETS_MAX);

    /** What holds for one side. */
    public record Side(MediaNetworks networks, AddressLearning learning) {

        /** Media may go anywhere, and come from anywhere. */
        public static final Side LAX = new Side(MediaNetworks.ANYWHERE, AddressLearning.ANYWHERE);
    }

    public RelayRules {
        if (packetsPerSecond < 0 || strangerPacketsPerSecond < 0) {
            throw new IllegalArgumentException("rates must not be negative");
        }
        if (packetOctets < 1 || packetOctets > PACKET_OCTETS_MAX) {
            throw new IllegalArgumentException("packets have 1 to " + PACKET_OCTETS_MAX + " octets");
        }
    }

    /** The rules of one side. */
    public Side on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
