package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sbc.media.rtp.Octets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends the packets of many channels by one system call: through a raw socket, which takes packets of any source port, with IP and
 * UDP headers (RFC 791 §3.1, RFC 768) that are made here. Needs CAP_NET_RAW; for IPv4 from a certain address. What it may not or
 * cannot send, the channel sends itself. One thread.
 *
 * <pre>
 * before the payload: version 4, length 5 words | TOS | total length | 0, don't fragment | TTL 64, UDP, 0 |
 *                     source | destination | source port, destination port | length, checksum
 * </pre>
 */
final class RawSender implements AutoCloseable {

    private static final int BATCH = 64;
    /** Longer packets may have to be fragmented, which a raw socket does not do. */
    private static final int LENGTH_MAX = 1_280;
    private static final int IP_HEADER = 20;
    private static final int HEADERS = IP_HEADER + 8;
    private static final int START = Datagram.HEADER_ROOM - HEADERS;
    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int SOCKADDR = 16;
    private static final int VERSION_4_FIVE_WORDS = 0x45 << 24;
    private static final int DO_NOT_FRAGMENT = 0x4000;
    private static final int UDP = 17;
    private static final int TTL_64_UDP = 64 << 24 | UDP << 16;
    private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final NativeSockets sockets;
    private final int socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers = arena.allocate((long) MMSGHDR * BATCH, 64);
    private final MemorySegment parts = arena.allocate((long) IOVEC * BATCH, 64);
    private final MemorySegment addresses = arena.allocate((long) SOCKADDR * BATCH, 64);
    private final @Nullable Datagram[] queued = new @Nullable Datagram[BATCH];
    private int count;

    RawSender(NativeSockets sockets) throws IOException {
        this.sockets = sockets;
        socket = open(sockets);
        if (socket < 0) {
            throw new IOException("no raw socket to be had");
        }
        for (int i = 0; i < BATCH; i++) {
            addresses.set(JAVA_SHORT, (long) i * SOCKADDR, (short) NativeSockets.AF_INET);
            headers.set(JAVA_LONG, (long) i * MMSGHDR, addresses.address() + (long) i * SOCKADDR);
            headers.set(JAVA_INT, (long) i * MMSGHDR + 8, SOCKADDR);
            headers.set(JAVA_LONG, (long) i * MMSGHDR + 16, parts.address() + (long) i * IOVEC);
            headers.set(JAVA_LONG, (long) i * MMSGHDR + 24, 1);
        }
    }

    private static int open(NativeSockets sockets) {
        return sockets.socket(NativeSockets.AF_INET,
                NativeSockets.SOCK_RAW | NativeSockets.SOCK_NONBLOCK | NativeSockets.SOCK_CLOEXEC,
                NativeSockets.IPPROTO_RAW);
    }

    /** Whether this process may do so. */
    static boolean works(NativeSockets sockets) {
        int socket = open(sockets);
        if (socket >= 0) {
            sockets.close(socket);
        }
        return socket >= 0;
    }

    /** Sends those of {@code datagrams[0, number)} that channels have put off, in their order. */
    void send(Datagram[] datagrams, int number) {
        for (int i = 0; i < number; i++) {
            Datagram datagram = datagrams[i];
            NativeUdpChannel channel = datagram.deferredBy();
            UdpAddress destination = datagram.destination();
            if (channel != null && destination != null) {
                if (channel.localIpv4() == 0 || datagram.length() > LENGTH_MAX) {
                    flush();
                    datagram.sendDeferred();
                } else {
                    queue(datagram, channel, destination);
                }
            }
        }
        flush();
    }

    private void queue(Datagram datagram, NativeUdpChannel channel, UdpAddress destination) {
        if (count == BATCH) {
            flush();
        }
        int udpLength = HEADERS - IP_HEADER + datagram.length();
        int to = (int) destination.low();
        int ports = channel.localPort() << 16 | destination.port();
        MemorySegment room = datagram.room;
        datagram.copyToNative();
        room.set(NET_INT, START, VERSION_4_FIVE_WORDS | channel.trafficClass() << 16 | IP_HEADER + udpLength);
        room.set(NET_INT, START + 4, DO_NOT_FRAGMENT);
        room.set(NET_INT, START + 8, TTL_64_UDP);
        room.set(NET_INT, START + 12, channel.localIpv4());
        room.set(NET_INT, START + 16, to);
        room.set(NET_INT, START + 20, ports);
        room.set(NET_INT, START + 24, udpLength << 16
                | checksum(datagram.octets(), datagram.length(), channel.localIpv4(), to, ports, udpLength));
        parts.set(JAVA_LONG, (long) count * IOVEC, room.address() + START);
        parts.set(JAVA_LONG, (long) count * IOVEC + 8, IP_HEADER + udpLength);
        addresses.set(NET_INT, (long) count * SOCKADDR + 4, to);
        queued[count++] = datagram;
    }

    /** RFC 768: over source, destination, protocol and length, ports and length, and the data; 0 is written as its complement. */
    static int checksum(byte[] data, int length, int from, int to, int ports, int udpLength) {
        long sum = (from & 0xffff_ffffL) + (to & 0xffff_ffffL) + UDP + 2L * udpLength + (ports & 0xffff_ffffL);
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            long octets = Octets.getLong(data, at);
            sum += (octets >>> 32) + (octets & 0xffff_ffffL);
        }
        for (; at < length; at++) {
            sum += (data[at] & 0xffL) << ((at & 1) == 0 ? 8 : 0);
        }
        sum = (sum >>> 32) + (sum & 0xffff_ffffL);
        sum = (sum >>> 16) + (sum & 0xffff);
        sum = (sum >>> 16) + (sum & 0xffff);
        sum = (sum >>> 16) + (sum & 0xffff);
        int checksum = (int) ~sum & 0xffff;
        return checksum == 0 ? 0xffff : checksum;
    }

    private void flush() {
        int done = 0;
        while (done < count) {
            int sent = sockets.sendmmsg(socket, headers.address() + (long) done * MMSGHDR, count - done,
                    NativeSockets.MSG_DONTWAIT);
            if (sent <= 0) {
                // The first one is not taken this way: a filter, a route, a buffer that is full. Its channel tries, and knows.
                Objects.requireNonNull(queued[done]).sendDeferred();
                done++;
            } else {
                for (int i = done; i < done + sent; i++) {
                    Objects.requireNonNull(queued[i]).sent();
                }
                done += sent;
            }
        }
        count = 0;
    }

    @Override
    public void close() {
        sockets.close(socket);
        arena.close();
    }
}
