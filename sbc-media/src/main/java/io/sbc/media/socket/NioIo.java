package io.sbc.media.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** {@link MediaIo} over {@code java.nio}: the portable one. */
final class NioIo implements MediaIo {

    @Override
    public UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException {
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        DatagramChannel channel = DatagramChannel.open(ipv6
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            // For a socket of IPv6 the JDK sets the traffic class.
            channel.setOption(StandardSocketOptions.IP_TOS, trafficClass);
            channel.bind(address);
            return new NioUdpChannel(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Poller newPoller() throws IOException {
        return new NioPoller();
    }

    @Override
    public String description() {
        return "nio";
    }
}
