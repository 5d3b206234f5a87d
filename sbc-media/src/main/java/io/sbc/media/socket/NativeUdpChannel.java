package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * {@link UdpChannel} over a file descriptor. A {@code sockaddr_in} is family (native order), port and address (network
 * order); a {@code sockaddr_in6} has a flow label between port and address.
 */
final class NativeUdpChannel implements UdpChannel {

    private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int FAMILY_OFFSET = 0;
    private static final int PORT_OFFSET = 2;
    private static final int IPV4_OFFSET = 4;
    private static final int IPV6_OFFSET = 8;
    /** The interface that a link-local address is on (RFC 4007 §6), in native order; 0 for others. */
    private static final int SCOPE_OFFSET = 24;
    private static final int SOCKADDR_IN_LENGTH = 16;
    private static final int SOCKADDR_IN6_LENGTH = 28;
    private static final int SEND_FLAGS = NativeSockets.MSG_DONTWAIT;
    /** With MSG_TRUNC the whole length is told, so that a datagram cut off is noticed. */
    private static final int RECEIVE_FLAGS = NativeSockets.MSG_DONTWAIT | NativeSockets.MSG_TRUNC;

    private final NativeSockets sockets;
    private final int descriptor;
    private final boolean ipv4;
    private final int localPort;
    /** What it is bound to, IPv4 in network order; 0 for IPv6 and for any address. */
    private final int localIpv4;
    private final int trafficClass;
    private boolean closed;
    /** A datagram was put off and then not taken; the next {@link #send} says so. */
    private boolean failed;

    private NativeUdpChannel(NativeSockets sockets, int descriptor, boolean ipv4, int localPort,
            int localIpv4, int trafficClass) {
        this.localIpv4 = localIpv4;
        this.trafficClass = trafficClass;
        this.sockets = sockets;
        this.descriptor = descriptor;
        this.ipv4 = ipv4;
        this.localPort = localPort;
    }

    static NativeUdpChannel open(NativeSockets sockets, InetSocketAddress address, int trafficClass)
            throws IOException {
        boolean ipv4 = address.getAddress() instanceof Inet4Address;
        int descriptor = sockets.socket(ipv4 ? NativeSockets.AF_INET : NativeSockets.AF_INET6,
                NativeSockets.SOCK_DGRAM | NativeSockets.SOCK_NONBLOCK | NativeSockets.SOCK_CLOEXEC);
        if (descriptor < 0) {
            throw new IOException("no UDP socket to be had: the limit of open files may be reached");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sockaddr = arena.allocate(SOCKADDR_IN6_LENGTH, 8);
            MemorySegment length = arena.allocate(JAVA_INT);
            UdpAddress bits = UdpAddress.of(address);
            if (!marks(sockets, descriptor, ipv4, length, trafficClass)) {
                sockets.close(descriptor);
                throw new IOException("packets cannot be marked with traffic class " + trafficClass);
            }
            write(sockaddr, ipv4, bits);
            length.set(JAVA_INT, 0, SOCKADDR_IN6_LENGTH);
            boolean chosen = address.getPort() != 0;
            if (sockets.bind(descriptor, sockaddr.address(), ipv4 ? SOCKADDR_IN_LENGTH : SOCKADDR_IN6_LENGTH) != 0
                    || (!chosen && sockets.getsockname(descriptor, sockaddr.address(), length.address()) != 0)) {
                sockets.close(descriptor);
                throw new BindException("cannot bind " + address);
            }
            return new NativeUdpChannel(sockets, descriptor, ipv4, port(sockaddr),
                    ipv4 ? (int) bits.low() : 0, trafficClass);
        }
    }

    /** A socket of IPv6 that carries IPv4 too marks both. What is not to be marked is not. */
    private static boolean marks(NativeSockets sockets, int descriptor, boolean ipv4, MemorySegment value,
            int trafficClass) {
        if (trafficClass == 0) {
            return true;
        }
        value.set(JAVA_INT, 0, trafficClass);
        int length = (int) JAVA_INT.byteSize();
        return sockets.setsockopt(descriptor, NativeSockets.IPPROTO_IP, NativeSockets.IP_TOS, value.address(),
                length) == 0
                && (ipv4 || sockets.setsockopt(descriptor, NativeSockets.IPPROTO_IPV6, NativeSockets.IPV6_TCLASS,
                        value.address(), length) == 0);
    }

    private static int port(MemorySegment sockaddr) {
        return sockaddr.get(NET_SHORT, PORT_OFFSET) & 0xffff;
    }

    private static void write(MemorySegment sockaddr, boolean ipv4, UdpAddress address) {
        sockaddr.set(NET_SHORT, PORT_OFFSET, (short) address.port());
        if (ipv4) {
            sockaddr.set(JAVA_SHORT, FAMILY_OFFSET, (short) NativeSockets.AF_INET);
            sockaddr.set(NET_INT, IPV4_OFFSET, (int) address.low());
        } else {
            sockaddr.set(JAVA_SHORT, FAMILY_OFFSET, (short) NativeSockets.AF_INET6);
            sockaddr.set(JAVA_INT, IPV4_OFFSET, 0);
            sockaddr.set(NET_LONG, IPV6_OFFSET, address.high());
            sockaddr.set(NET_LONG, IPV6_OFFSET + 8, address.low());
            sockaddr.set(JAVA_INT, SCOPE_OFFSET, address.scope());
        }
    }

    int localIpv4() {
        return localIpv4;
    }

    int trafficClass() {
        return trafficClass;
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public int receive(Datagram datagram) {
        MemorySegment sockaddr = datagram.sockaddr;
        datagram.sockaddrLength.set(JAVA_INT, 0, SOCKADDR_IN6_LENGTH);
        long received = sockets.recvfrom(descriptor, datagram.payload.address(), Datagram.RECEIVE_MAX, RECEIVE_FLAGS,
                sockaddr.address(), datagram.sockaddrLength.address());
        if (received < 0) {
            // EAGAIN, or an error that the next readiness tells again; there is nothing to do about either.
            return NOTHING;
        }
        if (received > Datagram.RECEIVE_MAX) {
            return OVERSIZED;
        }
        datagram.takeFromNative((int) received);
        if (ipv4) {
            datagram.source(0, UdpAddress.mapped(sockaddr.get(NET_INT, IPV4_OFFSET)), port(sockaddr));
        } else {
            datagram.source(sockaddr.get(NET_LONG, IPV6_OFFSET), sockaddr.get(NET_LONG, IPV6_OFFSET + 8),
                    port(sockaddr), sockaddr.get(JAVA_INT, SCOPE_OFFSET));
        }
        return (int) received;
    }

    @Override
    public boolean send(Datagram datagram, UdpAddress destination) {
        if (ipv4 && !UdpAddress.isMappedIpv4(destination.high(), destination.low())) {
            return false;
        }
        if (datagram.defers()) {
            datagram.defer(this, destination);
            boolean taken = !failed;
            failed = false;
            return taken;
        }
        return sendNow(datagram, destination);
    }

    boolean sendNow(Datagram datagram, UdpAddress destination) {
        datagram.copyToNative();
        write(datagram.sockaddr, ipv4, destination);
        long sent = sockets.sendto(descriptor, datagram.payload.address(), datagram.length(), SEND_FLAGS,
                datagram.sockaddr.address(), ipv4 ? SOCKADDR_IN_LENGTH : SOCKADDR_IN6_LENGTH);
        failed = sent != datagram.length();
        return !failed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sockets.close(descriptor);
        }
    }
}
