package io.sbc.media.socket;

import io.sbc.media.rtp.Octets;
import java.net.Inet4Address;
import java.net.Inet6Address;
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
    private final int scope;
    private final InetSocketAddress socketAddress;

    private UdpAddress(long high, long low, int port, int scope, InetSocketAddress socketAddress) {
        this.high = high;
        this.low = low;
        this.port = port;
        this.scope = scope;
        this.socketAddress = socketAddress;
    }

    /** From a resolved address. */
    public static UdpAddress of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("not resolved: " + address);
        }
        return new UdpAddress(high(host), low(host), address.getPort(), scope(host), address);
    }

    /** From bits; {@code scope} is the interface of a link-local address, else 0. */
    static UdpAddress of(long high, long low, int port, int scope) {
        byte[] octets = new byte[16];
        Octets.putLong(octets, 0, high);
        Octets.putLong(octets, 8, low);
        try {
            // getByAddress makes an IPv4 address of a mapped one.
            InetAddress host = scope == 0
                    ? InetAddress.getByAddress(octets)
                    : Inet6Address.getByAddress(null, octets, scope);
            return new UdpAddress(high, low, port, scope, new InetSocketAddress(host, port));
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

    /** The interface of a link-local address (RFC 4007 §6); 0 for others and where none is told. */
    static int scope(InetAddress host) {
        return host instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress() ? ipv6.getScopeId() : 0;
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

    /** The interface that a link-local address is on, else 0. */
    int scope() {
        return scope;
    }

    /** The same host with another port. */
    public UdpAddress withPort(int otherPort) {
        return new UdpAddress(high, low, otherPort, scope,
                new InetSocketAddress(socketAddress.getAddress(), otherPort));
    }

    /** As the JDK has it. */
    public InetSocketAddress toSocketAddress() {
        return socketAddress;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UdpAddress that && high == that.high && low == that.low && port == that.port
                && scope == that.scope;
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
