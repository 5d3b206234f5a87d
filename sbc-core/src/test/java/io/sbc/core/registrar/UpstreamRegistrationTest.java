package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.registrar.UpstreamRegistration.Effect.AnswerWaiting;
import io.sbc.core.registrar.UpstreamRegistration.Effect.ArmTimer;
import io.sbc.core.registrar.UpstreamRegistration.Effect.CancelTimer;
import io.sbc.core.registrar.UpstreamRegistration.Effect.DropBindings;
import io.sbc.core.registrar.UpstreamRegistration.Effect.Release;
import io.sbc.core.registrar.UpstreamRegistration.Effect.SendRegister;
import io.sbc.core.registrar.UpstreamRegistration.Effect.SendRemoval;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.registrar.UpstreamRegistration.Event.Accepted;
import io.sbc.core.registrar.UpstreamRegistration.Event.CredentialsChanged;
import io.sbc.core.registrar.UpstreamRegistration.Event.PbxBack;
import io.sbc.core.registrar.UpstreamRegistration.Event.Refused;
import io.sbc.core.registrar.UpstreamRegistration.Event.Removed;
import io.sbc.core.registrar.UpstreamRegistration.Event.TimerFired;
import io.sbc.core.registrar.UpstreamRegistration.Event.TooBrief;
import io.sbc.core.registrar.UpstreamRegistration.Event.Unwanted;
import io.sbc.core.registrar.UpstreamRegistration.Event.Wanted;
import io.sbc.core.registrar.UpstreamRegistration.Params;
import io.sbc.core.registrar.UpstreamRegistration.State;
import io.sbc.core.registrar.UpstreamRegistration.State.Failed;
import io.sbc.core.registrar.UpstreamRegistration.State.Idle;
import io.sbc.core.registrar.UpstreamRegistration.State.Registered;
import io.sbc.core.registrar.UpstreamRegistration.State.Registering;
import io.sbc.core.registrar.UpstreamRegistration.State.Suspended;
import io.sbc.core.registrar.UpstreamRegistration.State.Unregistering;
import io.sbc.core.registrar.UpstreamRegistration.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every event. Time is 1000 s, the middle of every spread. */
class UpstreamRegistrationTest {

    private static final long NOW = seconds(1000);
    private static final Params PARAMS = new Params(NOW, 3600, 0.5);
    private static final Registered HELD = new Registered(NOW + seconds(500), 1800, 0);
    private static final Registered RUN_OUT = new Registered(NOW, 1800, 0);
    private static final UpstreamRefusal FORBIDDEN = new UpstreamRefusal.ByStatus(403, OptionalLong.empty());
    private static final UpstreamRefusal BUSY_PBX = new UpstreamRefusal.ByStatus(503, OptionalLong.of(30));
    private static final UpstreamRefusal SILENT = new UpstreamRefusal.Silent();
    private static final State FIRST = new Registering(1, 3600, true, Optional.empty());
    private static final State FIRST_UNWANTED = new Registering(1, 3600, false, Optional.empty());
    private static final State REFRESH = new Registering(1, 3600, true, Optional.of(HELD));
    private static final State REFRESH_UNWANTED = new Registering(1, 3600, false, Optional.of(HELD));
    private static final State FAILED = new Failed(FORBIDDEN, NOW + seconds(5));

