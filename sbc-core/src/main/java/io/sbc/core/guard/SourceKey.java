package io.sbc.core.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A source as a number: an IPv4 address, or the /64 network of an IPv6 address, since one host has as many addresses there
 * as it likes. IPv4 lies where the multicast network {@code ffff::/16} would, which is nobody's source.
 */
final class SourceKey {

    private static final long IPV4 = 0xFFFFL << 48;
    private static final int IPV6_OCTETS = 16;

    private SourceKey() {}

    static long of(InetAddress address) {
        byte[] octets = address.getAddress();
        long key = 0;
        if (address instanceof Inet6Address) {
            for (int i = 0; i < Long.BYTES; i++) {
                key = key << 8 | (octets[i] & 0xFF);
            }
            return key;
        }
        for (byte octet : octets) {
            key = key << 8 | (octet & 0xFF);
        }
        return IPV4 | key;
    }

    /** Of what {@link #text} made; empty for anything else. */
    static OptionalLong parse(String text) {
        int slash = text.indexOf('/');
        try {
            long key = of(InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)));
            return text(key).equals(text) ? OptionalLong.of(key) : OptionalLong.empty();
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    /** {@code 192.0.2.7} or {@code 2001:db8:0:1::/64}. */
    static String text(long key) {
        try {
            if (key >>> 48 == 0xFFFF) {
                return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt((int) key).array())
                        .getHostAddress();
            }
            return InetAddress.getByAddress(ByteBuffer.allocate(IPV6_OCTETS).putLong(key).array()).getHostAddress()
                    + "/64";
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
