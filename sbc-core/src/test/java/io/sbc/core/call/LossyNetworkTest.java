package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls over a network that drops, doubles and delays what goes to and from the PBX, with peers that do what the dice say:
 * whatever happens, each INVITE gets at most one kind of final response, a caller that waits gets one, and nothing is
 * left. The seed is the test's name.
 */
class LossyNetworkTest {

    private static final int SEEDS = 60;

    @TestFactory
    Stream<DynamicTest> shouldGiveOneFinalAnswerAndLeaveNothing() {
        return LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed,
                () -> play(new Random(seed))));
    }

    private record Delayed(long atNanos, Runnable delivery) {}

    private static void play(Random dice) {
        CallBench bench = new CallBench();
        List<Delayed> onTheWay = new ArrayList<>();
        int lossPercent = dice.nextInt(40);
        bench.icpWeather = (message, deliver) -> {
            for (int copies = dice.nextInt(100) < lossPercent
                    ? 0
                    : dice.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
                onTheWay.add(new Delayed(bench.clock.nanoTime() + dice.nextLong(Duration.ofMillis(300).toNanos()),
                        deliver));
            }
        };
        boolean fromPhone = dice.nextBoolean();
        ScriptedPeer phone = fromPhone ? bench.alice : bench.bob;
        AutomaticPeer automaticPhone = new AutomaticPeer(phone, dice, Sdp.phoneAnswer());
        AutomaticPeer automaticPbx = new AutomaticPeer(bench.pbx, dice, Sdp.pbxAnswer());
        SipRequest invite = fromPhone
                ? phone.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                        Sdp.phoneOffer())
                : bench.pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                        Sdp.pbxOffer());
        if (dice.nextBoolean()) {
            invite = invite.edit().set(HeaderName.SUPPORTED, "100rel, timer").build();
        }
        SipRequest call = invite;
        AutomaticPeer otherApp = dice.nextBoolean()
                ? new AutomaticPeer(bench.anotherApp(bench.directory.get(2), "bob2", "198.51.100.9", 40003), dice,
                        Sdp.phoneAnswer())
                : automaticPhone;
        ScriptedPeer caller = fromPhone ? phone : bench.pbx;
        long hangUpAt = dice.nextLong(Duration.ofSeconds(60).toNanos());
        boolean cancelled = dice.nextInt(4) == 0;
        boolean hungUp = false;
        int repetitions = fromPhone ? 1 : 7; // over UDP a caller repeats its INVITE (timer A)
        for (long tick = 0; tick < 3000; tick++) {
            if (repetitions > 0 && tick % 10 == 0 && (automaticPbx.finals.isEmpty() || fromPhone)) {
                repetitions--;
                caller.send(call);
            }
            if (tick == 20 && cancelled) {
                caller.send(caller.cancel(call));
            }
            if (!hungUp && bench.clock.nanoTime() >= hangUpAt) {
                hungUp = true;
                Stream.of(phone, bench.pbx).filter(peer -> !peer.target.isEmpty())
                        .forEach(peer -> peer.send(peer.request("BYE").build()));
            }
            bench.pass(Duration.ofMillis(100));
            deliver(bench, onTheWay);
            automaticPhone.work();
            automaticPbx.work();
            otherApp.work();
        }
        bench.media.sessions.forEach(FakeMediaLink.Session::timeOut); // both BYEs may have been lost
        bench.icpWeather = (message, deliver) -> {};
        bench.settle();

        bench.assertNothingLeft();
        for (Map<Integer, Integer> statuses : (fromPhone ? automaticPhone : automaticPbx).finals.values()) {
            assertEquals(1, statuses.size(), "final responses of one INVITE: " + statuses);
        }
        if (fromPhone) {
            assertTrue(automaticPhone.finals.size() == 1, "the caller, over TLS, gets its final response");
        }
    }

    private static void deliver(CallBench bench, List<Delayed> onTheWay) {
        List<Delayed> due = onTheWay.stream().filter(delayed -> delayed.atNanos() <= bench.clock.nanoTime()).toList();
        onTheWay.removeAll(due);
        due.forEach(delayed -> {
            delayed.delivery().run();
            bench.settle();
        });
    }

    /** What the network does with a message and its delivery. */
    interface Weather {

        void on(SipMessage message, Runnable deliver);
    }
}
