package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.RelayRules;
import com.sun.management.ThreadMXBean;
import io.sbc.base.Clock;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaEvent.RefusalReason;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.socket.IoKind;
import io.sbc.media.socket.MarkReader;
import io.sbc.media.srtp.Packets;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole media plane on loopback sockets, with both kinds of I/O. */
class MediaPlaneTest {

    /** Addresses of our own, so that no other program's ports are in the way. */
    private static final InetAddress SET = InetAddress.ofLiteral("127.0.77.1");
    private static final InetAddress ICP = InetAddress.ofLiteral("127.0.77.2");
    private static final InetAddress PHONE = InetAddress.ofLiteral("127.0.77.3");
    private static final InetAddress ATTACKER = InetAddress.ofLiteral("127.0.77.4");
    private static final MediaSessionId ID = new MediaSessionId(1);

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : toClose.reversed()) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldCarrySpeechBetweenSrtpAndRtp(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), peer(ICP));

        call.exchange(0xff00, 600);

        assertEquals(call.phone.address(), call.owner.next(MediaEvent.FirstPacket.class).source());
        assertEquals(call.pbx.address(), call.owner.next(MediaEvent.FirstPacket.class).source());
        MediaStats.Stream stats = call.close();
        assertEquals(600, stats.set().packetsReceived());
        assertEquals(600 * 182, stats.set().octetsReceived());
        assertEquals(600, stats.set().packetsSent());
        assertEquals(600 * 172, stats.icp().octetsReceived());
        assertEquals(0, stats.set().lost() + stats.icp().lost());
        assertEquals(1200, call.plane.counters().value(MediaCounter.RTP_RELAYED));
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldTranscryptBetweenTwoSuites(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1),
                srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 3));

        call.exchange(0xffc0, 300);

        MediaStats.Stream stats = call.close();
        assertEquals(300 * 176, stats.set().octetsSent());
        assertEquals(300 * 182, stats.icp().octetsSent());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldCarryReportsBothWays(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1), peer(ICP));
        for (int i = 0; i < 50; i++) {
            byte[] report = Packets.senderReport(1, i);
            call.phone.sendRtcp(report, call.ports.set());
            assertArrayEquals(report, call.pbx.receiveRtcp());
            call.pbx.sendRtcp(report, call.ports.icp());
            assertArrayEquals(report, call.phone.receiveRtcp());
        }

        MediaStats.Stream stats = call.close();

        assertEquals(50, stats.set().rtcpReceived());
        assertEquals(50, stats.set().rtcpSent());
        assertEquals(50, stats.icp().rtcpSent());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldNotChangeAnythingForGarbage(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), peer(ICP));
        call.exchange(100, 10);
        TestPeer attacker = peer(ATTACKER);
        Random random = new Random(12);

        for (int i = 0; i < 100_000; i++) {
            byte[] garbage = i % 3 == 0
                    ? Packets.anyRtp(random, 1, (110 + i) & 0xffff, 200)
                    : new byte[random.nextInt(300)];
            if (i % 3 == 1) {
                random.nextBytes(garbage);
            }
            attacker.sendRaw(garbage, i % 2 == 0 ? call.ports.set() : call.ports.icp());
        }
        MediaStats.Stream afterwards = call.awaitQuiet();
        call.exchange(110, 10);

        assertTrue(afterwards.set().authenticationFailures() > 100);
        assertTrue(afterwards.icp().wrongSource() > 100);
        assertTrue(afterwards.set().malformed() > 100);
        MediaStats.Stream stats = call.close();
        assertEquals(20, stats.set().packetsReceived());
        assertEquals(20, stats.icp().packetsReceived());
        assertFalse(attacker.hasReceivedRtp());
        assertEquals(0, call.plane.counters().value(MediaCounter.FAULTS));
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldLatchOntoAPeerThatSendsFromAnotherAddressAndLetNobodyStealIt(IoKind io) {
        TestPeer pbx = peer(ICP);
        InetSocketAddress wrong = new InetSocketAddress(InetAddress.ofLiteral("127.0.77.9"), 9);
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), pbx, pbx.plan(wrong));
        for (int i = 0; i < 5; i++) {
            pbx.sendRtp(TestPeer.speech(2, i), call.ports.icp());
        }
        assertArrayEquals(TestPeer.speech(2, 4), call.phone.receiveRtp());
        MediaEvent.AddressLearned learned = call.owner.await(MediaEvent.AddressLearned.class);
        assertEquals(wrong, learned.previous());
        assertEquals(pbx.address(), learned.learned());
        assertEquals(MediaSide.ICP, learned.side());

        TestPeer attacker = peer(ATTACKER);
        for (int i = 0; i < 200; i++) {
            attacker.sendRtp(TestPeer.speech(3, i), call.ports.icp());
        }
        call.awaitQuiet();
        call.exchange(500, 20);

        assertFalse(attacker.hasReceivedRtp());
        assertEquals(204, call.close().icp().wrongSource());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldKeepCountersAndRolloverWhenThePlanIsAppliedAgain(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), peer(ICP));
        call.exchange(0xfffa, 10);

        call.apply(call.phone.plan(), call.pbx.plan());
        call.exchange(4, 10);

        assertEquals(20, call.close().set().packetsReceived());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldBeginAtCounterZeroUnderANewKeyAndFindTheOldOneAgain(IoKind io) {
        TestPeer phone = srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        Call call = new Call(plane(io), phone, peer(ICP));
        call.exchange(0xfffa, 10);
        EndpointPlan firstPlan = phone.plan();

        TestPeer rekeyed = srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 5);
        call.phone = rekeyed;
        call.apply(rekeyed.plan(), call.pbx.plan());
        call.exchange(4, 10);
        call.phone = phone;
        call.apply(firstPlan, call.pbx.plan());
        call.exchange(14, 10);

        MediaStats.Stream stats = call.close();
        assertEquals(30, stats.set().packetsReceived());
        assertEquals(0, stats.set().authenticationFailures());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldFollowASrtpPhoneToItsNewNetwork(IoKind io) {
        TestPeer phone = srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        InetSocketAddress before = new InetSocketAddress(PHONE, 9);
        Call call = new Call(plane(io), phone, phone.plan(before), peer(ICP));

        phone.sendRtp(TestPeer.speech(1, 1), call.ports.set());
        assertArrayEquals(TestPeer.speech(1, 1), call.pbx.receiveRtp());
        call.exchange(2, 10);

        call.owner.next(MediaEvent.FirstPacket.class);
        MediaEvent.AddressLearned learned = call.owner.next(MediaEvent.AddressLearned.class);
        assertEquals(before, learned.previous());
        assertEquals(phone.address(), learned.learned());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldCarryACallOverIpv6(IoKind io) {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        SideAddress side = new SideAddress(loopback, loopback);
        MediaConductor plane = start(new MediaPlaneSettings(side, side, 20_000, 20_099, Duration.ofSeconds(1), 1, io,
                Duration.ZERO, 10));
        TestPeer phone = closing(new TestPeer(loopback).withKeys(
                Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 2)));
        Call call = new Call(plane, phone, closing(new TestPeer(loopback)));

        call.exchange(1, 50);

        assertEquals(50, call.close().icp().packetsSent());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldGivePortsBackAndRefuseWhenNoneIsLeft(IoKind io) {
        MediaConductor plane = start(settings(io, 20_000, 20_007, Duration.ofMillis(200), Duration.ZERO));
        List<TestOwner> owners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestOwner owner = new TestOwner();
            owners.add(owner);
            plane.open(new MediaCommand.Open(new MediaSessionId(i), 1), Runnable::run, owner);
            owner.next(MediaEvent.Opened.class);
        }
        TestOwner refused = new TestOwner();

        plane.open(new MediaCommand.Open(new MediaSessionId(4), 1), Runnable::run, refused);
        assertEquals(RefusalReason.PORTS_EXHAUSTED, refused.next(MediaEvent.OpenRefused.class).reason());
        assertEquals(4, plane.sessions());
        assertEquals(16, plane.portsInUse());

        for (int i = 0; i < 4; i++) {
            assertTrue(plane.offer(new MediaCommand.Close(new MediaSessionId(i))));
            owners.get(i).next(MediaEvent.Closed.class);
        }
        assertEquals(0, plane.sessions());
        assertEquals(0, gauge(plane, "sbc_media_ports"));
        assertTrue(plane.portsInUse() > 0, "freed ports rest");
        TestOwner again = new TestOwner();
        while (true) {
            plane.open(new MediaCommand.Open(new MediaSessionId(5), 1), Runnable::run, again);
            if (again.await(MediaEvent.class) instanceof MediaEvent.Opened) {
                break;
            }
        }
        assertEquals(1, plane.sessions());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldAddStreamsToASessionAndLeaveItAloneWhenItCannot(IoKind io) {
        MediaConductor plane = start(settings(io, 20_000, 20_003, Duration.ofSeconds(1), Duration.ZERO));
        TestOwner owner = new TestOwner();
        plane.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
        StreamPorts first = owner.next(MediaEvent.Opened.class).streams().getFirst();

        assertTrue(plane.offer(new MediaCommand.Open(ID, 2)));
        List<StreamPorts> both = owner.next(MediaEvent.Opened.class).streams();
        assertTrue(plane.offer(new MediaCommand.Open(ID, 3)));
        RefusalReason reason = owner.next(MediaEvent.OpenRefused.class).reason();

        assertEquals(2, both.size());
        assertEquals(first, both.getFirst());
        assertEquals(RefusalReason.PORTS_EXHAUSTED, reason);
        assertTrue(plane.offer(new MediaCommand.Query(ID)));
        assertEquals(2, owner.next(MediaEvent.Report.class).stats().streams().size());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldOpenNoMoreSessionsThanConfigured(IoKind io) {
        MediaConductor plane = plane(io);
        TestOwner owner = new TestOwner();

        for (int i = 0; i <= 10; i++) {
            plane.open(new MediaCommand.Open(new MediaSessionId(i), 1), Runnable::run, owner);
        }

        for (int i = 0; i < 10; i++) {
            owner.next(MediaEvent.Opened.class);
        }
        assertEquals(RefusalReason.TOO_MANY_SESSIONS, owner.next(MediaEvent.OpenRefused.class).reason());
        assertEquals(1, plane.counters().value(MediaCounter.OPENS_REFUSED));

        plane.open(new MediaCommand.Open(new MediaSessionId(11), 1, true), Runnable::run, owner);
        owner.next(MediaEvent.Opened.class);
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldSayOnceThatNobodySends(IoKind io) {
        MediaConductor plane = start(settings(io, 20_000, 20_099, Duration.ofSeconds(1), Duration.ofMillis(150)));
        Call call = new Call(plane, peer(PHONE), peer(ICP));
        call.exchange(1, 5);

        call.owner.await(MediaEvent.MediaTimeout.class);

        call.close();
        assertEquals(1, plane.counters().value(MediaCounter.MEDIA_TIMEOUTS));
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldTellTheOwnerOnItsOwnThreadInOrder(IoKind io) {
        ExecutorService shard = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("shard").factory());
        toClose.add(shard);
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        TestOwner owner = new TestOwner();
        MediaConductor plane = plane(io);

        plane.open(new MediaCommand.Open(ID, 1), shard, event -> {
            threads.add(Thread.currentThread().getName());
            owner.accept(event);
        });
        for (int i = 0; i < 100; i++) {
            assertTrue(plane.offer(new MediaCommand.Query(ID)));
        }
        assertTrue(plane.offer(new MediaCommand.Close(ID)));

        owner.next(MediaEvent.Opened.class);
        for (int i = 0; i < 100; i++) {
            owner.next(MediaEvent.Report.class);
        }
        owner.next(MediaEvent.Closed.class);
        assertEquals(List.of("shard"), threads.stream().distinct().toList());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldEndSessionsWhenThePlaneCloses(IoKind io) {
        MediaConductor plane = plane(io);
        TestOwner owner = new TestOwner();
        plane.open(new MediaCommand.Open(ID, 2), Runnable::run, owner);
        owner.next(MediaEvent.Opened.class);

        plane.close();

        owner.next(MediaEvent.Closed.class);
        assertFalse(plane.offer(new MediaCommand.Query(ID)));
        plane.open(new MediaCommand.Open(new MediaSessionId(2), 1), Runnable::run, owner);
        assertEquals(RefusalReason.CLOSING, owner.next(MediaEvent.OpenRefused.class).reason());
        assertEquals(0, plane.sessions());
        assertEquals(0, gauge(plane, "sbc_media_ports"));
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldCountCommandsForSessionsItDoesNotHave(IoKind io) {
        MediaConductor plane = plane(io);
        TestOwner owner = new TestOwner();

        assertTrue(plane.offer(new MediaCommand.Close(new MediaSessionId(99))));
        plane.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
        owner.next(MediaEvent.Opened.class);

        assertEquals(1, plane.counters().value(MediaCounter.UNKNOWN_SESSIONS));
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldAllocateNothingForAPacket(IoKind io) {
        Call call = new Call(plane(io), srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1), peer(ICP));
        call.exchange(1, 4_000);

        // what is loaded and linked once, when a report or a look at the clock comes up first, is in one window or another
        long least = LongStream.range(0, 6).map(window -> {
            long before = loopAllocations();
            call.exchange(4_001 + 2_000 * (int) window, 2_000);
            return loopAllocations() - before;
        }).min().orElseThrow();

        assertTrue(least < 4_000, least + " octets for 4000 packets");
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldMarkWhatItSendsToEachSide(IoKind io) throws Throwable {
        MediaConductor plane = start(new MediaPlaneSettings(new SideAddress(SET, SET, 184),
                new SideAddress(ICP, ICP, 96), 20_000, 20_199, Duration.ofSeconds(1), 1, io, Duration.ZERO, 10));
        TestPeer phone = peer(PHONE);
        TestPeer pbx = peer(ICP);
        try (MarkReader atPhone = new MarkReader(PHONE);
                MarkReader rtcpAtPhone = new MarkReader(PHONE);
                MarkReader atPbx = new MarkReader(ICP)) {
            Call call = new Call(plane, phone, receivingAt(atPhone, rtcpAtPhone), pbx, receivingAt(atPbx, atPbx));

            phone.sendRtp(TestPeer.speech(1, 1), call.ports.set());
            pbx.sendRtp(TestPeer.speech(2, 1), call.ports.icp());
            pbx.sendRtcp(Packets.senderReport(2, 1), call.ports.icp());

            assertEquals(96, atPbx.nextMark());
            assertEquals(184, atPhone.nextMark());
            assertEquals(184, rtcpAtPhone.nextMark());
        }
    }

    private static EndpointPlan receivingAt(MarkReader rtp, MarkReader rtcp) {
        return new EndpointPlan(Optional.of(rtp.address()), Optional.of(rtcp.address()), false, Protection.clear(),
                Protection.clear(), true, true);
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldRefusePlansThatPointToWhereMediaMustNotGo(IoKind io) {
        MediaNetworks networks = new MediaNetworks(List.of(),
                List.of(new MediaNetworks.Network(InetAddress.ofLiteral("127.0.77.9"), 32)), true, List.of());
        RelayRules.Side side = new RelayRules.Side(networks, AddressLearning.HOST);
        MediaConductor plane = start(new MediaPlaneSettings(new SideAddress(SET, SET), new SideAddress(ICP, ICP),
                20_000,
                20_199, Duration.ofSeconds(1), 1, io, Duration.ZERO, 10, new RelayRules(side, side, 0, 0, 1500)));
        TestPeer pbx = peer(ICP);
        InetSocketAddress denied = new InetSocketAddress(InetAddress.ofLiteral("127.0.77.9"), 9);

        Call call = new Call(plane, srtpPeer(SrtpSuite.AEAD_AES_128_GCM, 1), pbx, pbx.plan(denied));
        call.phone.sendRtp(TestPeer.speech(1, 1), call.ports.set());
        assertEquals(1, call.awaitQuiet().set().unexpected());
        InetSocketAddress again = new InetSocketAddress(denied.getAddress(), 11);
        assertTrue(plane.offer(new MediaCommand.Apply(ID, new MediaPlan(
                List.of(new StreamPlan(Optional.of(call.phone.plan()), Optional.of(pbx.plan(again))))))));

        assertEquals(again, call.owner.await(MediaEvent.AddressRefused.class).address());
    }

    @ParameterizedTest
    @EnumSource(value = IoKind.class, names = {"AUTO", "NATIVE", "NIO"})
    void shouldRaiseSilenceAgainForWhoIgnoredIt(IoKind io) {
        MediaConductor plane = start(settings(io, 20_000, 20_199, Duration.ofSeconds(1), Duration.ofMillis(120)));
        Call call = new Call(plane, srtpPeer(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1), peer(ICP));

        call.owner.await(MediaEvent.MediaTimeout.class);
        call.owner.await(MediaEvent.MediaTimeout.class);
    }

    /** What all media loops have allocated. */
    private static long loopAllocations() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("media-loop"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId())).sum();
    }

    private MediaConductor plane(IoKind io) {
        return start(settings(io, 20_000, 20_199, Duration.ofSeconds(1), Duration.ZERO));
    }

    private static MediaPlaneSettings settings(IoKind io, int portMin, int portMax, Duration quarantine,
            Duration timeout) {
        return new MediaPlaneSettings(new SideAddress(SET, SET), new SideAddress(ICP, ICP), portMin, portMax,
                quarantine, 2, io, timeout, 10);
    }

    private MediaConductor start(MediaPlaneSettings settings) {
        return closing(MediaConductor.start(settings, Clock.system(), new Random(4)));
    }

    private TestPeer peer(InetAddress address) {
        return closing(new TestPeer(address));
    }

    private TestPeer srtpPeer(SrtpSuite suite, long seed) {
        return peer(PHONE).withKeys(Packets.key(suite, seed), Packets.key(suite, seed + 1));
    }

    private <C extends AutoCloseable> C closing(C closeable) {
        toClose.add(closeable);
        return closeable;
    }

    private static long gauge(MediaConductor plane, String metric) {
        return plane.gauges().stream().filter(gauge -> gauge.metric().equals(metric)).findFirst().orElseThrow()
                .value().getAsLong();
    }

    /** A session with one stream between a phone on the set side and a PBX on the ICP side. */
    private static final class Call {

        final MediaConductor plane;
        final TestOwner owner = new TestOwner();
        final TestPeer pbx;
        final StreamPorts ports;
        TestPeer phone;

        Call(MediaConductor plane, TestPeer phone, TestPeer pbx) {
            this(plane, phone, pbx, pbx.plan());
        }

        Call(MediaConductor plane, TestPeer phone, TestPeer pbx, EndpointPlan pbxPlan) {
            this(plane, phone, phone.plan(), pbx, pbxPlan);
        }

        Call(MediaConductor plane, TestPeer phone, EndpointPlan phonePlan, TestPeer pbx) {
            this(plane, phone, phonePlan, pbx, pbx.plan());
        }

        Call(MediaConductor plane, TestPeer phone, EndpointPlan phonePlan, TestPeer pbx,
                EndpointPlan pbxPlan) {
            this.plane = plane;
            this.phone = phone;
            this.pbx = pbx;
            plane.open(new MediaCommand.Open(ID, 1), Runnable::run, owner);
            this.ports = owner.next(MediaEvent.Opened.class).streams().getFirst();
            apply(phonePlan, pbxPlan);
        }

        /** Applies and waits until the loop has taken it. */
        void apply(EndpointPlan set, EndpointPlan icp) {
            assertTrue(plane.offer(new MediaCommand.Apply(ID,
                    new MediaPlan(List.of(new StreamPlan(Optional.of(set), Optional.of(icp)))))));
            query();
        }

        MediaStats.Stream query() {
            assertTrue(plane.offer(new MediaCommand.Query(ID)));
            return owner.await(MediaEvent.Report.class).stats().streams().getFirst();
        }

        /** Waits until no more packets come in. A loop takes 64 commands in a turn, so 130 queries span two turns. */
        MediaStats.Stream awaitQuiet() {
            MediaStats.Stream first = query();
            while (true) {
                MediaStats.Stream last = queryOften(130);
                if (last.equals(first)) {
                    return last;
                }
                first = last;
            }
        }

        private MediaStats.Stream queryOften(int times) {
            for (int i = 1; i < times; i++) {
                assertTrue(plane.offer(new MediaCommand.Query(ID)));
            }
            for (int i = 1; i < times; i++) {
                owner.await(MediaEvent.Report.class);
            }
            return query();
        }

        /** Speech both ways, each packet checked. */
        void exchange(int firstSequenceNumber, int packets) {
            for (int i = 0; i < packets; i++) {
                byte[] speech = TestPeer.speech(1, firstSequenceNumber + i);
                phone.sendRtp(speech, ports.set());
                assertArrayEquals(speech, pbx.receiveRtp());
                byte[] answer = TestPeer.speech(2, firstSequenceNumber + i);
                pbx.sendRtp(answer, ports.icp());
                assertArrayEquals(answer, phone.receiveRtp());
            }
        }

        MediaStats.Stream close() {
            assertTrue(plane.offer(new MediaCommand.Close(ID)));
            return owner.await(MediaEvent.Closed.class).stats().streams().getFirst();
        }
    }
}
