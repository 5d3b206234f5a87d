package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.call.CallState.Ending;
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every state with every event, against the table in {@code call-machine.txt}: {@code state + event -> next: effects}.
 */
class CallMachineTest {

    private static final Rejection REFUSAL = new Rejection.Unavailable();
    private static final SipResponse OK = SipResponse.builder(200, "OK").build();
    private static final ServerTransaction TRANSACTION = new NoTransaction();

    private static Map<String, CallState> states() {
        Map<String, CallState> states = new LinkedHashMap<>();
        states.put("Setup", new CallState.Setup());
        states.put("Calling, one more target", new CallState.Calling(1, false));
        states.put("Calling, one more target, ringing", new CallState.Calling(1, true));
        states.put("Answered the caller", new CallState.Answered(LegRole.CALLER, false));
        states.put("Answered the callee late", new CallState.Answered(LegRole.CALLEE, true));
        states.put("Established", new CallState.Established());
        states.put("Preparing for the caller", new CallState.Preparing(LegRole.CALLER));
        states.put("Renegotiating for the callee", new CallState.Renegotiating(LegRole.CALLEE));
        states.put("Refreshing with the callee", new CallState.Refreshing(LegRole.CALLEE));
        states.put("Ending, first INVITE and media left", new Ending(Invite.FIRST, false, false, true));
        states.put("Ending, re-INVITE left", new Ending(Invite.AGAIN, false, false, false));
        states.put("Ending, BYE to the caller left", new Ending(Invite.NONE, true, false, false));
        states.put("Ending, media left", new Ending(Invite.NONE, false, false, true));
        states.put("Ended", new CallState.Ended());
        return states;
    }

    private static Map<String, CallEvent> events() {
        Optional<SdpSession> sdp = Optional.of(description());
        Map<String, CallEvent> events = new LinkedHashMap<>();
        events.put("OfferReady", new CallEvent.OfferReady(2));
        events.put("OfferRefused", new CallEvent.OfferRefused(REFUSAL));
        events.put("Progress", new CallEvent.Progress(
                new Provisional(OK, Optional.empty(), true, Optional.empty())));
        events.put("Progress with SDP", new CallEvent.Progress(new Provisional(OK, sdp, true, Optional.empty())));
        events.put("Progress with late offer", new CallEvent.Progress(
                new Provisional(OK, sdp, false, Optional.empty())));
        events.put("Answer", new CallEvent.Answer(OK, sdp, false));
        events.put("Answer with late offer", new CallEvent.Answer(OK, sdp, true));
        events.put("AnswerRefused", new CallEvent.AnswerRefused(OK, REFUSAL));
        events.put("Refusal", new CallEvent.Refusal(REFUSAL, false, false));
        events.put("Refusal, try next", new CallEvent.Refusal(REFUSAL, true, false));
        events.put("Refusal, dialog gone", new CallEvent.Refusal(REFUSAL, false, true));
        events.put("Cancel from caller", new CallEvent.Cancel(LegRole.CALLER));
        events.put("Cancel from callee", new CallEvent.Cancel(LegRole.CALLEE));
        events.put("AnswerTimeout", new CallEvent.AnswerTimeout());
        events.put("Ack from caller", new CallEvent.Ack(LegRole.CALLER, sdp));
        events.put("Ack from callee", new CallEvent.Ack(LegRole.CALLEE, sdp));
        events.put("AckRefused from callee", new CallEvent.AckRefused(LegRole.CALLEE, REFUSAL));
        events.put("AckTimeout of caller", new CallEvent.AckTimeout(LegRole.CALLER));
        events.put("Reoffer from caller", new CallEvent.Reoffer(LegRole.CALLER, TRANSACTION));
        events.put("Reoffer from callee", new CallEvent.Reoffer(LegRole.CALLEE, TRANSACTION));
        events.put("Request from caller", new CallEvent.Request(LegRole.CALLER, TRANSACTION));
        events.put("Bye from caller", new CallEvent.Bye(LegRole.CALLER, TRANSACTION));
        events.put("Bye from callee", new CallEvent.Bye(LegRole.CALLEE, TRANSACTION));
        events.put("ByeDone to caller", new CallEvent.ByeDone(LegRole.CALLER));
        events.put("RefreshDue with callee", new CallEvent.RefreshDue(LegRole.CALLEE));
        events.put("MediaTimedOut", new CallEvent.MediaTimedOut());
        events.put("MediaClosed", new CallEvent.MediaClosed());
        events.put("Abort", new CallEvent.Abort(REFUSAL));
        return events;
    }

