package io.sbc.simulation;

import io.sbc.base.Counters;
import io.sbc.core.survival.SurvivalCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a kill of the SBC may do to calls (lesson 13): one that both parties had agreed on goes on, on the same ports, or both hear
 * that it is over. None is left that one party only believes in.
 */
final class Survivors {

    /** A phone has 20 s to come back for its BYE; a BYE may be repeated for 32 s. */
    private static final long TOLD_MILLIS = 60_000;

    private final Stage stage;
    private final List<Talk> settled = new ArrayList<>();
    private final List<Talk> established = new ArrayList<>();

    Survivors(Stage stage, List<? extends Party> parties) {
        this.stage = stage;
        stage.counts().killed++;
        parties.stream().flatMap(party -> party.talks().stream()).filter(Talk::isEstablished)
                .filter(talk -> stage.media().isHeld(talk.port())).forEach(talk -> { // else it is being hung up already
                    established.add(talk);
                    if (talk.isSettled()) {
                        settled.add(talk);
                    }
                });
    }

    /**
     * It is there again, and nothing was heard yet.
     *
     * @param mustLive nothing is in the way of those that were settled
     */
    void onRestart(boolean mustLive, Counters<SurvivalCounter> survival) {
        long dropped = Stream.of(SurvivalCounter.UNREADABLE, SurvivalCounter.FOREIGN)
                .mapToLong(survival::value).sum();
        stage.verdicts().that(dropped == 0, dropped + " records of calls were dropped");
        for (Talk talk : settled) {
            boolean lives = stage.media().isHeld(talk.port());
            stage.counts().survived += lives ? 1 : 0;
            stage.counts().hungUp += lives ? 0 : 1;
            stage.verdicts().that(lives || !mustLive, "call " + talk.callId() + " does not go on");
        }
        long since = stage.world().millis();
        stage.world().afterMillis(TOLD_MILLIS, () -> established.forEach(talk -> talk.checkToldSince(since)));
    }
}
