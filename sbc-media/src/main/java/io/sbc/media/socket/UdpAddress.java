package io.sbc.media.socket;

import io.sbc.media.rtp.Octets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A UDP address in the form the packet path compares and writes: 128 bits and a port. An IPv4 address is its IPv4-mapped
 * one (RFC 4291 §2.5.5.2). Immutable; made at setup and when an address is learned, never per packet.
 */
public final class UdpAddress {

    private static final long MAPPED_PREFIX = 0xffff_0000_0000L;

    private final long high;
    private final long low;
    private final int port;
    private final InetSocketAddress socketAddress;

    private UdpAddress(long high, long low, int port, InetSocketAddress socketAddress) {
        this.high = high;
        this.low = low;
        this.port = port;
        this.socketAddress = socketAddress;
    }

    /** From a resolved address. */
    public static UdpAddress of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("not resolved: " + address);
        }
        return new UdpAddress(high(host), low(host), address.getPort(), address);
    }

    /** From bits. */
    static UdpAddress of(long high, long low, int port) {
        byte[] octets = new byte[16];
        Octets.putLong(octets, 0, high);
        Octets.putLong(octets, 8, low);
        try {
            // getByAddress makes an IPv4 address of a mapped one.
            return new UdpAddress(high, low, port, new InetSocketAddress(InetAddress.getByAddress(octets), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address", e);
        }
    }

    static long high(InetAddress host) {
        return host instanceof Inet4Address ? 0 : Octets.getLong(host.getAddress(), 0);
    }

    static long low(InetAddress host) {
        byte[] octets = host.getAddress();
        return host instanceof Inet4Address
                ? MAPPED_PREFIX | (Octets.getInt(octets, 0) & 0xffff_ffffL)
                : Octets.getLong(octets, 8);
    }

    static boolean isMappedIpv4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED_PREFIX >>> 32;
    }

    static long mapped(int ipv4) {
        return MAPPED_PREFIX | (ipv4 & 0xffff_ffffL);
    }

    /** The upper half of the IP address. */
    public long high() {
        return high;
    }

    /** The lower half of the IP address. */
    public long low() {
        return low;
    }

    /** The UDP port. */
    public int port() {
        return port;
    }

    /** The same host with another port. */
    public UdpAddress withPort(int otherPort) {
        return new UdpAddress(high, low, otherPort, new InetSocketAddress(socketAddress.getAddress(), otherPort));
    }

    /** As the JDK has it. */
    public InetSocketAddress toSocketAddress() {
        return socketAddress;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UdpAddress that && high == that.high && low == that.low && port == that.port;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + port;
    }

    @Override
    public String toString() {
        return socketAddress.toString();
    }
}
