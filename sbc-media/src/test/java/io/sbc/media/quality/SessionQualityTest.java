package io.sbc.media.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Counters;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.MediaVerdict.Cause;
import io.sbc.media.api.MediaVerdict.Kind;
import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import io.sbc.media.api.Protection;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Verdicts as a table: what makes each cause, and what nearly does. */
class SessionQualityTest {

    private static final long SECOND = 1_000_000_000;
    private static final InetSocketAddress OURS = new InetSocketAddress("192.0.2.1", 20_000);
    private static final InetSocketAddress THEIRS = new InetSocketAddress("198.51.100.7", 4000);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.8", 4000);

    private final Counters<MediaCounter> counters = new Counters<>(MediaCounter.class);
    private final SessionQuality session = new SessionQuality(5 * SECOND, counters);
    private final Played set = new Played();
    private final Played icp = new Played();
    private long now;

    /** The counters of one side, played. */
    private final class Played {

        private long packets;
        private long lost;
        private long failures;
        private long plain;
        private long strangers;
        private int loss = -1;
        private long last = MediaStats.NEVER;
        private long report = MediaStats.NEVER;

        void speak(int count) {
            packets += count;
            last = now;
        }

        void fail(int count, int plainLooking) {
            failures += count;
            plain += plainLooking;
        }

        MediaStats.Direction stats() {
            return new MediaStats.Direction(packets, 172 * packets, 0, 0, 0, 0, lost, 1000, failures, 0, strangers, 0,
                    0, 0, new MediaStats.Reception(packets + lost, 0, 0, lost, 1, new PayloadFormat(0, "pcmu", 8000),
                            last, last),
                    new MediaStats.Reports(0, 0, report, 20_000, -1, loss, 1000),
                    new MediaStats.Refusals(failures > 0 ? now : MediaStats.NEVER, plain,
                            strangers > 0 ? now : MediaStats.NEVER, 0));
        }
    }

    SessionQualityTest() {
        session.onStream(new StreamPorts(OURS, new InetSocketAddress("10.0.0.9", 20_002)));
    }

    @Test
    void shouldSayWhenNothingEverCameFromThePhone() {
        plan(true, true);
        MediaVerdict verdict = only(after(6, icp));

        assertEquals(Cause.NOTHING_CAME, verdict.cause());
        assertEquals(Kind.ONE_WAY, verdict.kind());
        assertEquals(MediaSide.SET, verdict.side());
        assertEquals(1_000, verdict.beganMillis());
        assertEquals("nothing has come from the phone since the call was answered at 1970-01-01T00:00:01Z:"
                + " a firewall in front of the phone drops RTP to 192.0.2.1:20000", verdict.words());
        assertEquals(1, counters.value(MediaCounter.ONE_WAY_VERDICTS));
    }

    @Test
    void shouldWaitBeforeItSpeaks() {
        plan(true, true);

        assertEquals(List.of(), after(4, icp).verdicts());
    }

    @Test
    void shouldExpectNobodyBeforeTheAnswer() {
        session.onPlan(new MediaPlan(List.of(new StreamPlan(endpoint(true, THEIRS), endpoint(true, THEIRS)))).early(),
                moment());
        assertEquals(List.of(), after(60, icp).verdicts());

        plan(true, true);
        assertEquals(List.of(), after(4, icp).verdicts());
        assertEquals(1, after(2, icp).verdicts().size());
    }

    @Test
    void shouldCallItSilenceWhenNobodyIsHeard() {
        plan(true, true);
        MediaQuality quality = after(6);

        assertEquals(2, quality.verdicts().size());
        assertTrue(quality.verdicts().stream().allMatch(verdict -> verdict.kind() == Kind.SILENCE));
        assertEquals(2, counters.value(MediaCounter.SILENCE_VERDICTS));
    }

    @Test
    void shouldSayThatKeysDiffer() {
        plan(true, true);
        MediaVerdict verdict = only(after(6, icp, () -> set.fail(50, 0)));

        assertEquals(Cause.KEYS_DIFFER, verdict.cause());
        assertTrue(verdict.words().contains("fail authentication since 1970-01-01T00:00:01Z"), verdict.words());
    }

    @Test
    void shouldNotBlameKeysForAFewForgedPackets() {
        plan(true, true);

        assertEquals(Cause.NOTHING_CAME, only(after(6, icp, () -> set.failures = 9)).cause());
    }

    @Test
    void shouldNotBlameKeysForFailuresThatWereThereBefore() {
        plan(true, true);
        after(6, icp, () -> {
            set.fail(100, 0);
            set.speak(50);
        });

        assertEquals(Cause.STOPPED, only(after(6, icp)).cause());
    }

