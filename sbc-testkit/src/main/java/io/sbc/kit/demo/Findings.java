package io.sbc.kit.demo;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.RtpStats;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.sip.TracedMessage;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All that was observed.
 *
 * @param atAlice what Alice's phone counted
 * @param byAlice what Alice heard, compared with what Bob said
 * @param before  the SBC's metrics before the call
 * @param after   and after it
 */
record Findings(SoftPhone alice, SoftPhone bob, DemoUser aliceUser, DemoUser bobUser, StandInPbx pbx,
        RegisterResult aliceRegistered, RegisterResult bobRegistered, Call outgoing, Call incoming, RtpStats atAlice,
        RtpStats atBob, AudioCheck.Report byAlice, AudioCheck.Report byBob, Map<String, Double> before,
        Map<String, Double> after) {
    /** Gauges that must be 0 once a call is over. */
    private static final List<String> LEFT = List.of("sbc_dialogs", "sbc_media_sessions", "sbc_media_ports");

    /** How much the SBC still holds of calls. */
    static double left(Map<String, Double> metrics) {
        return LEFT.stream().mapToDouble(name -> metrics.getOrDefault(name, 0.0)).sum();
    }

    /** What Alice's phone sent and received for its registration and the call. */
    List<TracedMessage> ofAlice() {
        return told(alice, outgoing);
    }

    List<TracedMessage> ofBob() {
        return told(bob, incoming);
    }

    private static List<TracedMessage> told(SoftPhone phone, Call call) {
        return phone.trace()
                .messages()
                .stream()
                .filter(message -> message.callId().equals(phone.registrationCallId())
                        || message.callId().equals(call.callId()))
                .toList();
    }

    /** What the PBX sent and received for both registrations and both legs. */
    List<TracedMessage> ofPbx() {
        return pbx.trace().messages().stream().filter(message -> isOfCaller(message) || isOfCallee(message)).toList();
    }

    /** Whether a message at the PBX belongs to Alice's side. */
    boolean isOfCaller(TracedMessage message) {
        return isRegisterOf(aliceUser, message) || message.callId().equals(callIdOfFirstInvite(false));
    }

    private boolean isOfCallee(TracedMessage message) {
        return isRegisterOf(bobUser, message) || message.callId().equals(callIdOfFirstInvite(true));
    }

    private static boolean isRegisterOf(DemoUser user, TracedMessage message) {
        return message.method().equals("REGISTER")
                && message.header("To").orElse("").contains("sip:" + user.number() + "@");
    }

    private String callIdOfFirstInvite(boolean sent) {
        return first(pbx.trace().messages(),
                message -> message.sent() == sent && message.isRequest() && message.method().equals("INVITE")).callId();
    }

    /** The first message that is wanted. */
    static TracedMessage first(List<TracedMessage> messages, Predicate<TracedMessage> wanted) {
        return messages.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a message that was expected is not in the trace"));
    }
}