    @Test
    void shouldFollowTheTableForEveryStateAndEvent() throws IOException {
        List<String> lines = new ArrayList<>();
        states().forEach((stateName, state) -> {
            lines.add("");
            lines.add(stateName);
            events().forEach((eventName, event) -> lines.add("  + " + eventName + " -> " + outcome(state, event)));
        });

        assertEquals(table(), String.join("\n", lines).strip());
    }

    @Test
    void shouldHaveASampleOfEveryKind() {
        assertEquals(kinds(CallState.class), sampled(states().values()));
        assertEquals(kinds(CallEvent.class), sampled(events().values()));
    }

    @Test
    void shouldReachAnEndFromEveryStateWhenAborted() {
        states().forEach((name, state) -> {
            CallState now = CallMachine.on(state, new CallEvent.Abort(REFUSAL)).next();
            for (CallEvent event : lastEvents(now)) {
                now = CallMachine.on(now, event).next();
            }

            assertTrue(now instanceof CallState.Ended, name + " stays " + now);
        });
    }

    private static List<CallEvent> lastEvents(CallState state) {
        List<CallEvent> last = new ArrayList<>();
        if (state instanceof Ending ending) {
            if (ending.invite() != Invite.NONE) {
                last.add(new CallEvent.Refusal(REFUSAL, false, false));
            }
            if (ending.callerBye()) {
                last.add(new CallEvent.ByeDone(LegRole.CALLER));
            }
            if (ending.calleeBye()) {
                last.add(new CallEvent.ByeDone(LegRole.CALLEE));
            }
            if (ending.media()) {
                last.add(new CallEvent.MediaClosed());
            }
        }
        return last;
    }

    private static String outcome(CallState state, CallEvent event) {
        CallMachine.Step step;
        try {
            step = CallMachine.on(state, event);
        } catch (IllegalStateException impossible) {
            return "impossible";
        }
        String next = step.next().equals(state) ? "stays" : words(step.next());
        return step.effects().isEmpty()
                ? next
                : next + ": " + step.effects().stream().map(CallMachineTest::words).collect(Collectors.joining(", "));
    }

    private static String words(CallState state) {
        return switch (state) {
            case CallState.Calling c -> "Calling(" + c.targetsLeft() + (c.progressed() ? ", ringing)" : ")");
            case CallState.Answered a -> "Answered(" + a.asker() + (a.late() ? ", late)" : ")");
            case CallState.Preparing p -> "Preparing(" + p.asker() + ")";
            case CallState.Refreshing r -> "Refreshing(" + r.with() + ")";
            case CallState.Renegotiating r -> "Renegotiating(" + r.asker() + ")";
            case Ending e -> "Ending(" + Stream.of(e.invite() == Invite.NONE ? "" : e.invite() + " INVITE",
                    e.callerBye() ? "BYE to caller" : "", e.calleeBye() ? "BYE to callee" : "",
                    e.media() ? "media" : "").filter(left -> !left.isEmpty()).collect(Collectors.joining(", ")) + ")";
            case CallState.Setup _,CallState.Established _,CallState.Ended _ -> state.getClass().getSimpleName();
        };
    }

    private static String words(CallEffect effect) {
        String name = effect.getClass().getSimpleName();
        return switch (effect) {
            case CallEffect.RejectOffer reject -> name + "(" + reject.rejection().code() + ")";
            case CallEffect.RejectRequest reject -> name + "(" + reject.rejection().code() + ")";
            case CallEffect.SendRefresh refresh -> name + "(" + refresh.to() + ")";
            case CallEffect.SendBye bye -> name + "(" + bye.to() + ")";
            case CallEffect.RelayOffer relay -> name + "(" + relay.to() + ")";
            case CallEffect.ApplyMedia apply -> name + (apply.settled() ? "(settled)" : "(early)");
            case CallEffect.Acknowledge ack -> name + (ack.answer().isPresent() ? "(answer)" : "");
            case CallEffect.NoteCause note -> name + "(" + note.cause() + ")";
            default -> name;
        };
    }

    private static List<String> kinds(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses()).map(Class::getSimpleName).sorted().toList();
    }

    private static List<String> sampled(java.util.Collection<?> samples) {
        return samples.stream().map(sample -> sample.getClass().getSimpleName()).distinct().sorted().toList();
    }

    private static String table() throws IOException {
        try (InputStream in = CallMachineTest.class.getResourceAsStream("call-machine.txt")) {
            return in == null ? "no table" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static SdpSession description() {
        if (SdpSession.parse(Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)) instanceof SdpParseResult.Parsed p) {
            return p.session();
        }
        throw new AssertionError();
    }

    private static final class NoTransaction implements ServerTransaction {

        @Override
        public SipRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flow flow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void respond(SipResponse response) {
            throw new UnsupportedOperationException();
        }
    }
}
