package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.audio.Tone;
import io.sbc.interop.peer.Baresip;
import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.MediaEncryption;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3665 §3.4 with two real PBX nodes: the preferred one dies without a word, calls go on, and it comes back. */
@Tag("interop")
class PbxFailoverIT {

    private static final User ALICE = User.of("1001");
    private static final User BOB = User.of("1002");
    private static final Duration CHECKS_NOTICE = Duration.ofSeconds(20);

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    private Kamailio node(SbcProcess sbc, int port) {
        return Kamailio.start(stage, new Kamailio.Settings().subscriber(ALICE.extension(), ALICE.icpPassword())
                .subscriber(BOB.extension(), BOB.icpPassword())
                .route(BOB.extension(), "sip:127.0.0.1:" + sbc.port("icp.udp")), port);
    }

    private static void awaitNodesUp(SbcProcess sbc, int nodes) {
        Awaitility.await(nodes + " nodes are up").atMost(CHECKS_NOTICE).pollInterval(Duration.ofMillis(100))
                .until(() -> sbc.metrics().sum("sbc_pbx_nodes_up") == nodes);
    }

    @Test
    void shouldCallThroughTheStandbyNodeWhenThePreferredOneIsKilledAndReturnToItAfterwards() {
        int preferred = stage.ports().one();
        int standby = stage.ports().one();
        SbcProcess sbc = SbcProcess.start(stage, SbcSettings.withPbxAt(preferred).nodes(preferred, standby)
                .set("icp.failover.interval", "2s").set("icp.failover.check-timeout", "1s"), List.of(ALICE, BOB));
        Kamailio first = node(sbc, preferred);
        Kamailio second = node(sbc, standby);
        awaitNodesUp(sbc, 2); // nothing speaks against them: silence counts once a node has answered
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW).awaitRegistered();
        Baresip bob = phone("bob", sbc, BOB, Tone.HIGH).awaitRegistered();
        first.awaitRegistered(ALICE.extension());

        first.kill();
        call(alice, bob);
        second.awaitInvite(ALICE.extension(), BOB.extension());
        awaitNodesUp(sbc, 1);
        assertEquals(1, sbc.metrics().sum("sbc_pbx_reachable"));

        Kamailio again = node(sbc, preferred);
        awaitNodesUp(sbc, 2);
        call(alice, bob);
        again.awaitInvite(ALICE.extension(), BOB.extension());
        assertTrue(sbc.metrics().sum("sbc_pbx_nodes_back_total") >= 1, "the preferred one");
        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        sbc.assertNoExceptionLogged();
    }

    private static void call(Baresip alice, Baresip bob) {
        alice.dial(BOB.extension());
        bob.accept();
        alice.awaitEstablished();
        alice.hangUp();
        bob.awaitClosed();
    }

    private Baresip phone(String name, SbcProcess server, User user, Tone voice) {
        return Baresip.start(stage, name, server.account(user), MediaEncryption.MANDATORY, voice);
    }
}