    @Test
    void shouldSayThatThePbxSendsPlainRtp() {
        plan(true, true);
        MediaVerdict verdict = only(after(6, set, () -> icp.fail(50, 50)));

        assertEquals(Cause.PLAIN_FOR_SRTP, verdict.cause());
        assertEquals("the PBX sends plain RTP since 1970-01-01T00:00:01Z where SRTP was agreed", verdict.words());
    }

    @Test
    void shouldNotCallItPlainForAFewPacketsOfThatLength() {
        plan(true, true);

        assertEquals(Cause.KEYS_DIFFER, only(after(6, set, () -> icp.fail(50, 20))).cause());
    }

    @Test
    void shouldSayThatPacketsComeFromElsewhere() {
        plan(true, true);

        assertEquals(Cause.WRONG_ADDRESS, only(after(6, set, () -> icp.strangers += 50)).cause());
    }

    @Test
    void shouldNotBlameAStranger() {
        plan(true, true);

        assertEquals(Cause.NOTHING_CAME, only(after(6, set, () -> icp.strangers = 9)).cause());
    }

    @Test
    void shouldSayThatOnlyReportsCome() {
        plan(true, true);

        assertEquals(Cause.REPORTS_ONLY, only(after(6, set, () -> icp.report = now)).cause());
    }

    @Test
    void shouldNotTakeAnOldReportForASignOfLife() {
        plan(true, true);
        after(2, set, () -> icp.report = now);
        after(2, set, () -> icp.speak(100));

        assertEquals(Cause.STOPPED, only(after(6, set)).cause());
    }

    @Test
    void shouldSayWhenAudioStopped() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        MediaVerdict verdict = only(after(6, set));

