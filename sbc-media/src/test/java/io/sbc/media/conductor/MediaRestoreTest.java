package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.RelayRules;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.socket.IoKind;
import io.sbc.media.srtp.Packets;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that goes on in another media plane, with the state that the first one told (lesson 13). */
class MediaRestoreTest {

    private static final InetAddress SET = InetAddress.ofLiteral("127.0.78.1");
    private static final InetAddress ICP = InetAddress.ofLiteral("127.0.78.2");
    private static final InetAddress PHONE = InetAddress.ofLiteral("127.0.78.3");
    private static final MediaSessionId ID = new MediaSessionId(1);

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final TestOwner owner = new TestOwner();
    private final TestPeer phone = closing(new TestPeer(PHONE)).withKeys(
            Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 2));
    private final TestPeer pbx = closing(new TestPeer(ICP)).withKeys(
            Packets.key(SrtpSuite.AEAD_AES_128_GCM, 3), Packets.key(SrtpSuite.AEAD_AES_128_GCM, 4));

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose.reversed()) {
            closeable.close();
        }
    }

    private <C extends AutoCloseable> C closing(C closeable) {
        toClose.add(closeable);
        return closeable;
    }

    /** Few ports, so that those that are kept for emergency calls are among those that are wanted again. */
    private MediaConductor plane() {
        return closing(MediaConductor.start(new MediaPlaneSettings(new SideAddress(SET, SET), new SideAddress(ICP, ICP),
                21_000, 21_399, Duration.ofSeconds(1), 1, IoKind.AUTO, Duration.ZERO, 10, RelayRules.LAX,
                new QualitySettings(Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofSeconds(5))),
                Clock.system(), new Random(4)));
    }

    private void apply(MediaConductor plane, EndpointPlan ofPhone) {
        assertTrue(plane.offer(new MediaCommand.Apply(ID,
                new MediaPlan(List.of(new StreamPlan(Optional.of(ofPhone), Optional.of(pbx.plan())))))));
        assertTrue(plane.offer(new MediaCommand.Query(ID)));
        owner.await(MediaEvent.Report.class);
    }

    private void exchange(StreamPorts ports, int first, int packets) {
        for (int i = first; i < first + packets; i++) {
            byte[] speech = TestPeer.speech(1, i);
            phone.sendRtp(speech, ports.set());
            assertArrayEquals(speech, pbx.receiveRtp());
            byte[] answer = TestPeer.speech(2, i);
            pbx.sendRtp(answer, ports.icp());
            assertArrayEquals(answer, phone.receiveRtp());
        }
    }

    private MediaState stateWith(long index) {
        MediaState state = owner.await(MediaEvent.Sampled.class).state();
        while (highest(state) < index) {
            state = owner.await(MediaEvent.Sampled.class).state();
        }
        return state;
    }

    private static long highest(MediaState state) {
        return state.streams().getFirst().icp().send().stream().flatMap(context -> context.sources().stream())
                .mapToLong(MediaState.Source::rtpIndex).max().orElse(-1);
    }

    /** The phone is behind a NAT: what its SDP told is not where it is, and after the restart the PBX speaks first. */
    @Test
    void shouldGoOnOnTheSamePortsUnderTheSameKeysTowardsTheSameAddresses() {
        EndpointPlan behindNat = phone.plan(new InetSocketAddress("10.9.9.9", 4000));
        StreamPorts ports;
        MediaState state;
        try (MediaConductor first = plane()) {
            first.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
            ports = owner.next(MediaEvent.Opened.class).streams().getFirst();
            apply(first, behindNat);
            byte[] hello = TestPeer.speech(1, 0xfeff);
            phone.sendRtp(hello, ports.set());
            assertArrayEquals(hello, pbx.receiveRtp());
            exchange(ports, 0xff00, 300);
            state = stateWith(0xff00 + 299);
            exchange(ports, 0xff00 + 300, 20); // nobody kept that
            byte[] report = Packets.senderReport(2, 1);
            pbx.sendRtcp(report, ports.icp());
        }

        MediaConductor second = plane();
        second.open(MediaCommand.Open.again(ID, false, state), Runnable::run, owner);
        assertEquals(ports, owner.await(MediaEvent.Opened.class).streams().getFirst());
        apply(second, behindNat);

        byte[] first = TestPeer.speech(2, 0xff00 + 400);
        pbx.sendRtp(first, ports.icp());
        assertArrayEquals(first, phone.receiveRtp());
        exchange(ports, 0xff00 + 401, 100);
        assertEquals(4, second.portsInUse());
    }

    @Test
    void shouldRefuseASessionWhosePortIsTaken() throws Exception {
        MediaState state;
        StreamPorts ports;
        try (MediaConductor first = plane()) {
            first.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
            ports = owner.next(MediaEvent.Opened.class).streams().getFirst();
            state = MediaState.unheard(0, List.of(ports));
        }
        closing(new DatagramSocket(ports.icp()));
        MediaConductor second = plane();

        second.open(MediaCommand.Open.again(ID, false, state), Runnable::run, owner);

        assertEquals(MediaEvent.RefusalReason.SOCKET_FAILED, owner.await(MediaEvent.OpenRefused.class).reason());
        assertEquals(0, second.sessions());
    }
}