    private static final State LATE_REFRESH = new Registering(1, 3600, true, Optional.of(RUN_OUT));
    private static final Registered LAPSED = new Registered(NOW, 1800, 1);
    private static final State LATE_RETRY = new Registering(1, 3600, true, Optional.of(LAPSED));
    private static final State SUSPENDED = new Suspended(SILENT, LAPSED, NOW + seconds(15));

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }

    private static Step step(State next, UpstreamRegistration.Effect... effects) {
        return new Step(next, List.of(effects));
    }

    private static Step failed(UpstreamRefusal refusal, long heldSeconds) {
        return step(new Failed(refusal, NOW + seconds(heldSeconds)), new ArmTimer(seconds(heldSeconds)),
                new DropBindings(), new AnswerWaiting(Optional.of(refusal)));
    }

    private static Step accepted(long granted) {
        return step(new Registered(NOW + seconds(granted), granted, 0), new ArmTimer(seconds(granted) * 5 / 8),
                new AnswerWaiting(Optional.empty()));
    }

    static List<Arguments> transitions() {
        Step register = step(FIRST, new SendRegister(3600));
        Step remove = step(new Unregistering(false), new SendRemoval());
        return List.of(
                Arguments.of(new Idle(), new Wanted(), register),
                Arguments.of(new Idle(), new Unwanted(), step(new Idle())),
                Arguments.of(new Idle(), new TimerFired(), step(new Idle())),
                Arguments.of(new Idle(), new CredentialsChanged(), step(new Idle())),

                Arguments.of(FIRST, new Wanted(), step(FIRST)),
                Arguments.of(FIRST_UNWANTED, new Wanted(), step(FIRST)),
                Arguments.of(FIRST, new Unwanted(), step(FIRST_UNWANTED)),
                Arguments.of(FIRST, new Accepted(1800), accepted(1800)),
                Arguments.of(FIRST_UNWANTED, new Accepted(1800), remove),
                Arguments.of(FIRST, new TooBrief(7200),
                        step(new Registering(2, 7200, true, Optional.empty()), new SendRegister(7200))),
                Arguments.of(FIRST, new TooBrief(3600),
                        failed(new UpstreamRefusal.ByStatus(423, OptionalLong.empty()), 5)),
                Arguments.of(FIRST, new TooBrief(UpstreamRegistration.EXPIRES_MAX_SECONDS + 1),
                        failed(new UpstreamRefusal.ByStatus(423, OptionalLong.empty()), 5)),
                Arguments.of(new Registering(3, 7200, true, Optional.empty()), new TooBrief(8000),
                        failed(new UpstreamRefusal.ByStatus(423, OptionalLong.empty()), 5)),
                Arguments.of(FIRST, new Refused(FORBIDDEN), failed(FORBIDDEN, 5)),
                Arguments.of(FIRST, new Refused(BUSY_PBX), failed(BUSY_PBX, 30)),
                Arguments.of(FIRST, new Refused(new UpstreamRefusal.ByStatus(503, OptionalLong.of(86_400))),
                        failed(new UpstreamRefusal.ByStatus(503, OptionalLong.of(86_400)), 60)),
                Arguments.of(FIRST, new Refused(SILENT), failed(SILENT, 5)),
                Arguments.of(FIRST, new TimerFired(), step(FIRST)),
                Arguments.of(FIRST, new CredentialsChanged(), step(FIRST)),

                Arguments.of(REFRESH, new Accepted(1800), accepted(1800)),
                Arguments.of(REFRESH, new Unwanted(), step(REFRESH_UNWANTED)),
                Arguments.of(REFRESH, new Refused(FORBIDDEN), failed(FORBIDDEN, 5)),
                Arguments.of(REFRESH, new Refused(SILENT),
                        step(new Registered(HELD.untilNanos(), 1800, 1), new ArmTimer(seconds(15)),
                                new AnswerWaiting(Optional.empty()))),
                Arguments.of(new Registering(1, 3600, true, Optional.of(new Registered(NOW + seconds(500), 1800, 2))),
                        new Refused(SILENT),
                        step(new Registered(NOW + seconds(500), 1800, 3), new ArmTimer(seconds(60)),
                                new AnswerWaiting(Optional.empty()))),
                Arguments.of(new Registering(1, 3600, true, Optional.of(new Registered(NOW + seconds(4), 1800, 9))),
                        new Refused(SILENT),
                        step(new Registered(NOW + seconds(4), 1800, 10), new ArmTimer(seconds(4)),
                                new AnswerWaiting(Optional.empty()))),
                Arguments.of(LATE_REFRESH, new Refused(SILENT),
                        step(SUSPENDED, new ArmTimer(seconds(15)), new AnswerWaiting(Optional.of(SILENT)))),
                Arguments.of(LATE_REFRESH, new Refused(FORBIDDEN), failed(FORBIDDEN, 5)),
                Arguments.of(LATE_REFRESH, new Accepted(1800), accepted(1800)),
                Arguments.of(new Registering(1, 3600, false, Optional.of(RUN_OUT)), new Refused(SILENT),
                        failed(SILENT, 5)),
                Arguments.of(REFRESH_UNWANTED, new Refused(SILENT), remove),
                Arguments.of(REFRESH_UNWANTED, new Accepted(1800), remove),

                Arguments.of(HELD, new Wanted(), step(HELD)),
                Arguments.of(RUN_OUT, new Wanted(), register),
                Arguments.of(HELD, new TimerFired(), step(REFRESH, new SendRegister(3600))),
                Arguments.of(HELD, new Unwanted(),
                        step(new Unregistering(false), new CancelTimer(), new SendRemoval())),
                Arguments.of(HELD, new CredentialsChanged(),
                        step(REFRESH, new CancelTimer(), new SendRegister(3600))),

                Arguments.of(HELD, new PbxBack(), step(REFRESH, new CancelTimer(), new SendRegister(3600))),

                Arguments.of(SUSPENDED, new Wanted(), step(SUSPENDED, new AnswerWaiting(Optional.of(SILENT)))),
                Arguments.of(new Suspended(SILENT, LAPSED, NOW), new Wanted(),
                        step(LATE_RETRY, new CancelTimer(), new SendRegister(3600))),
                Arguments.of(SUSPENDED, new TimerFired(), step(LATE_RETRY, new SendRegister(3600))),
                Arguments.of(SUSPENDED, new PbxBack(), step(LATE_RETRY, new CancelTimer(), new SendRegister(3600))),
                Arguments.of(SUSPENDED, new Unwanted(), step(new Idle(), new CancelTimer(), new Release())),
                Arguments.of(SUSPENDED, new CredentialsChanged(), step(SUSPENDED)),
                Arguments.of(LATE_RETRY, new Refused(SILENT),
                        step(new Suspended(SILENT, new Registered(NOW, 1800, 2), NOW + seconds(30)),
                                new ArmTimer(seconds(30)), new AnswerWaiting(Optional.of(SILENT)))),

                Arguments.of(new Unregistering(false), new Wanted(), step(new Unregistering(true))),
                Arguments.of(new Unregistering(true), new Unwanted(), step(new Unregistering(false))),
                Arguments.of(new Unregistering(true), new Removed(), register),
                Arguments.of(new Unregistering(false), new Removed(), step(new Idle(), new Release())),
                Arguments.of(new Unregistering(false), new TimerFired(), step(new Unregistering(false))),
                Arguments.of(new Unregistering(true), new CredentialsChanged(), step(new Unregistering(true))),

                Arguments.of(new Idle(), new PbxBack(), step(new Idle())),
                Arguments.of(FIRST, new PbxBack(), step(FIRST)),
                Arguments.of(new Unregistering(true), new PbxBack(), step(new Unregistering(true))),
                Arguments.of(FAILED, new PbxBack(), step(FAILED)),
                Arguments.of(new Failed(SILENT, NOW + 1), new PbxBack(),
                        step(new Idle(), new CancelTimer(), new Release())),

                Arguments.of(FAILED, new Wanted(), step(FAILED, new AnswerWaiting(Optional.of(FORBIDDEN)))),
                Arguments.of(new Failed(FORBIDDEN, NOW), new Wanted(),
                        step(FIRST, new CancelTimer(), new SendRegister(3600))),
                Arguments.of(FAILED, new Unwanted(), step(FAILED)),
                Arguments.of(FAILED, new TimerFired(), step(new Idle(), new Release())),
                Arguments.of(FAILED, new CredentialsChanged(),
                        step(new Idle(), new CancelTimer(), new Release())));
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void shouldStep(State state, Event event, Step expected) {
        assertEquals(expected, UpstreamRegistration.on(state, event, PARAMS));
    }

    static List<Arguments> impossible() {
        List<Event> answers = List.of(new Accepted(1), new TooBrief(1), new Refused(SILENT));
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(new Idle(), HELD, FAILED, SUSPENDED).flatMap(state -> java.util.stream.Stream
                        .concat(answers.stream(), java.util.stream.Stream.of(new Removed()))
                        .map(event -> Arguments.of(state, event))),
                java.util.stream.Stream.concat(java.util.stream.Stream.of(Arguments.of(FIRST, new Removed())),
                        answers.stream().map(event -> Arguments.of(new Unregistering(false), event))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void shouldRefuseWhatCannotHappen(State state, Event event) {
        assertThrows(IllegalStateException.class, () -> UpstreamRegistration.on(state, event, PARAMS));
    }

    @Test
    void shouldRefreshWhatWasRestoredInItsTurnOrSoon() {
        Registered young = new Registered(NOW + seconds(1700), 1800, 0);
        assertEquals(step(young, new ArmTimer(seconds(1800) * 5 / 8 - seconds(100))),
                UpstreamRegistration.restored(young, PARAMS));
        assertEquals(step(HELD, new ArmTimer(seconds(60))), UpstreamRegistration.restored(HELD, PARAMS),
                "overdue: within two minutes");
        Registered nearlyOver = new Registered(NOW + seconds(8), 1800, 0);
        assertEquals(step(nearlyOver, new ArmTimer(seconds(2))), UpstreamRegistration.restored(nearlyOver, PARAMS));
    }

    @Test
    void shouldSpreadRefreshesBetweenHalfAndThreeQuartersOfTheGrant() {
        for (double spread : new double[]{0, 0.25, 0.999}) {
            Step step = UpstreamRegistration.on(FIRST, new Accepted(1000), new Params(NOW, 3600, spread));
            long delay = assertInstanceOf(ArmTimer.class, step.effects().getFirst()).delayNanos();
            assertTrue(delay >= seconds(500) && delay <= seconds(750), () -> "at " + delay);
        }
    }

    @Test
    void shouldAnswerLocallyOnlyWhileThePbxHoldsIt() {
        assertEquals(Optional.of(HELD), UpstreamRegistration.fresh(HELD, NOW));
        assertEquals(Optional.of(HELD), UpstreamRegistration.fresh(REFRESH, NOW));
        for (State state : List.of(RUN_OUT, FIRST, new Idle(), new Unregistering(true), FAILED,
                LATE_REFRESH, SUSPENDED)) {
            assertEquals(Optional.empty(), UpstreamRegistration.fresh(state, NOW));
        }
    }
}