        assertEquals(Cause.STOPPED, verdict.cause());
        assertEquals(11_000, verdict.beganMillis());
    }

    @Test
    void shouldSayThatAudioStoppedAfterHold() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        plan(true, false);
        assertEquals(List.of(), after(30, set).verdicts(), "on hold nothing is missing");
        plan(true, true);
        MediaVerdict verdict = only(after(6, set));

        assertEquals(Cause.STOPPED_AFTER_HOLD, verdict.cause());
        assertEquals("audio of the PBX stopped after hold at 1970-01-01T00:00:11Z and has not come back since it was"
                + " taken back at 1970-01-01T00:00:41Z", verdict.words());
    }

    /** Most phones hold without music: that nothing comes of a holder is no verdict. */
    @Test
    void shouldMissNothingOfAHolderWithoutMusic() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        session.onPlan(new MediaPlan(List.of(new StreamPlan(holder(), endpoint(false, THEIRS)))), moment());

        assertEquals(List.of(), after(600).verdicts());
    }

    private static Optional<EndpointPlan> holder() {
        return Optional.of(new EndpointPlan(Optional.of(THEIRS), Optional.empty(), false, Protection.clear(),
                Protection.clear(), true, false));
    }

    @Test
    void shouldNotBlameTheHoldOnceAudioWasBack() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        plan(true, false);
        after(30, set);
        plan(true, true);
        after(3, set, () -> icp.speak(50));

        assertEquals(Cause.STOPPED, only(after(6, set)).cause());
    }

    @Test
    void shouldSayThatAudioStoppedWithANewNegotiation() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        session.onPlan(new MediaPlan(List.of(new StreamPlan(endpoint(true, THEIRS), endpoint(true, ELSEWHERE)))),
                moment());

        assertEquals(Cause.STOPPED_AFTER_CHANGE, only(after(6, set)).cause());
    }

    @Test
    void shouldNotBlameANegotiationThatChangedNothing() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        plan(true, true);

        assertEquals(Cause.STOPPED, only(after(6, set)).cause());
    }

    @Test
    void shouldEndTheVerdictWhenAudioComesAndKeepIt() {
        plan(true, true);
        after(6, icp);
        MediaVerdict verdict = only(after(1, icp, () -> set.speak(50)));

        assertEquals(8_000, verdict.endedMillis().orElseThrow());
        assertEquals(Cause.NOTHING_CAME, verdict.cause());
        assertEquals(2, after(6, icp).verdicts().size(), "a further silence is a further verdict");
    }

    @Test
    void shouldTellOnceWhoIsHeardAgain() {
        plan(true, true);
        after(6, icp);
        assertEquals(List.of(), session.takeResumed());
        MediaVerdict verdict = only(after(1, icp, () -> set.speak(50)));

        assertEquals(List.of(verdict), session.takeResumed());
        after(1, icp, () -> set.speak(50));
        assertEquals(List.of(), session.takeResumed());
    }

    @Test
    void shouldNotCallAHoldTheEndOfSilence() {
        plan(true, true);
        after(10, set, () -> icp.speak(50));
        after(6, set);
        plan(true, false);

        assertTrue(only(after(1, set)).endedMillis().isPresent());
        assertEquals(List.of(), session.takeResumed());
    }

    @Test
    void shouldChangeItsMindWhileTheVerdictLasts() {
        plan(true, true);
        after(6, icp);
        MediaQuality quality = after(2, icp, () -> set.fail(50, 0));

        assertEquals(Cause.KEYS_DIFFER, only(quality).cause());
        assertEquals(1_000, only(quality).beganMillis());
        assertEquals(1, counters.value(MediaCounter.ONE_WAY_VERDICTS));
    }

    @Test
    void shouldKeepNoMoreThanSixteenVerdicts() {
        plan(true, true);
        MediaQuality quality = MediaQuality.NONE;
        for (int i = 0; i < 30; i++) {
            after(1, icp, () -> set.speak(50));
            quality = after(6, icp);
        }

        assertEquals(SessionQuality.VERDICTS_MAX, quality.verdicts().size());
    }

    @Test
    void shouldNotMissACamera() {
        PayloadTypes video = new PayloadTypes(List.of(new PayloadFormat(97, "h264", 90_000)));
        EndpointPlan camera = new EndpointPlan(Optional.of(THEIRS), Optional.empty(), false, Protection.clear(),
                Protection.clear(), true, true, video);
        session.onPlan(new MediaPlan(List.of(new StreamPlan(Optional.of(camera), Optional.of(camera)))), moment());

        assertEquals(List.of(), after(60).verdicts());
    }

    @Test
    void shouldLowerTheScoreOfTheDirectionThatLoses() {
        plan(true, true);
        MediaQuality.Stream quality = after(20, icp, () -> {
            set.speak(45);
            set.lost += 5;
        }).streams().getFirst();

        assertEquals(10, quality.set().lossPercent(), 0.01);
        assertEquals(3.4, quality.set().mos().orElseThrow(), 0.15);
        assertEquals(0, quality.icp().lossPercent());
        assertTrue(quality.icp().mos().orElseThrow() > 4.3);
        assertEquals(20_000, quality.set().roundTripMicros().orElseThrow());
    }

    @Test
    void shouldRememberTheWorstWhileTheMeanRecovers() {
        plan(true, true);
        after(5, icp, () -> {
            set.speak(25);
            set.lost += 25;
        });
        MediaQuality.Direction quality = after(45, icp, () -> set.speak(50)).streams().getFirst().set();

        assertTrue(quality.mosMin().orElseThrow() < 2, quality.toString());
        assertTrue(quality.mosNow().orElseThrow() > 4.3, quality.toString());
        assertTrue(quality.mos().orElseThrow() > 3.6 && quality.mos().orElseThrow() < 4.3, quality.toString());
    }

    @Test
    void shouldScoreWhatThePeerSaysItHears() {
        plan(true, true);
        icp.loss = 51;
        MediaQuality.Direction quality = after(5, icp, () -> set.speak(50)).streams().getFirst().icp();

        assertEquals(19.9, quality.lossPercentThere().orElseThrow(), 0.05);
        assertTrue(quality.mosThere().orElseThrow() < 3, quality.toString());
        assertTrue(quality.mos().orElseThrow() > 4.3, quality.toString());
    }

    @Test
    void shouldHaveNoScoreForWhoWasNotHeard() {
        plan(true, true);

        assertTrue(after(6, icp).streams().getFirst().set().mos().isEmpty());
    }

    private void plan(boolean setSends, boolean icpSends) {
        session.onPlan(new MediaPlan(List.of(new StreamPlan(endpoint(setSends, THEIRS), endpoint(icpSends, THEIRS)))),
                moment());
    }

    private static Optional<EndpointPlan> endpoint(boolean sends, InetSocketAddress at) {
        return Optional.of(new EndpointPlan(Optional.of(at), Optional.empty(), false, Protection.clear(),
                Protection.clear(), sends, true));
    }

    private MediaQuality after(int seconds, Played... speakers) {
        return after(seconds, speakers, () -> {});
    }

    private MediaQuality after(int seconds, Played speaker, Runnable eachSecond) {
        return after(seconds, new Played[]{speaker}, eachSecond);
    }

    private MediaQuality after(int seconds, Played[] speakers, Runnable eachSecond) {
        MediaQuality quality = MediaQuality.NONE;
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            for (Played speaker : speakers) {
                speaker.speak(50);
            }
            eachSecond.run();
            quality = session.onSample(new MediaStats(List.of(new MediaStats.Stream(set.stats(), icp.stats()))),
                    moment());
        }
        return quality;
    }

    private static MediaVerdict only(MediaQuality quality) {
        assertEquals(1, quality.verdicts().size(), quality.verdicts().toString());
        return quality.verdicts().getFirst();
    }

    /** The wall clock is a second ahead. */
    private Moment moment() {
        return new Moment(now, 1_000 + now / 1_000_000);
    }
}
