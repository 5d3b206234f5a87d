package io.sbc.core.diagnosis;

import java.util.List;

/** What was refused because there is no more of it. */
final class LimitRules {

    static final List<Rule> ALL = List.of(
            new Rule("ports-exhausted", "There was no media port left for the call",
                    "More calls at a time than media.ports has room for (four ports a call), or ports rest after earlier calls",
                    "Widen media.ports (and the firewall's rule) and restart; ./sbc calls --live shows whether there are so many calls",
                    "media.ports, media.quarantine",
                    recorded -> new Finding(recorded)
                            .with(recorded.decidedSaying("rejected", "media: PORTS_EXHAUSTED", "media: SOCKET_FAILED"))
                            .found()),
            new Rule("media-sessions-exhausted", "The media plane takes no more sessions",
                    "More calls at a time than calls.maximum", "Raise calls.maximum if the machine bears it",
                    "calls.maximum",
                    recorded -> new Finding(recorded)
                            .with(recorded.decidedSaying("rejected", "media: TOO_MANY_SESSIONS", "media plane busy"))
                            .found()),
            new Rule("call-limit", "More calls at a time than the SBC is configured for",
                    "calls.maximum is reached: more traffic than was planned for, or stolen credentials",
                    "./sbc calls --live: are they honest? Then raise calls.maximum and media.ports (four ports a call) if the machine bears it",
                    "calls.maximum, media.ports",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("rejected", "(calls.maximum)"))
                            .found()),
            new Rule("licence-exhausted", "There is no device of {user}, because no licence was left for it",
                    "All teleworker licences were taken when the user was to be added",
                    "Add licences, or remove a user who is gone; then add the user again", "./sbc licences",
                    recorded -> new Finding(recorded).with(recorded.decided("licence-exhausted"))
                            .with(recorded.decidedSaying("rejected", "licence")).found()),
            new Rule("registrar-full", "The registrar takes no more bindings",
                    "registration.bindings is reached, or the PBX is slow",
                    "Compare sbc_bindings in /metrics with registration.bindings and raise that; with upstream-busy in the evidence look at the load of {pbx}",
                    "registration.bindings",
                    recorded -> new Finding(recorded).with(recorded.decided("registrar-full", "upstream-busy"))
                            .found()));

    private LimitRules() {}
}
