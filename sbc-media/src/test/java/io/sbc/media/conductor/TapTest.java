package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaTap;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.socket.IoKind;
import io.sbc.media.srtp.Packets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packets of a real session, from SRTP here to RTP there, seen by a tap. */
class TapTest {

    private static final InetAddress SET = InetAddress.ofLiteral("127.0.79.1");
    private static final InetAddress ICP = InetAddress.ofLiteral("127.0.79.2");
    private static final InetAddress PHONE = InetAddress.ofLiteral("127.0.79.3");
    private static final MediaSessionId ID = new MediaSessionId(1);

    /** What a tap saw of one packet. */
    private record Seen(MediaSide side, boolean sent, int localPort, String remote, List<Byte> octets) {}

    private final SrtpKey phoneKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1);
    private final SrtpKey ourKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 2);
    private final TestOwner owner = new TestOwner();
    private final MediaConductor plane = MediaConductor.start(new MediaPlaneSettings(new SideAddress(SET, SET),
            new SideAddress(ICP, ICP), 20_000, 20_099, Duration.ofSeconds(1), 1, IoKind.AUTO, Duration.ZERO, 10),
            Clock.system(), new Random(4));
    private final TestPeer phone = new TestPeer(PHONE).withKeys(phoneKey, ourKey);
    private final TestPeer pbx = new TestPeer(ICP);

    @AfterEach
    void close() {
        phone.close();
        pbx.close();
        plane.close();
    }

    private StreamPorts opened() {
        plane.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
        StreamPorts ports = owner.next(MediaEvent.Opened.class).streams().getFirst();
        plane.offer(new MediaCommand.Apply(ID, new MediaPlan(
                List.of(new StreamPlan(Optional.of(phone.plan()), Optional.of(pbx.plan()))))));
        settle();
        return ports;
    }

    /** What was asked before is done when this is answered. */
    private void settle() {
        assertTrue(plane.offer(new MediaCommand.Query(ID)));
        owner.await(MediaEvent.Report.class);
    }

    private byte[] talk(StreamPorts ports, int sequenceNumber) {
        byte[] speech = TestPeer.speech(1, sequenceNumber);
        phone.sendRtp(speech, ports.set());
        assertArrayEquals(speech, pbx.receiveRtp());
        return speech;
    }

    private List<Seen> seen() {
        List<Seen> seen = new ArrayList<>();
        assertEquals(0, plane.readTapped(packet -> {
            List<Byte> octets = new ArrayList<>();
            for (byte octet : Arrays.copyOf(packet.octets(), packet.length())) {
                octets.add(octet);
            }
            seen.add(new Seen(packet.side(), packet.sent(), packet.localPort(), packet.remote().getHostAddress(),
                    octets));
        }));
        return seen;
    }

    private static List<Byte> list(byte[] octets) {
        List<Byte> list = new ArrayList<>();
        for (byte octet : octets) {
            list.add(octet);
        }
        return list;
    }

    @Test
    void shouldShowNothingUntilItBeginsAndAfterItsEnd() {
        StreamPorts ports = opened();
        talk(ports, 1);
        plane.tap(new MediaTap.Begin(true, false));
        settle();
        assertEquals(List.of(), seen());
        talk(ports, 2);
        settle();

        assertEquals(2, seen().size());
        plane.tap(new MediaTap.End());
        settle();
        talk(ports, 3);
        assertEquals(List.of(), seen());
    }

    @Test
    void shouldShowPacketsAsTheyAreOnTheWire() {
        plane.tap(new MediaTap.Begin(true, false));
        StreamPorts ports = opened();

        byte[] speech = talk(ports, 1);
        settle();

        List<Seen> seen = seen();
        assertEquals(new Seen(MediaSide.ICP, true, ports.icp().getPort(), "127.0.79.2", list(speech)), seen.get(1));
        assertEquals(MediaSide.SET, seen.get(0).side());
        assertEquals("127.0.79.3", seen.get(0).remote());
        assertEquals(ports.set().getPort(), seen.get(0).localPort());
        assertEquals(speech.length + 4, seen.get(0).octets().size(), "with its tag");
    }

    @Test
    void shouldShowDecryptedPacketsOfTheSessionThatWasNamed() {
        plane.tap(new MediaTap.Begin(false, true));
        StreamPorts ports = opened();
        talk(ports, 1);
        settle();
        assertEquals(List.of(), seen(), "not named yet");

        plane.tap(new MediaTap.Add(MediaSide.ICP, ports.set().getPort() + 2_000));
        plane.tap(new MediaTap.Add(MediaSide.SET, ports.set().getPort()));
        settle();
        byte[] speech = talk(ports, 2);
        settle();

        assertEquals(List.of(new Seen(MediaSide.SET, false, ports.set().getPort(), "127.0.79.3", list(speech)),
                new Seen(MediaSide.ICP, true, ports.icp().getPort(), "127.0.79.2", list(speech))), seen());
    }
}
