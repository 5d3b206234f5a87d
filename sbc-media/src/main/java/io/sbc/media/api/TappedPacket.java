package io.sbc.media.api;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A packet of a tapped session, as a view that is used again for the next one. One thread: the reader. */
public final class TappedPacket {

    private final byte[] octets;
    private long nanos;
    private MediaSide side = MediaSide.SET;
    private boolean sent;
    private int localPort;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;
    private int originalLength;

    /** @param octetsMax what is kept of a packet */
    public TappedPacket(int octetsMax) {
        octets = new byte[octetsMax];
    }

    /** Shows another packet, of which {@code from} has the octets at {@code offset}. */
    public void set(long atNanos, MediaSide ofSide, boolean isSent, int port, long high, long low, int otherPort,
            int length, byte[] from, int offset) {
        nanos = atNanos;
        side = ofSide;
        sent = isSent;
        localPort = port;
        remoteHigh = high;
        remoteLow = low;
        remotePort = otherPort;
        originalLength = length;
        System.arraycopy(from, offset, octets, 0, Math.min(length, octets.length));
    }

    /** When it came or went, by the monotonic clock. */
    public long nanos() {
        return nanos;
    }

    /** On which side. */
    public MediaSide side() {
        return side;
    }

    /** Whether we sent it. */
    public boolean sent() {
        return sent;
    }

    /** Our port. */
    public int localPort() {
        return localPort;
    }

    /** The peer's address; allocates. */
    public InetAddress remote() {
        byte[] address = new byte[16];
        for (int i = 0; i < 8; i++) {
            address[i] = (byte) (remoteHigh >>> (56 - 8 * i));
            address[8 + i] = (byte) (remoteLow >>> (56 - 8 * i));
        }
        try {
            return InetAddress.getByAddress(address); // an IPv4 address of a mapped one
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address", e);
        }
    }

    /** The peer's port. */
    public int remotePort() {
        return remotePort;
    }

    /** Octets of the packet. */
    public int originalLength() {
        return originalLength;
    }

    /** Octets of it that were kept, in {@link #octets} from 0 on. */
    public int length() {
        return Math.min(originalLength, octets.length);
    }

    /** They are the next packet's soon. */
    public byte[] octets() {
        return octets;
    }
}
