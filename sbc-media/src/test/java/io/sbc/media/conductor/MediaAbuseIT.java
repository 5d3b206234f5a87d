package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import io.sbc.base.Clock;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.socket.IoKind;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpSendContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What somebody who is not in a call can do to it: 100,000 packets of six kinds at each of its four ports. Nothing. */
class MediaAbuseIT {

    private static final InetAddress SET = InetAddress.ofLiteral("127.0.78.1");
    private static final InetAddress ICP = InetAddress.ofLiteral("127.0.78.2");
    private static final InetAddress PHONE = InetAddress.ofLiteral("127.0.78.3");
    private static final InetAddress ATTACKER = InetAddress.ofLiteral("127.0.78.4");
    private static final MediaSessionId ID = new MediaSessionId(1);
    private static final int BAD_PACKETS = 100_000;

    private final SrtpKey phoneKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1);
    private final SrtpKey ourKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 2);
    private final Random random = new Random(2_026);
    private final TestOwner owner = new TestOwner();

    @Test
    void shouldForwardAndLearnNothingOfWhatStrangersSend() {
        RelayRules.Side side = new RelayRules.Side(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        MediaPlaneSettings settings = new MediaPlaneSettings(new SideAddress(SET, SET), new SideAddress(ICP, ICP),
                20_000,
                20_099, Duration.ofSeconds(1), 1, IoKind.AUTO, Duration.ZERO, 10,
                new RelayRules(side, side, 3000, 500, 1500));
        try (MediaConductor plane = MediaConductor.start(settings, Clock.system(), new Random(4));
                TestPeer phone = new TestPeer(PHONE).withKeys(phoneKey, ourKey);
                TestPeer pbx = new TestPeer(ICP);
                TestPeer attacker = new TestPeer(ATTACKER)) {
            plane.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
            StreamPorts ports = owner.next(MediaEvent.Opened.class).streams().getFirst();
            plane.offer(new MediaCommand.Apply(ID, new MediaPlan(
                    List.of(new StreamPlan(Optional.of(phone.plan()), Optional.of(pbx.plan()))))));
            query(plane);
            talk(phone, pbx, ports, 0);

            List<InetSocketAddress> targets = List.of(ports.set(), after(ports.set()), ports.icp(), after(ports.icp()));
            for (int i = 0; i < BAD_PACKETS; i++) {
                attacker.sendRaw(bad(i), targets.get(i / 6 % 4));
                if (i % 200 == 199) {
                    query(plane); // at the speed of the loop: what the kernel's queue drops proves nothing
                }
                if (i % 10_000 == 9_999) {
                    awaitQuiet(plane);
                    talk(phone, pbx, ports, 1 + i / 10_000);
                }
            }

            MediaStats.Stream stats = query(plane);
            assertEquals(11 * 20, stats.set().packetsReceived(), "what the phone sent, and no more");
            assertEquals(11 * 20, stats.icp().packetsReceived());
            assertEquals(11 * 20, stats.set().packetsSent());
            assertEquals(11 * 20, stats.icp().packetsSent());
            assertFalse(attacker.hasReceivedRtp());
            assertFalse(phone.hasReceivedRtp());
            assertFalse(pbx.hasReceivedRtp());
            assertTrue(stats.set().authenticationFailures() > 50, stats::toString);
            assertTrue(stats.set().malformed() > 500, stats::toString);
            assertTrue(stats.icp().wrongSource() > 50, stats::toString);
            plane.offer(new MediaCommand.Close(ID));
            assertNothingWasLearned();
            assertEquals(0, plane.counters().value(MediaCounter.ADDRESSES_LEARNED));
            assertEquals(0, plane.counters().value(MediaCounter.ROLLOVERS_RESOLVED));
            assertEquals(0, plane.counters().value(MediaCounter.FAULTS));
            assertTrue(plane.counters().value(MediaCounter.LIMITED) > 100, "strangers are looked at only so often");
        }
    }

    private static InetSocketAddress after(InetSocketAddress rtp) {
        return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
    }

    /** Third party's RTP in sequence, recorded, forged, truncated, oversized, random; reports among them. */
    private byte[] bad(int i) {
        byte[] srtp = recorded(i % 20);
        return switch (i % 6) {
            case 0 -> TestPeer.speech(77, i / 24);
            case 1 -> i % 4 == 1 ? Packets.senderReport(1, i) : srtp;
            case 2 -> {
                srtp[random.nextInt(2, srtp.length)] ^= (byte) (1 << random.nextInt(8));
                yield srtp;
            }
            case 3 -> Arrays.copyOf(srtp, random.nextInt(srtp.length));
            case 4 -> Packets.rtp(1, i & 0xffff, random.nextInt(1489, 4000));
            default -> {
                byte[] noise = new byte[random.nextInt(400)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    /** What somebody on the path has seen of the phone. */
    private byte[] recorded(int sequenceNumber) {
        byte[] packet = Arrays.copyOf(TestPeer.speech(1, sequenceNumber), 2048);
        return Arrays.copyOf(packet, new SrtpSendContext(phoneKey).protectRtp(packet, 172));
    }

    private static void talk(TestPeer phone, TestPeer pbx, StreamPorts ports, int turn) {
        for (int i = 20 * turn; i < 20 * turn + 20; i++) {
            byte[] speech = TestPeer.speech(1, i);
            phone.sendRtp(speech, ports.set());
            assertArrayEquals(speech, pbx.receiveRtp());
            byte[] answer = TestPeer.speech(2, i);
            pbx.sendRtp(answer, ports.icp());
            assertArrayEquals(answer, phone.receiveRtp());
        }
    }

    /** A loop takes 64 commands in a turn, so that 130 queries span two turns, in which all ports are emptied. */
    private void awaitQuiet(MediaConductor plane) {
        MediaStats.Stream before;
        MediaStats.Stream now = query(plane);
        do {
            before = now;
            for (int i = 0; i < 130; i++) {
                assertTrue(plane.offer(new MediaCommand.Query(ID)));
            }
            for (int i = 0; i < 130; i++) {
                now = owner.await(MediaEvent.Report.class).stats().streams().getFirst();
            }
        } while (!now.equals(before));
    }

    private MediaStats.Stream query(MediaConductor plane) {
        assertTrue(plane.offer(new MediaCommand.Query(ID)));
        return owner.await(MediaEvent.Report.class).stats().streams().getFirst();
    }

    private void assertNothingWasLearned() {
        List<MediaEvent> events = new ArrayList<>();
        MediaEvent event = owner.next(MediaEvent.class);
        while (!(event instanceof MediaEvent.Closed)) {
            events.add(event);
            event = owner.next(MediaEvent.class);
        }
        assertTrue(events.stream().noneMatch(MediaEvent.AddressLearned.class::isInstance), events::toString);
    }
}
