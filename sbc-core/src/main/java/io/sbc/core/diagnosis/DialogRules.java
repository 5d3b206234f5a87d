package io.sbc.core.diagnosis;

import io.sbc.core.recorder.RecordedEvent.Decision;
import java.util.List;
import java.util.Optional;

/** What went wrong between the two legs, or in the course of a call. */
final class DialogRules {

    static final List<Rule> ALL = List.of(
            new Rule("loop", "The call to {far} went in a circle between {pbx} and the SBC",
                    "The PBX sends the number back to the SBC, which sends it to the PBX again: a forward, or a route, to itself",
                    "Look at call forwarding of {far} and at the PBX's routes for this number: none may lead to the SBC again",
                    "{pbx}: routes and forwards of {far}",
                    recorded -> recorded.succeeded()
                            ? Optional.empty()
                            : new Finding(recorded)
                                    .with(recorded.decidedSaying("rejected", "too-many-hops", "merged", "looped"))
                                    .with(recorded.answered()
                                            .filter(line -> line.status() == 482 || line.status() == 483))
                                    .found()),
            new Rule("session-timer-expired",
                    "Nobody refreshed the session of {phone} and {pbx} in time, and the call was ended",
                    "The party that should refresh it has gone without a BYE, or does not do session timers right",
                    "Look which party owed the refresh (Session-Expires in the ladder) and update it, or lengthen calls.session-expires",
                    "calls.session-expires; the app, the PBX",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("ends", "session-expired"))
                            .with(recorded.decidedSaying("rejected", "session-expired")).found()),
            new Rule("phone-lost-its-connection", "{phone} lost its connection during the call",
                    "The app was closed, the phone lost its network or changed it, or a NAT forgot the connection",
                    "Ask {user} about the network at that time; a firewall has to keep idle TCP for longer than registration.flow-timer; ./sbc attempts {user} shows when it came back",
                    "The network of {phone}, its firewall", DialogRules::lostConnection),
            new Rule("answer-not-acknowledged", "{party} did not acknowledge our answer",
                    "Our Contact does not lead back to us from where it is, or it has gone",
                    "Compare the Contact of our 200 (in the ladder) with the address that {party} reaches us by",
                    "interface.advertised-address, set.advertised-address, icp.advertised-address",
                    DialogRules::notAcknowledged),
            new Rule("sbc-fault", "The SBC itself failed",
                    "A fault of the program: its stack stands in the log, beside the Call-ID",
                    "Make a support bundle (page Support, or ./sbc support) and send it with the id of this call",
                    "The log at this time",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("rejected", "failed:"))
                            .with(recorded.decidedSaying("ends", "failed")).found()));

    private DialogRules() {}

    /** Who got our answer: whose INVITE came before, unless it is said who it is. */
    private static Optional<Found> notAcknowledged(RecordedCase recorded) {
        List<Decision> ends = recorded.decidedSaying("ends", "no-ack");
        Finding finding = new Finding(recorded).with(ends);
        ends.forEach(end -> recorded.offererBefore(end).ifPresent(finding::about));
        return finding.found();
    }

    /** It was gone for good: nothing came from the phone afterwards. */
    private static Optional<Found> lostConnection(RecordedCase recorded) {
        List<Decision> lost = recorded.decided("phone-connection-lost");
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        Decision last = lost.getLast();
        List<Decision> ends = recorded.decided("ends");
        boolean over = !ends.isEmpty() && ends.getFirst().atMicros() < last.atMicros();
        boolean cameBack = recorded.received(Line::isOfPhone)
                .anyMatch(line -> line.message().atMicros() > last.atMicros());
        return over || cameBack ? Optional.empty() : new Finding(recorded).with(List.of(last)).with(ends).found();
    }
}
