package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both kinds of sockets, IPv4 and IPv6, on loopback. */
class UdpChannelTest {

    @ParameterizedTest
    @CsvSource({"NATIVE,127.0.0.1", "NATIVE,::1", "NIO,127.0.0.1", "NIO,::1"})
    void shouldCarryDatagramsOfAnyLengthAndTellTheirSource(IoKind kind, String host) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.ofLiteral(host);
        Random random = new Random(3);
        try (UdpChannel a = io.open(new InetSocketAddress(address, 0));
                UdpChannel b = io.open(new InetSocketAddress(address, 0));
                Poller poller = io.newPoller();
                Datagram datagram = new Datagram()) {
            UdpAddress toB = UdpAddress.of(new InetSocketAddress(address, b.localPort()));
            UdpAddress fromA = UdpAddress.of(new InetSocketAddress(address, a.localPort()));
            AtomicInteger ready = new AtomicInteger();
            assertTrue(poller.add(b, () -> {
                ready.incrementAndGet();
                return 1;
            }));
            for (int length : new int[]{0, 1, 172, 1500, Datagram.RECEIVE_MAX}) {
                byte[] content = new byte[length];
                random.nextBytes(content);
                System.arraycopy(content, 0, datagram.octets(), 0, length);
                datagram.length(length);

                assertTrue(a.send(datagram, toB));
                Arrays.fill(datagram.octets(), (byte) 0);
                assertEquals(1, poller.poll(10_000));
                assertEquals(length, b.receive(datagram));

                assertEquals(length, datagram.length());
                assertArrayEquals(content, Arrays.copyOf(datagram.octets(), length));
                assertTrue(datagram.isFrom(fromA));
                assertEquals(fromA, datagram.source());
                assertFalse(datagram.isFrom(toB));
            }
            assertEquals(5, ready.get());
            assertEquals(UdpChannel.NOTHING, b.receive(datagram));
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldNoticeADatagramThatIsTooLong(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.getLoopbackAddress();
        try (UdpChannel a = io.open(new InetSocketAddress(address, 0));
                UdpChannel b = io.open(new InetSocketAddress(address, 0));
                Poller poller = io.newPoller();
                Datagram datagram = new Datagram()) {
            assertTrue(poller.add(b, () -> 1));
            datagram.length(Datagram.RECEIVE_MAX + 1);
            assertTrue(a.send(datagram, UdpAddress.of(new InetSocketAddress(address, b.localPort()))));

            assertEquals(1, poller.poll(10_000));

            assertEquals(UdpChannel.OVERSIZED, b.receive(datagram));
            assertEquals(UdpChannel.NOTHING, b.receive(datagram));
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldRefuseAPortThatIsTaken(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.getLoopbackAddress();
        try (UdpChannel first = io.open(new InetSocketAddress(address, 0))) {
            assertThrows(IOException.class, () -> io.open(new InetSocketAddress(address, first.localPort())));
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldFreeThePortAtOnceWhenClosed(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.getLoopbackAddress();
        try (Poller poller = io.newPoller()) {
            UdpChannel first = io.open(new InetSocketAddress(address, 0));
            int port = first.localPort();
            assertTrue(poller.add(first, () -> 0));
            poller.poll(0);

            poller.remove(first);
            first.close();

            io.open(new InetSocketAddress(address, port)).close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldSayThatAnAddressOfTheOtherFamilyCannotBeReached(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        try (UdpChannel ipv4 = io.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                Datagram datagram = new Datagram()) {
            datagram.length(12);

            assertFalse(ipv4.send(datagram, UdpAddress.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 9))));
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldWakeUpWhenTold(IoKind kind) throws IOException {
        try (Poller poller = MediaIo.of(kind).newPoller()) {
            poller.wakeup();

            assertEquals(0, poller.poll(60_000));
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"NATIVE", "NIO"})
    void shouldAllocateNothingForADatagram(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.getLoopbackAddress();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (UdpChannel a = io.open(new InetSocketAddress(address, 0));
                UdpChannel b = io.open(new InetSocketAddress(address, 0));
                Poller poller = io.newPoller();
                Datagram datagram = new Datagram()) {
            UdpAddress toB = UdpAddress.of(new InetSocketAddress(address, b.localPort()));
            assertTrue(poller.add(b, () -> Math.min(1, b.receive(datagram))));
            datagram.length(172);
            exchange(a, toB, poller, datagram, 20_000);

            long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
            exchange(a, toB, poller, datagram, 20_000);
            long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;

            assertTrue(allocated < 20_000, kind + ": " + allocated + " octets for 20000 datagrams");
        }
    }

    private static void exchange(UdpChannel a, UdpAddress toB, Poller poller, Datagram datagram, int count) {
        for (int i = 0; i < count; i++) {
            a.send(datagram, toB);
            poller.poll(1_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"NATIVE,127.0.0.1,184", "NATIVE,::1,184", "NIO,127.0.0.1,184", "NIO,::1,184", "NATIVE,127.0.0.1,0",
        "NIO,::1,0", "NATIVE,::1,96"})
    void shouldMarkWhatItSends(IoKind kind, String host, int trafficClass) throws Throwable {
        InetAddress address = InetAddress.ofLiteral(host);
        try (MarkReader reader = new MarkReader(address);
                UdpChannel channel = MediaIo.of(kind).open(new InetSocketAddress(address, 0), trafficClass);
                Datagram datagram = new Datagram()) {
            datagram.length(172);

            assertTrue(channel.send(datagram, UdpAddress.of(reader.address())));

            assertEquals(trafficClass, reader.nextMark());
        }
    }

    @Test
    void shouldKeepTheInterfaceOfALinkLocalAddress() throws IOException {
        byte[] octets = new byte[16];
        octets[0] = (byte) 0xfe;
        octets[1] = (byte) 0x80;
        octets[15] = 1;
        UdpAddress onSeven = UdpAddress.of(new InetSocketAddress(Inet6Address.getByAddress(null, octets, 7), 4000));
        UdpAddress signalled = UdpAddress.of(new InetSocketAddress(Inet6Address.getByAddress(octets), 4000));
        try (Datagram datagram = new Datagram()) {
            datagram.source(onSeven.high(), onSeven.low(), 4000, 7);

            assertTrue(datagram.isFrom(onSeven));
            assertTrue(datagram.isFrom(signalled), "SDP tells no interface");
            assertEquals(onSeven, datagram.source());
            assertEquals(7, ((Inet6Address) datagram.source().toSocketAddress().getAddress()).getScopeId());
            assertEquals(7, ((Inet6Address) onSeven.withPort(9).toSocketAddress().getAddress()).getScopeId());
            assertNotEquals(onSeven, signalled);
            datagram.source(onSeven.high(), onSeven.low(), 4000, 8);
            assertFalse(datagram.isFrom(onSeven), "the same address on another interface is another host");
        }
    }
}
