package io.sbc.media.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.RelayRules;
import io.sbc.media.relay.EndpointSetup;
import io.sbc.media.relay.ReportMaking;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.IoKind;
import io.sbc.media.socket.MediaIo;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that wait at one port: one is taken in a first turn, many in those after it. */
class BacklogTest {

    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
    private static final int LENGTH = 172;
    private static final int BACKLOG = 40;

    private final VirtualClock clock = new VirtualClock(0);
    private final Datagram datagram = new Datagram();

    @ParameterizedTest
    @EnumSource(IoKind.class)
    void shouldCatchUpInFewTurns(IoKind kind) throws IOException {
        MediaIo io = MediaIo.of(kind);
        var loop = new MediaLoop(0, io.newPoller(), clock, Duration.ofSeconds(30), RelayRules.LAX, Duration.ofHours(1),
                new ReportMaking(0, new Random(3), new NtpClock(clock)), new Counters<>(MediaCounter.class),
                event -> true);
        var setPorts = new PortPair(open(io), open(io));
        var icpPorts = new PortPair(open(io), open(io));
        try (UdpChannel phone = open(io); UdpChannel pbx = open(io)) {
            var id = new MediaSessionId(1);
            loop.offer(new LoopCommand.Attach(id, List.of(new LoopCommand.BoundStream(setPorts, icpPorts))));
            loop.offer(new LoopCommand.Apply(id, List.of(new StreamSetup(endpoint(phone), endpoint(pbx)))));
            loop.doWork();
            for (int i = 0; i < BACKLOG; i++) {
                send(phone, address(setPorts.rtp()), i);
            }

            assertEquals(1, relayedIn(loop, pbx, 0));
            assertEquals(16, relayedIn(loop, pbx, 1));
            assertEquals(16, relayedIn(loop, pbx, 17));
            assertEquals(7, relayedIn(loop, pbx, 33));
        } finally {
            loop.onClose();
            datagram.close();
        }
    }

    /** One turn of the loop, and what has come out of it, in order. */
    private int relayedIn(MediaLoop loop, UdpChannel pbx, int first) {
        loop.doWork();
        int number = 0;
        while (pbx.receive(datagram) == LENGTH) {
            assertEquals(first + number++, RtpHeader.sequenceNumber(datagram.octets()));
        }
        return number;
    }

    private void send(UdpChannel phone, UdpAddress target, int number) {
        byte[] packet = datagram.octets();
        packet[0] = (byte) 0x80;
        packet[1] = 0;
        Octets.putShort(packet, 2, number);
        Octets.putInt(packet, 4, 160 * number);
        Octets.putInt(packet, 8, 7);
        datagram.length(LENGTH);
        phone.send(datagram, target);
    }

    private static UdpChannel open(MediaIo io) throws IOException {
        return io.open(new InetSocketAddress(HOST, 0));
    }

    private static UdpAddress address(UdpChannel channel) {
        return UdpAddress.of(new InetSocketAddress(HOST, channel.localPort()));
    }

    private static EndpointSetup endpoint(UdpChannel peer) {
        return new EndpointSetup(address(peer), null, false, null, null, true, true);
    }
}
