package io.sbc.media.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where media of one side may be sent to. Who can make us send packets anywhere has a weapon, so some places are refused by
 * themselves: broadcast and multicast, what is no host, loopback unless we listen there, and our own media ports on the
 * set side (two calls that point at each other would send one packet in circles for ever). Configured networks go before
 * that; of several that hold an address the one with the longest prefix decides, and of two alike the denial.
 *
 * <p>Immutable; any thread. Asked when a plan comes, by signalling before that, and when an address is to be learned.
 */
public final class MediaNetworks {

    /** Nothing is refused: for tests and for loads that are not of this world. */
    public static final MediaNetworks ANYWHERE = new MediaNetworks(
            List.of(Network.of("0.0.0.0/0"), Network.of("::/0")), List.of(), true, List.of());

    private final List<Network> allowed;
    private final List<Network> denied;
    private final boolean loopback;
    private final List<PortRange> own;

    /**
     * @param allowed networks that media may go to
     * @param denied networks that it may not
     * @param loopback whether loopback is allowed where neither list says anything
     * @param own our own ports that media of this side must not come back to
     */
    public MediaNetworks(List<Network> allowed, List<Network> denied, boolean loopback, List<PortRange> own) {
        this.allowed = List.copyOf(allowed);
        this.denied = List.copyOf(denied);
        this.loopback = loopback;
        this.own = List.copyOf(own);
    }

    /** Why media must not be sent there. */
    public enum Refusal {
        /** {@code deny} of the configuration. */
        DENIED,
        MULTICAST,
        BROADCAST,
        /** 0.0.0.0/8, 240.0.0.0/4, port 0. */
        NO_HOST,
        LOOPBACK,
        /** A media port of our own. */
        OURSELVES
    }

    /**
     * A network.
     *
     * @param address any address in it; an IPv4-mapped one is IPv4
     * @param prefixLength bits that are compared, 0 to 32 or 128
     */
    public record Network(InetAddress address, int prefixLength) {

        public Network {
            if (prefixLength < 0 || prefixLength > 8 * address.getAddress().length) {
                throw new IllegalArgumentException("no prefix length of " + address + ": " + prefixLength);
            }
        }

        /** From CIDR notation. */
        static Network of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Network(InetAddress.ofLiteral(cidr.substring(0, slash)),
                    Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(InetAddress candidate) {
            byte[] ours = address.getAddress();
            byte[] theirs = candidate.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < prefixLength; bit += 8) {
                int mask = prefixLength - bit >= 8 ? 0xff : 0xff << (8 - (prefixLength - bit));
                if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Ports of one of our addresses, both ends included. */
    public record PortRange(InetAddress address, int first, int last) {

        boolean contains(InetSocketAddress candidate) {
            return candidate.getPort() >= first && candidate.getPort() <= last
                    && address.equals(candidate.getAddress());
        }
    }

    /** Why media must not go to {@code destination}, which is resolved; empty when it may. */
    public Optional<Refusal> refusalOf(InetSocketAddress destination) {
        InetAddress host = destination.getAddress();
        if (destination.getPort() == 0) {
            return Optional.of(Refusal.NO_HOST);
        }
        if (own.stream().anyMatch(range -> range.contains(destination))) {
            return Optional.of(Refusal.OURSELVES);
        }
        int allow = longest(allowed, host);
        int deny = longest(denied, host);
        if (deny >= 0 && deny >= allow) {
            return Optional.of(Refusal.DENIED);
        }
        return allow >= 0 ? Optional.empty() : byDefault(host);
    }

    private static int longest(List<Network> networks, InetAddress host) {
        int longest = -1;
        for (Network network : networks) {
            if (network.prefixLength() > longest && network.contains(host)) {
                longest = network.prefixLength();
            }
        }
        return longest;
    }

    private Optional<Refusal> byDefault(InetAddress host) {
        if (host.isMulticastAddress()) {
            return Optional.of(Refusal.MULTICAST);
        }
        if (host instanceof Inet4Address) {
            byte[] octets = host.getAddress();
            int first = octets[0] & 0xff;
            if (first == 255 && octets[1] == -1 && octets[2] == -1 && octets[3] == -1) {
                return Optional.of(Refusal.BROADCAST);
            }
            if (first == 0 || first >= 240) {
                return Optional.of(Refusal.NO_HOST);
            }
        } else if (host.isAnyLocalAddress()) {
            return Optional.of(Refusal.NO_HOST);
        }
        return host.isLoopbackAddress() && !loopback ? Optional.of(Refusal.LOOPBACK) : Optional.empty();
    }
}
