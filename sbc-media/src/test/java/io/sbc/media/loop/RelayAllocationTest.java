package io.sbc.media.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import com.sun.management.ThreadMXBean;
import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.relay.EndpointSetup;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.IoKind;
import io.sbc.media.socket.MediaIo;
import io.sbc.media.relay.ReportMaking;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import io.sbc.media.tap.PacketRing;
import io.sbc.media.tap.StreamTap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole way of a packet through a loop, with real sockets, leaves no garbage: poll, receive, unprotect, count, learn,
 * protect, send, and what a loop does ten times a second besides. Whoever adds to that way is told here. Samples of a session's
 * counters are not taken: they are made each second, not for packets.
 */
class RelayAllocationTest {

    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int WARM_UP = 6_000;
    private static final int MEASURED = 20_000;
    private static final int PLAIN = 172;
    private static final long MILLISECOND = 1_000_000;

    private final VirtualClock clock = new VirtualClock(0);
    private final Counters<MediaCounter> counters = new Counters<>(MediaCounter.class);
    private final Datagram datagram = new Datagram();
    private final byte[] packet = new byte[256];

    @ParameterizedTest
    @CsvSource({"AUTO, AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80, false",
        "AUTO, AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80, true",
        "NATIVE, AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80, false", "NATIVE, AEAD_AES_128_GCM, , false",
        "NATIVE, , , false", "NIO, AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80, false"})
    void shouldAllocateNothingForAPacket(IoKind kind, @Nullable SrtpSuite setSuite, @Nullable SrtpSuite icpSuite,
            boolean tapped) throws IOException {
        MediaIo io = MediaIo.of(kind);
        var loop = new MediaLoop(0, io.newPoller(), clock, Duration.ofSeconds(30), RelayRules.LAX,
                Duration.ofHours(1), new ReportMaking(500 * MILLISECOND, new Random(3), new NtpClock(clock)), counters,
                event -> true);
        var setPorts = new PortPair(open(io), open(io));
        var icpPorts = new PortPair(open(io), open(io));
        try (UdpChannel phone = open(io); UdpChannel pbx = open(io)) {
            SrtpKey fromPhone = Packets.key(setSuite == null ? SrtpSuite.AES_CM_128_HMAC_SHA1_80 : setSuite, 1);
            var id = new MediaSessionId(1);
            if (tapped) {
                loop.offer(new LoopCommand.Tap(Optional.of(new StreamTap(new PacketRing(1024), false, clock)), true));
            }
            loop.offer(new LoopCommand.Attach(id, List.of(new LoopCommand.BoundStream(setPorts, icpPorts))));
            loop.offer(new LoopCommand.Apply(id, List.of(new StreamSetup(
                    endpoint(phone, setSuite == null ? null : new SrtpReceiveContext(fromPhone), null),
                    endpoint(pbx, null, icpSuite == null ? null : new SrtpSendContext(Packets.key(icpSuite, 2)))))));
            @Nullable
            SrtpSendContext sender = setSuite == null ? null : new SrtpSendContext(fromPhone);
            UdpAddress target = address(setPorts.rtp());
            relay(loop, sender, phone, pbx, target, 0, WARM_UP);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().threadId();

            long before = threads.getThreadAllocatedBytes(thread);
            int arrived = relay(loop, sender, phone, pbx, target, WARM_UP, WARM_UP + MEASURED);
            long allocated = threads.getThreadAllocatedBytes(thread) - before;

            assertEquals(MEASURED, arrived);
            assertTrue(allocated < MEASURED, allocated + " octets for " + MEASURED + " packets");
        } finally {
            loop.onClose();
            datagram.close();
        }
    }

    private static UdpChannel open(MediaIo io) throws IOException {
        return io.open(new InetSocketAddress(HOST, 0));
    }

    private static UdpAddress address(UdpChannel channel) {
        return UdpAddress.of(new InetSocketAddress(HOST, channel.localPort()));
    }

    private static EndpointSetup endpoint(UdpChannel peer, @Nullable SrtpReceiveContext receive,
            @Nullable SrtpSendContext send) {
        return new EndpointSetup(address(peer), null, false, receive, send, true, true);
    }

    /** Sends from the phone, lets the loop turn, receives at the PBX: one packet a millisecond, so that no turn pauses. */
    private int relay(MediaLoop loop, @Nullable SrtpSendContext sender, UdpChannel phone, UdpChannel pbx,
            UdpAddress target, int from, int to) {
        int arrived = 0;
        for (int i = from; i < to; i++) {
            clock.advance(MILLISECOND);
            packet[0] = (byte) 0x80;
            Octets.putShort(packet, 2, i);
            Octets.putInt(packet, 4, 160 * i);
            Octets.putInt(packet, 8, 7);
            int length = sender == null ? PLAIN : sender.protectRtp(packet, PLAIN);
            System.arraycopy(packet, 0, datagram.octets(), 0, length);
            datagram.length(length);
            phone.send(datagram, target);
            loop.doWork();
            arrived += pbx.receive(datagram) >= PLAIN ? 1 : 0;
        }
        return arrived;
    }
}
