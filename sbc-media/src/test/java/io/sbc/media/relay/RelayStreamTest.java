package io.sbc.media.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import com.sun.management.ThreadMXBean;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.RecordingChannel;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An SRTP phone on the set side and a plain PBX on the ICP side, without sockets. */
class RelayStreamTest {

    private static final UdpAddress PHONE = address("198.51.100.1", 30_000);
    private static final UdpAddress PHONE_RTCP = address("198.51.100.1", 30_001);
    private static final UdpAddress PHONE_ON_LTE = address("203.0.113.5", 1234);
    private static final UdpAddress PBX = address("10.0.0.1", 40_000);
    private static final UdpAddress PBX_RTCP = address("10.0.0.1", 40_001);
    private static final UdpAddress ATTACKER = address("192.0.2.66", 666);
    private static final int SSRC = 7;

    private final RecordingChannel setRtp = new RecordingChannel(20_000);
    private final RecordingChannel setRtcp = new RecordingChannel(20_001);
    private final RecordingChannel icpRtp = new RecordingChannel(20_002);
    private final RecordingChannel icpRtcp = new RecordingChannel(20_003);
    private final RelayCounters totals = new RelayCounters();
    private final RelayStream stream = new RelayStream(new PortPair(setRtp, setRtcp), new PortPair(icpRtp, icpRtcp),
            RelayRules.LAX, totals);
    private final Datagram datagram = new Datagram();
    private final SrtpKey phoneKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1);
    private final SrtpKey ourKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 2);
    private final SrtpReceiveContext fromPhone = new SrtpReceiveContext(phoneKey);
    private final SrtpSendContext toPhone = new SrtpSendContext(ourKey);
    /** The phone's own ends of both directions. */
    private final SrtpSendContext phoneSends = new SrtpSendContext(phoneKey);
    private final SrtpReceiveContext phoneReceives = new SrtpReceiveContext(ourKey);
    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000_000;

    @AfterEach
    void freeTheMemory() {
        datagram.close();
    }

    @Test
    void shouldDecryptOneWayAndEncryptTheOther() {
        apply(phone(true, true), pbx(true, true));

        byte[] speech = Packets.rtp(SSRC, 1, 160);
        onRtp(MediaSide.SET, PHONE, srtp(speech));
        byte[] answer = Packets.rtp(8, 100, 160);
        onRtp(MediaSide.ICP, PBX, answer);

        assertArrayEquals(speech, icpRtp.sent().getFirst().octets());
        assertEquals(PBX, icpRtp.sent().getFirst().destination());
        byte[] wire = Arrays.copyOf(setRtp.sent().getFirst().octets(), 2048);
        assertEquals(answer.length + 4, setRtp.sent().getFirst().octets().length);
        assertEquals(answer.length, phoneReceives.unprotectRtp(wire, answer.length + 4));
        assertArrayEquals(answer, Arrays.copyOf(wire, answer.length));
        assertEquals(PHONE, setRtp.sent().getFirst().destination());
        assertEquals(1, stream.snapshot().set().packetsReceived());
        assertEquals(176, stream.snapshot().set().octetsReceived());
        assertEquals(1, stream.snapshot().set().packetsSent());
        assertEquals(172, stream.snapshot().icp().octetsSent());
    }

    @Test
    void shouldCarryRtcpThroughItsOwnPorts() {
        apply(phone(true, true), pbx(true, true));
        byte[] report = Packets.senderReport(SSRC, 1);

        byte[] wire = Arrays.copyOf(report, 2048);
        onRtcp(MediaSide.SET, PHONE_RTCP, Arrays.copyOf(wire, phoneSends.protectRtcp(wire, report.length)));
        onRtcp(MediaSide.ICP, PBX_RTCP, report);

        assertArrayEquals(report, icpRtcp.sent().getFirst().octets());
        assertEquals(PBX_RTCP, icpRtcp.sent().getFirst().destination());
        assertEquals(PHONE_RTCP, setRtcp.sent().getFirst().destination());
        assertEquals(1, stream.snapshot().set().rtcpReceived());
        assertEquals(1, stream.snapshot().set().rtcpSent());
    }

    @Test
    void shouldJoinASideThatMultiplexesRtcpToOneThatDoesNot() {
        EndpointSetup muxed = new EndpointSetup(PHONE, null, true, fromPhone, toPhone, true, true);
        apply(muxed, pbx(true, true));
        byte[] report = Packets.senderReport(SSRC, 1);

        byte[] wire = Arrays.copyOf(report, 2048);
        onRtp(MediaSide.SET, PHONE, Arrays.copyOf(wire, phoneSends.protectRtcp(wire, report.length)));
        onRtcp(MediaSide.ICP, PBX_RTCP, report);

        assertArrayEquals(report, icpRtcp.sent().getFirst().octets());
        assertEquals(PHONE, setRtp.sent().getFirst().destination());
    }

    @Test
    void shouldFollowAPhoneThatChangesItsNetworkInTheCall() {
        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));

        onRtp(MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 2, 160)));
        drainEvents();

        assertEquals(PHONE_ON_LTE, stream.destination(MediaSide.SET));
        assertEquals(List.of("first 0 SET " + PHONE, "moved 0 SET " + PHONE + " " + PHONE_ON_LTE), events);
    }

    @Test
    void shouldNotFollowALatePacketFromTheOldNetwork() {
        apply(phone(true, true), pbx(true, true));
        byte[] late = srtp(Packets.rtp(SSRC, 1, 160));
        onRtp(MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 2, 160)));

        onRtp(MediaSide.SET, PHONE, late);

        assertEquals(PHONE_ON_LTE, stream.destination(MediaSide.SET));
        assertEquals(2, icpRtp.sent().size());
    }

    @Test
    void shouldNotLetAnybodyWithoutTheKeyMoveAnything() {
        apply(phone(true, true), pbx(true, true));
        byte[] recorded = srtp(Packets.rtp(SSRC, 1, 160));
        onRtp(MediaSide.SET, PHONE, recorded);
        Random random = new Random(9);

        onRtp(MediaSide.SET, ATTACKER, recorded);
        for (int i = 0; i < 10_000; i++) {
            onRtp(MediaSide.SET, ATTACKER, Packets.anyRtp(random, SSRC, (2 + i) & 0xffff, 200));
            onRtp(MediaSide.ICP, ATTACKER, Packets.rtp(SSRC, random.nextInt(0x1_0000), 160));
        }

        assertEquals(PHONE, stream.destination(MediaSide.SET));
        assertEquals(PBX, stream.destination(MediaSide.ICP));
        assertEquals(1, icpRtp.sent().size());
        assertEquals(0, setRtp.sent().size());
        assertEquals(1, stream.snapshot().set().reception().duplicates());
        assertEquals(10_000, stream.snapshot().set().authenticationFailures() + stream.snapshot().set().malformed());
        assertEquals(10_000, stream.snapshot().icp().wrongSource());
    }

    @Test
    void shouldKeepCountersAndContextsWhenTheSamePlanComesAgain() {
        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 0xffff, 160)));

        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 0, 160)));

        assertEquals(2, stream.snapshot().set().packetsReceived());
        assertEquals(0x1_0000, fromPhone.highestIndex(SSRC));
        assertEquals(PHONE_ON_LTE, stream.destination(MediaSide.SET));
    }

    @Test
    void shouldTakePacketsUnderThePreviousKeyForSomeSeconds() {
        apply(phone(true, true), pbx(true, true));
        byte[] onTheWay = srtp(Packets.rtp(SSRC, 1, 160));
        byte[] muchLater = srtp(Packets.rtp(SSRC, 2, 160));
        SrtpKey newKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 3);
        SrtpReceiveContext fromPhoneNow = new SrtpReceiveContext(newKey);

        apply(new EndpointSetup(PHONE, null, false, fromPhoneNow, toPhone, true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE, onTheWay);
        now += 6_000_000_000L;
        onRtp(MediaSide.SET, PHONE, muchLater);

        assertEquals(1, icpRtp.sent().size());
        assertEquals(1, stream.snapshot().set().authenticationFailures());
        byte[] wire = Arrays.copyOf(Packets.rtp(SSRC, 3, 160), 2048);
        onRtp(MediaSide.SET, PHONE, Arrays.copyOf(wire, new SrtpSendContext(newKey).protectRtp(wire, 172)));
        assertEquals(2, icpRtp.sent().size());
        assertEquals(3, fromPhoneNow.highestIndex(SSRC));
    }

    @Test
    void shouldTellOfANewKeyOnceItIsInUse() {
        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));
        SrtpKey newKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 3);
        SrtpSendContext ours = new SrtpSendContext(Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 4));
        EndpointSetup changed = new EndpointSetup(PHONE, null, false, new SrtpReceiveContext(newKey), ours, true, true);

        apply(changed, pbx(true, true));
        drainEvents();
        assertEquals(List.of("first 0 SET " + PHONE, "key 0 SET ours"), events, "the phone has not changed over yet");
        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 2, 160)));
        byte[] wire = Arrays.copyOf(Packets.rtp(SSRC, 3, 160), 2048);
        onRtp(MediaSide.SET, PHONE, Arrays.copyOf(wire, new SrtpSendContext(newKey).protectRtp(wire, 172)));
        apply(changed, pbx(true, true));
        drainEvents();

        assertEquals(List.of("first 0 SET " + PHONE, "key 0 SET ours", "key 0 SET theirs"), events);
    }

    @Test
    void shouldNotCallTheKeyOfAnotherForkAKeyChange() {
        apply(phone(true, true), pbx(true, true));
        SrtpKey fork = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 3);

        stream.apply(new StreamSetup(new EndpointSetup(PHONE, null, false, new SrtpReceiveContext(fork),
                new SrtpSendContext(fork), true, true), pbx(true, true), false), now);
        drainEvents();

        assertEquals(List.of(), events);
    }

    @Test
    void shouldTellCopiesFromReplaysAndFromForgeries() {
        apply(phone(true, true), pbx(true, true));
        byte[] first = srtp(Packets.rtp(SSRC, 1, 160));
        onRtp(MediaSide.SET, PHONE, first);
        byte[] second = srtp(Packets.rtp(SSRC, 2, 160));
        onRtp(MediaSide.SET, PHONE, second);

        onRtp(MediaSide.SET, PHONE, first);
        onRtp(MediaSide.SET, PHONE, second);
        byte[] forged = second.clone();
        forged[20] ^= 1;
        onRtp(MediaSide.SET, PHONE, forged);
        for (int i = 3; i <= 20; i++) {
            onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, i, 160)));
        }
        onRtp(MediaSide.SET, PHONE, first);

        MediaStats.Direction phone = stream.snapshot().set();
        assertEquals(20, icpRtp.sent().size());
        assertEquals(20, phone.packetsReceived());
        assertEquals(2, phone.reception().duplicates());
        assertEquals(0, phone.lost());
        assertEquals(1, phone.authenticationFailures());
        assertEquals(1, phone.replays());
        assertEquals(List.of(2L, 1L), List.of(totals.duplicates, totals.replays));
    }

    @Test
    void shouldNotTryACopyUnderTheKeyBefore() {
        apply(phone(true, true), pbx(true, true));
        SrtpKey newKey = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 3);
        byte[] wire = Arrays.copyOf(Packets.rtp(SSRC, 3, 160), 2048);
        byte[] packet = Arrays.copyOf(wire, new SrtpSendContext(newKey).protectRtp(wire, 172));

        apply(new EndpointSetup(PHONE, null, false, new SrtpReceiveContext(newKey), toPhone, true, true),
                pbx(true, true));
        onRtp(MediaSide.SET, PHONE, packet);
        onRtp(MediaSide.SET, PHONE, packet);

        assertEquals(1, stream.snapshot().set().reception().duplicates());
        assertEquals(0, stream.snapshot().set().authenticationFailures());
    }

    /** From _32 to GCM: a touch tone under the old key is shorter than the new tag wants, and its number is taken again. */
    @Test
    void shouldTakeAnythingUnderThePreviousKeyWhateverTheNewOneSaysOfIt() {
        apply(phone(true, true), pbx(true, true));
        byte[] tone = srtp(Packets.rtp(SSRC, 1, 4));
        byte[] sameNumber = srtp(Packets.rtp(SSRC, 2, 160));
        byte[] report = protectedReport(1);
        SrtpKey gcm = Packets.key(SrtpSuite.AEAD_AES_256_GCM, 4);
        SrtpSendContext phoneNow = new SrtpSendContext(gcm);

        apply(new EndpointSetup(PHONE, null, false, new SrtpReceiveContext(gcm), toPhone, true, true), pbx(true, true));
        byte[] wire = Arrays.copyOf(Packets.rtp(SSRC, 2, 160), 2048);
        byte[] underNew = Arrays.copyOf(wire, phoneNow.protectRtp(wire, 172));
        onRtp(MediaSide.SET, PHONE, underNew);
        onRtp(MediaSide.SET, PHONE, tone);
        onRtp(MediaSide.SET, PHONE, sameNumber);
        onRtcp(MediaSide.SET, PHONE_RTCP, report);

        assertEquals(3, icpRtp.sent().size());
        assertEquals(1, icpRtcp.sent().size());
        long before = totals.duplicates;
        onRtp(MediaSide.SET, PHONE, underNew);
        assertEquals(1, totals.duplicates - before, "what neither takes is what the new key calls it");
        now += 6_000_000_000L;
        onRtp(MediaSide.SET, PHONE, tone);
        assertEquals(3, icpRtp.sent().size());
    }

    private byte[] protectedReport(int number) {
        byte[] report = Packets.senderReport(SSRC, number);
        byte[] wire = Arrays.copyOf(report, 2048);
        return Arrays.copyOf(wire, phoneSends.protectRtcp(wire, report.length));
    }

    @Test
    void shouldCarryNothingOnHoldButRtcp() {
        apply(phone(false, false), pbx(true, true));

        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));
        onRtcp(MediaSide.ICP, PBX_RTCP, Packets.senderReport(8, 1));

        assertEquals(0, icpRtp.sent().size() + setRtp.sent().size());
        assertEquals(1, setRtcp.sent().size());
        assertEquals(1, stream.snapshot().set().unexpected());
        assertEquals(1, stream.snapshot().icp().unexpected());
        assertEquals(1, fromPhone.highestIndex(SSRC), "the rollover counter is kept over the hold");
    }

    /** The answer to a hold overtakes packets that were sent before it. */
    @Test
    void shouldCarryWhatWasOnItsWayWhenAHoldBegan() {
        apply(phone(true, true), pbx(true, true));
        apply(phone(true, false), pbx(false, true));

        now += 249_000_000;
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));
        assertEquals(1, setRtp.sent().size());
        apply(phone(true, false), pbx(false, true));
        now += 1_000_000;
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 2, 160));

        assertEquals(1, setRtp.sent().size(), "what comes later was meant for nobody");
        assertEquals(1, stream.snapshot().icp().unexpected());
    }

    @Test
    void shouldDropPacketsWhileNobodyHasAnswered() {
        apply(phone(true, true), null);

        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));
        onRtcp(MediaSide.ICP, PBX_RTCP, Packets.senderReport(8, 1));

        assertEquals(1, stream.snapshot().set().unexpected());
        assertEquals(2, stream.snapshot().icp().unexpected());
        assertEquals(3, totals.unexpected);
    }

    @Test
    void shouldCountWhatIsNeitherRtpNorRtcp() {
        apply(phone(true, true), pbx(true, true));

        onRtp(MediaSide.ICP, PBX, new byte[]{0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 0, 0, 0, 0});
        onRtp(MediaSide.ICP, PBX, new byte[0]);
        onRtp(MediaSide.SET, PHONE, new byte[]{(byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
        onRtcp(MediaSide.ICP, PBX_RTCP, Packets.rtp(8, 1, 20));
        stream.onOversized(MediaSide.ICP);

        assertEquals(4, stream.snapshot().icp().malformed());
        assertEquals(1, stream.snapshot().set().malformed());
    }

    @Test
    void shouldLatchOntoAPlainPeerThatSendsFromElsewhere() {
        apply(phone(true, true), pbx(true, true));

        for (int i = 0; i < 10; i++) {
            onRtp(MediaSide.ICP, ATTACKER, Packets.rtp(8, i, 160));
        }
        drainEvents();

        assertEquals(6, setRtp.sent().size());
        assertEquals(4, stream.snapshot().icp().wrongSource());
        assertEquals(List.of("first 0 ICP " + ATTACKER, "moved 0 ICP " + PBX + " " + ATTACKER), events);
    }

    @Test
    void shouldTellAgainWhatWasNotTaken() {
        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 1, 160)));

        stream.drainEvents(0, new RefusingEvents());
        assertTrue(stream.hasEvents());
        drainEvents();

        assertFalse(stream.hasEvents());
        assertEquals(2, events.size());
    }

    @Test
    void shouldCountPacketsTheSystemDoesNotTake() {
        apply(phone(true, true), pbx(true, true));
        icpRtp.refuse();

        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));

        assertEquals(1, stream.snapshot().icp().sendFailures());
        assertEquals(0, stream.snapshot().icp().packetsSent());
    }

    @Test
    void shouldMeasureSilenceOfThoseWhoShouldSend() {
        assertEquals(-1, stream.silentNanos(now));
        apply(phone(true, true), null);
        assertEquals(-1, stream.silentNanos(now + 5), "nobody has answered");
        apply(phone(true, true), pbx(true, true));

        assertEquals(70, stream.silentNanos(now + 70));
        now += 100;
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));
        assertEquals(30, stream.silentNanos(now + 30));
        apply(phone(false, true), pbx(false, true));
        assertEquals(-1, stream.silentNanos(now + 30), "both are on hold");
        apply(phone(true, false), pbx(false, true));
        assertEquals(-1, stream.silentNanos(now + 90_000_000_000L), "a holder without music may be silent for long");
        apply(phone(true, true), pbx(true, true));
        assertEquals(7, stream.silentNanos(now + 7), "time begins anew with the retrieve");
    }

    @Test
    void shouldTellTheOwnerOfARolloverThatWasFoundByTrial() {
        apply(phone(true, true), pbx(true, true));
        fromPhone.restore(SSRC, 0x3_0000);
        phoneSends.restore(SSRC, 0x4_1000);

        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 0x1001, 160)));
        drainEvents();

        assertEquals(1, icpRtp.sent().size());
        assertEquals(1, totals.rolloversResolved);
        assertEquals(List.of("first 0 SET " + PHONE, "rollover 0 SET 1"), events);
    }

    @Test
    void shouldNotLetARecordingFromALowerCounterMoveTheAddress() {
        apply(phone(true, true), pbx(true, true));
        List<byte[]> recording = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            recording.add(srtp(Packets.rtp(SSRC, 0x8000 + i, 160)));
        }
        onRtp(MediaSide.SET, PHONE, recording.getFirst());
        fromPhone.restore(SSRC, 0x1_0000 + 50);

        recording.forEach(packet -> onRtp(MediaSide.SET, ATTACKER, packet));

        assertEquals(PHONE, stream.destination(MediaSide.SET));
    }

    @Test
    void shouldTellBeforeAKeyEndsAndStopWhenItHas() {
        SrtpKey shortLived = new SrtpKey(ourKey.suite(), ourKey.keyAndSalt(), Optional.empty(), 32);
        apply(new EndpointSetup(PHONE, null, false, fromPhone, toPhone, true, true, phoneKey, shortLived, null),
                pbx(true, true));

        for (int i = 0; i < 40; i++) {
            onRtp(MediaSide.ICP, PBX, Packets.rtp(8, i, 160));
            drainEvents();
        }

        assertEquals(32, setRtp.sent().size());
        assertEquals(8, totals.protectFailures);
        assertEquals(List.of("first 0 ICP " + PBX, "life 0 SET ours", "life 0 SET ours ended"), events);
        assertEquals(2, totals.keyLifetimes);
    }

    @Test
    void shouldSendNothingToWhereMediaMustNotGoAndSaySo() {
        apply(new EndpointSetup(null, null, false, fromPhone, toPhone, true, true, null, null, ATTACKER),
                pbx(true, true));

        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));
        drainEvents();

        assertEquals(0, setRtp.sent().size());
        assertEquals(List.of("refused 0 SET " + ATTACKER, "first 0 ICP " + PBX), events);
        assertEquals(1, totals.addressesRefused);
    }

    @Test
    void shouldCarryWhatAPeerSaysButNotFollowItToWhereMediaMustNotGo() {
        MediaNetworks networks = new MediaNetworks(List.of(),
                List.of(new MediaNetworks.Network(InetAddress.ofLiteral("203.0.113.0"), 24)), false, List.of());
        RelayRules.Side side = new RelayRules.Side(networks, AddressLearning.NETWORK);
        RelayStream guarded = guarded(new RelayRules(side, side, 0, 0, 2048));

        onRtp(guarded, MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 1, 160)));
        onRtp(guarded, MediaSide.SET, PHONE_ON_LTE, srtp(Packets.rtp(SSRC, 2, 160)));

        assertEquals(2, icpRtp.sent().size());
        assertEquals(PHONE, guarded.destination(MediaSide.SET));
        assertEquals(1, totals.addressesRefused);
    }

    @Test
    void shouldDropWhatIsTooLongOrTooFastAndLetStrangersTakeNothingOfThePeersShare() {
        RelayRules.Side side = new RelayRules.Side(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        RelayStream guarded = guarded(new RelayRules(side, side, 400, 40, 1000));

        for (int i = 0; i < 1000; i++) {
            onRtp(guarded, MediaSide.ICP, ATTACKER, Packets.rtp(8, i, 160));
        }
        assertEquals(1000 - 11, guarded.snapshotLimited(MediaSide.ICP));
        for (int i = 0; i < 300; i++) {
            onRtp(guarded, MediaSide.ICP, PBX, Packets.rtp(8, i, 160));
        }
        assertEquals(101, setRtp.sent().size(), "a quarter of a second, and the one that filled it");
        now += 1_000_000_000;
        onRtp(guarded, MediaSide.ICP, PBX, Packets.rtp(8, 400, 1000));
        onRtp(guarded, MediaSide.ICP, PBX, Packets.rtp(8, 401, 988));
        assertEquals(102, setRtp.sent().size());
        for (int i = 0; i < 4000; i++) {
            now += 2_500_000;
            onRtp(guarded, MediaSide.ICP, PBX, Packets.rtp(8, 500 + i, 160));
        }
        assertEquals(4102, setRtp.sent().size(), "at the rate everything passes");
        assertEquals(989 + 199 + 1, totals.limited);
    }

    @Test
    void shouldTakeNothingMoreOfAForkOnceAnotherHasAnswered() {
        apply(phone(true, true), pbx(true, true));
        SrtpKey otherFork = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 3);
        stream.apply(new StreamSetup(new EndpointSetup(PHONE_ON_LTE, null, false, new SrtpReceiveContext(otherFork),
                toPhone, true, true), pbx(true, true), false), now);

        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));

        assertEquals(0, icpRtp.sent().size());
        assertEquals(PHONE_ON_LTE, stream.destination(MediaSide.SET));
        assertEquals(1, stream.snapshot().set().authenticationFailures());
    }

    @Test
    void shouldLetMusicOnHoldFromAThirdAddressAndThePartyBackIn() {
        UdpAddress musicServer = address("10.9.9.9", 7000);
        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 1, 160));

        apply(phone(true, true), new EndpointSetup(musicServer, null, false, null, null, true, false));
        now += 300_000_000; // what was on its way has arrived
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 2, 160));
        onRtp(MediaSide.ICP, musicServer, Packets.rtp(99, 5000, 160));
        onRtp(MediaSide.SET, PHONE, srtp(Packets.rtp(SSRC, 1, 160)));
        assertEquals(2, setRtp.sent().size(), "the party on hold is not heard, the music is");
        assertEquals(0, icpRtp.sent().size(), "the music server wants nothing");

        apply(phone(true, true), pbx(true, true));
        onRtp(MediaSide.ICP, musicServer, Packets.rtp(99, 5001, 160));
        onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 400, 160));

        assertEquals(3, setRtp.sent().size());
        assertEquals(2, stream.snapshot().icp().wrongSource());
        for (RecordingChannel.Sent sent : setRtp.sent()) {
            byte[] wire = Arrays.copyOf(sent.octets(), 2048);
            assertEquals(172, phoneReceives.unprotectRtp(wire, sent.octets().length));
        }
    }

    @Test
    void shouldKeepCarryingWhenThePbxRestartsItsSequenceAroundMusicOnHold() {
        apply(phone(true, true), pbx(true, true));
        for (int i = 0; i < 50; i++) {
            onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 40_000 + i, 160));
        }
        for (int i = 0; i < 50; i++) {
            onRtp(MediaSide.ICP, PBX, Packets.rtp(8, 30_000 + i, 160));
        }
        int heard = 0;
        for (RecordingChannel.Sent sent : setRtp.sent()) {
            byte[] wire = Arrays.copyOf(sent.octets(), 2048);
            heard += phoneReceives.unprotectRtp(wire, sent.octets().length) == 172 ? 1 : 0;
        }

        assertEquals(99, heard, "one packet tells that it is a restart");
    }

    private RelayStream guarded(RelayRules rules) {
        RelayStream guarded = new RelayStream(new PortPair(setRtp, setRtcp), new PortPair(icpRtp, icpRtcp), rules,
                totals);
        guarded.apply(new StreamSetup(phone(true, true), pbx(true, true)), now);
        return guarded;
    }

    private void onRtp(RelayStream to, MediaSide side, UdpAddress source, byte[] packet) {
        load(source, packet);
        to.onRtpPort(side, datagram, now);
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldCountWhateverComesAndNeverFail(SrtpSuite suite) {
        long seed = 60L + suite.ordinal();
        Random random = new Random(seed);
        SrtpKey key = Packets.key(suite, seed);
        apply(new EndpointSetup(PHONE, PHONE_RTCP, true, new SrtpReceiveContext(key), new SrtpSendContext(key), true,
                true), pbx(true, true));
        for (int i = 0; i < 50_000; i++) {
            byte[] packet = new byte[random.nextInt(random.nextInt(20) == 0 ? 2048 : 80)];
            random.nextBytes(packet);
            if (packet.length > 3) {
                packet[0] = (byte) (0x80 | (packet[0] & 0x3f));
                packet[1] = random.nextBoolean() ? (byte) (200 + random.nextInt(8)) : packet[1];
                packet[2] = 0;
            }
            MediaSide side = random.nextBoolean() ? MediaSide.SET : MediaSide.ICP;
            if (random.nextBoolean()) {
                onRtp(side, random.nextBoolean() ? PBX : PHONE, packet);
            } else {
                onRtcp(side, random.nextBoolean() ? PBX_RTCP : PHONE_RTCP, packet);
            }
        }

        assertEquals(50_000, counted(stream.snapshot().set()) + counted(stream.snapshot().icp()), "seed " + seed);
    }

    private static long counted(MediaStats.Direction direction) {
        return direction.packetsReceived() + direction.rtcpReceived() + direction.authenticationFailures()
                + direction.replays() + direction.wrongSource() + direction.malformed() + direction.unexpected();
    }

    @Test
    void shouldAllocateNothingForAPacket() {
        apply(phone(true, true), pbx(true, true));
        PortPair nowhere = new PortPair(new SilentChannel(1), new SilentChannel(2));
        RelayStream measured = new RelayStream(nowhere, nowhere, RelayRules.LAX, totals);
        measured.apply(new StreamSetup(phone(true, true), pbx(true, true)), now);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        relayMany(measured, 0, 2_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        relayMany(measured, 2_000, 22_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;

        assertTrue(allocated < 20_000, allocated + " octets for 20000 packets");
    }

    private void relayMany(RelayStream measured, int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] packet = datagram.octets();
            Octets.putInt(packet, 0, 0x8000_0000 | (i & 0xffff));
            Octets.putInt(packet, 4, 160 * i);
            Octets.putInt(packet, 8, 8);
            datagram.length(172);
            datagram.source(PBX.high(), PBX.low(), PBX.port());
            measured.onRtpPort(MediaSide.ICP, datagram, now += 20_000_000);
        }
    }

    private void apply(@Nullable EndpointSetup set, @Nullable EndpointSetup icp) {
        stream.apply(new StreamSetup(set, icp), now);
    }

    private EndpointSetup phone(boolean sends, boolean receives) {
        return new EndpointSetup(PHONE, null, false, fromPhone, toPhone, sends, receives);
    }

    private static EndpointSetup pbx(boolean sends, boolean receives) {
        return new EndpointSetup(PBX, null, false, null, null, sends, receives);
    }

    private byte[] srtp(byte[] plain) {
        byte[] packet = Arrays.copyOf(plain, 2048);
        return Arrays.copyOf(packet, phoneSends.protectRtp(packet, plain.length));
    }

    private void onRtp(MediaSide side, UdpAddress source, byte[] packet) {
        load(source, packet);
        stream.onRtpPort(side, datagram, now);
    }

    private void onRtcp(MediaSide side, UdpAddress source, byte[] packet) {
        load(source, packet);
        stream.onRtcpPort(side, datagram, now);
    }

    private void load(UdpAddress source, byte[] packet) {
        System.arraycopy(packet, 0, datagram.octets(), 0, packet.length);
        datagram.length(packet.length);
        datagram.source(source.high(), source.low(), source.port());
    }

    private void drainEvents() {
        stream.drainEvents(0, new RelayEvents() {
            @Override
            public boolean firstPacket(int number, MediaSide side, UdpAddress source) {
                return events.add("first " + number + " " + side + " " + source);
            }

            @Override
            public boolean addressLearned(int number, MediaSide side, UdpAddress previous, UdpAddress learned) {
                return events.add("moved " + number + " " + side + " " + previous + " " + learned);
            }

            @Override
            public boolean addressRefused(int number, MediaSide side, UdpAddress address) {
                return events.add("refused " + number + " " + side + " " + address);
            }

            @Override
            public boolean rolloverResolved(int number, MediaSide side, int times) {
                return events.add("rollover " + number + " " + side + " " + times);
            }

            @Override
            public boolean keyChanged(int number, MediaSide side, boolean ours) {
                return events.add("key " + number + " " + side + (ours ? " ours" : " theirs"));
            }

            @Override
            public boolean keyLifetime(int number, MediaSide side, boolean ours, boolean ended) {
                return events
                        .add("life " + number + " " + side + (ours ? " ours" : " theirs") + (ended ? " ended" : ""));
            }
        });
    }

    private static UdpAddress address(String host, int port) {
        return UdpAddress.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }

    /** Has no room for any event. */
    private static final class RefusingEvents implements RelayEvents {

        @Override
        public boolean firstPacket(int stream, MediaSide side, UdpAddress source) {
            return false;
        }

        @Override
        public boolean addressLearned(int stream, MediaSide side, UdpAddress previous, UdpAddress learned) {
            return false;
        }

        @Override
        public boolean addressRefused(int stream, MediaSide side, UdpAddress address) {
            return false;
        }

        @Override
        public boolean rolloverResolved(int stream, MediaSide side, int times) {
            return false;
        }

        @Override
        public boolean keyChanged(int stream, MediaSide side, boolean ours) {
            return false;
        }

        @Override
        public boolean keyLifetime(int stream, MediaSide side, boolean ours, boolean ended) {
            return false;
        }
    }
}
