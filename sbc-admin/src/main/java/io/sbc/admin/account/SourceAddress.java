package io.sbc.admin.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Of an IPv6 address, the /64 network: one subscriber has as many addresses in it as he likes. */
final class SourceAddress {

    private static final int NETWORK_OCTETS = 8;

    private SourceAddress() {}

    static String of(String address) {
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            return literal instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), NETWORK_OCTETS))
                    : address;
        } catch (IllegalArgumentException none) {
            return "?";
        }
    }
}
