package io.sbc.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.relay.PeerAddress.Verdict;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerAddressTest {

    private static final UdpAddress SIGNALLED = address("10.0.0.1", 4000);
    private static final UdpAddress OTHER_PORT = address("10.0.0.1", 5000);
    private static final UdpAddress ELSEWHERE = address("192.0.2.7", 6000);
    private static final UdpAddress ATTACKER = address("203.0.113.9", 7000);

    private final Datagram datagram = new Datagram();
    private long now = 1_000_000_000;
    private final PeerAddress peer = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.ANYWHERE);

    @AfterEach
    void freeTheMemory() {
        datagram.close();
    }

    @Test
    void shouldAdmitTheSignalledHostAtOnce() {
        peer.signal(SIGNALLED);

        assertEquals(Verdict.ADMITTED, offer(OTHER_PORT, 1, 1));
        assertEquals(Verdict.ADMITTED, offer(SIGNALLED, 1, 2));
        assertEquals(SIGNALLED, peer.current());
    }

    /** All media of a PBX may come from one host: music, another fork, another call. */
    @Test
    void shouldNotHearAnotherPortWhileTheSignalledOneSpeaks() {
        peer.signal(SIGNALLED);
        offer(SIGNALLED, 1, 1);

        for (int i = 0; i < 20; i++) {
            now += 20_000_000;
            assertEquals(Verdict.REJECTED, offer(OTHER_PORT, 2, i));
            assertEquals(Verdict.ADMITTED, offer(SIGNALLED, 1, 2 + i));
        }
        now += PeerAddress.SILENT_NANOS + 1;
        assertEquals(Verdict.ADMITTED, offer(OTHER_PORT, 2, 20), "it has moved without saying so");
        assertEquals(SIGNALLED, peer.current());
    }

    /** The answer has not spoken yet: what still comes of the other fork must not make us send there. */
    @Test
    void shouldNotLatchOntoAForkThatWasLeft() {
        peer.signal(OTHER_PORT, false);
        offer(OTHER_PORT, 1, 1);

        peer.signal(SIGNALLED, false);
        for (int i = 2; i < 100; i++) {
            assertEquals(Verdict.REJECTED, offer(OTHER_PORT, 1, i));
        }
        assertEquals(SIGNALLED, peer.current());

        peer.signal(OTHER_PORT, false);
        assertEquals(Verdict.ADMITTED, offer(OTHER_PORT, 1, 100), "it is meant again");
    }

    @Test
    void shouldHearThePortThatAPeerIsLeavingUntilItSpeaksFromTheNewOne() {
        peer.signal(OTHER_PORT);
        offer(OTHER_PORT, 1, 1);

        peer.signal(SIGNALLED);

        assertEquals(Verdict.ADMITTED, offer(OTHER_PORT, 1, 2));
        assertEquals(Verdict.ADMITTED, offer(SIGNALLED, 1, 3));
        assertEquals(Verdict.REJECTED, offer(OTHER_PORT, 1, 4));
    }

    /** A phone behind a NAT tells its private address; its RTP comes from where its signalling comes from. */
    @Test
    void shouldLearnFromWhereThePhonesSignallingComesFrom() {
        PeerAddress phone = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        phone.signalledFrom(address("192.0.2.7", 0));
        phone.signal(address("192.168.1.20", 4000));
        PeerAddress strict = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.HOST);
        strict.signalledFrom(address("192.0.2.7", 0));
        strict.signal(address("192.168.1.20", 4000));

        assertEquals(Verdict.REJECTED, offerRow(phone, address("192.0.2.8", 6000), 100), "a neighbour");
        assertEquals(Verdict.MOVED, offerRow(phone, ELSEWHERE, PeerAddress.LATCH_RUN));
        assertEquals(ELSEWHERE, phone.current());
        assertEquals(Verdict.REJECTED, offerRow(strict, ELSEWHERE, 100));
    }

    @Test
    void shouldLatchOntoAForeignSourceAfterARunOfPackets() {
        peer.signal(SIGNALLED);

        for (int i = 1; i < PeerAddress.LATCH_RUN; i++) {
            assertEquals(Verdict.REJECTED, offer(ELSEWHERE, 1, 65_533 + i));
        }
        assertEquals(Verdict.MOVED, offer(ELSEWHERE, 1, 65_533 + PeerAddress.LATCH_RUN));

        assertEquals(ELSEWHERE, peer.current());
        assertEquals(Verdict.ADMITTED, offer(ELSEWHERE, 9, 1));
    }

    @Test
    void shouldLatchOnceOnly() {
        latch(ELSEWHERE);

        for (int i = 0; i < 1000; i++) {
            assertEquals(Verdict.REJECTED, offer(ATTACKER, 2, i));
        }

        assertEquals(ELSEWHERE, peer.current());
    }

    @Test
    void shouldNotLatchOnceTheSignalledAddressWasHeard() {
        peer.signal(SIGNALLED);
        offer(SIGNALLED, 1, 1);

        for (int i = 0; i < 1000; i++) {
            assertEquals(Verdict.REJECTED, offer(ATTACKER, 2, i));
        }

        assertEquals(SIGNALLED, peer.current());
    }

    @Test
    void shouldGoBackToTheSignalledAddressWhenItSendsAfterALatch() {
        latch(ATTACKER);

        assertEquals(Verdict.MOVED, offer(SIGNALLED, 1, 1));

        assertEquals(SIGNALLED, peer.current());
        assertEquals(Verdict.REJECTED, offer(ATTACKER, 2, 100));
    }

    @Test
    void shouldNotLatchOntoSourcesThatInterruptEachOther() {
        peer.signal(SIGNALLED);

        for (int i = 0; i < 1000; i++) {
            assertEquals(Verdict.REJECTED, offer(i % 2 == 0 ? ATTACKER : ELSEWHERE, 2, i));
        }
    }

    @Test
    void shouldNotLatchOntoGuesses() {
        peer.signal(SIGNALLED);
        Random random = new Random(6);

        for (int i = 0; i < 100_000; i++) {
            assertEquals(Verdict.REJECTED, offer(ATTACKER, random.nextInt(), random.nextInt(0x1_0000)));
        }
    }

    @Test
    void shouldAdmitNobodyWhileNoAddressIsSignalled() {
        peer.signal(null);

        for (int i = 0; i < 100; i++) {
            assertEquals(Verdict.REJECTED, offer(ATTACKER, 1, i));
        }
    }

    @Test
    void shouldKeepWhatItLearnedWhenTheSameAddressIsSignalledAgain() {
        latch(ELSEWHERE);

        assertFalse(peer.signal(SIGNALLED));
        assertEquals(ELSEWHERE, peer.current());

        assertTrue(peer.signal(OTHER_PORT));
        assertEquals(OTHER_PORT, peer.current());
    }

    @Test
    void shouldFollowAuthenticPacketsWhereverTheyComeFrom() {
        peer.signal(SIGNALLED);

        assertFalse(authentic(SIGNALLED));
        assertTrue(authentic(ELSEWHERE));
        assertTrue(authentic(OTHER_PORT));
        assertFalse(authentic(OTHER_PORT));

        assertEquals(OTHER_PORT, peer.current());
    }

    @Test
    void shouldTakeRtcpFromTheHostOfRtpOnly() {
        PeerAddress rtp = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.ANYWHERE);
        rtp.signal(SIGNALLED);
        peer.signal(address("10.0.0.1", 4001));
        UdpAddress rtcpSource = address("10.0.0.1", 4711);

        from(ATTACKER);
        assertEquals(Verdict.REJECTED, peer.offerPlainRtcp(datagram, rtp));
        from(rtcpSource);
        assertEquals(Verdict.MOVED, peer.offerPlainRtcp(datagram, rtp));

        assertEquals(rtcpSource, peer.current());
    }

    @Test
    void shouldExpectRtcpOnThePortAfterWhereRtpWasLearned() {
        peer.signal(address("10.0.0.1", 4001));

        peer.follow(ELSEWHERE);

        assertEquals(address("192.0.2.7", 6001), peer.current());
    }

    @Test
    void shouldLearnFromTheNetworkOfTheSignalledAddressOnly() {
        PeerAddress near = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        near.signal(SIGNALLED);

        assertEquals(Verdict.REJECTED, offerRow(near, ELSEWHERE, 100));
        assertEquals(Verdict.REJECTED, offerRow(near, address("10.0.1.7", 6000), 100), "another /24");
        assertEquals(SIGNALLED, near.current());
        assertEquals(Verdict.MOVED, offerRow(near, address("10.0.0.200", 6000), PeerAddress.LATCH_RUN));
    }

    @Test
    void shouldTakeLoopbackAndA64OfIpv6AsOneNetwork() {
        PeerAddress loopback = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        loopback.signal(address("127.0.7.1", 4000));
        PeerAddress ipv6 = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.NETWORK);
        ipv6.signal(address("2001:db8:0:1::1", 4000));

        assertEquals(Verdict.MOVED, offerRow(loopback, address("127.0.0.1", 6000), PeerAddress.LATCH_RUN));
        assertEquals(Verdict.REJECTED, offerRow(ipv6, address("2001:db8:0:2::1", 4000), 100));
        assertEquals(Verdict.REJECTED, offerRow(ipv6, ELSEWHERE, 100), "the other family is another network");
        assertEquals(Verdict.MOVED, offerRow(ipv6, address("2001:db8:0:1:ffff::9", 4000), PeerAddress.LATCH_RUN));
    }

    @Test
    void shouldLearnNothingButAPortWhereOnlyTheHostCounts() {
        PeerAddress strict = new PeerAddress(MediaNetworks.ANYWHERE, AddressLearning.HOST);
        strict.signal(SIGNALLED);

        assertEquals(Verdict.REJECTED, offerRow(strict, address("10.0.0.2", 4000), 100));
        assertEquals(Verdict.MOVED, offerRow(strict, OTHER_PORT, PeerAddress.LATCH_RUN));
        assertEquals(OTHER_PORT, strict.current());
    }

    @Test
    void shouldLearnNoAddressThatMediaMustNotGoTo() {
        MediaNetworks networks = new MediaNetworks(List.of(),
                List.of(new MediaNetworks.Network(InetAddress.ofLiteral("192.0.2.0"), 24)), false, List.of());
        PeerAddress guarded = new PeerAddress(networks, AddressLearning.ANYWHERE);
        guarded.signal(SIGNALLED);

        assertEquals(Verdict.UNWANTED, offerRow(guarded, ELSEWHERE, PeerAddress.LATCH_RUN));
        from(ELSEWHERE);
        assertEquals(Verdict.UNWANTED, guarded.offerAuthentic(datagram));
        assertEquals(ELSEWHERE, guarded.refused());
        assertEquals(SIGNALLED, guarded.current());
        guarded.follow(ELSEWHERE);
        assertEquals(SIGNALLED, guarded.current());
        guarded.signal(ELSEWHERE);
        assertEquals(null, guarded.current());
    }

    private Verdict offerRow(PeerAddress to, UdpAddress source, int packets) {
        Verdict last = Verdict.REJECTED;
        for (int i = 0; i < packets; i++) {
            from(source);
            last = to.offerPlain(datagram, 3, i, now);
        }
        return last;
    }

    private void latch(UdpAddress source) {
        peer.signal(SIGNALLED);
        for (int i = 0; i < PeerAddress.LATCH_RUN; i++) {
            offer(source, 2, i);
        }
        assertEquals(source, peer.current());
    }

    private Verdict offer(UdpAddress source, int ssrc, int sequenceNumber) {
        from(source);
        return peer.offerPlain(datagram, ssrc, sequenceNumber & 0xffff, now);
    }

    private boolean authentic(UdpAddress source) {
        from(source);
        return peer.offerAuthentic(datagram) == Verdict.MOVED;
    }

    private void from(UdpAddress source) {
        datagram.source(source.high(), source.low(), source.port());
    }

    private static UdpAddress address(String host, int port) {
        return UdpAddress.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
    }
}
