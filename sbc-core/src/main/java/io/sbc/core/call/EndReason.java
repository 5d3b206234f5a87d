package io.sbc.core.call;

import java.util.Optional;

/**
 * What the Reason header (RFC 3326) of our own BYE says, so that a PBX's record tells a call that we ended from one that was hung
 * up. Timers that ran out are Q.850's 102, which is what RFC 3398 §7.2.4.1 makes of 408. Pure.
 */
final class EndReason {

    private EndReason() {}

    /**
     * The value of the header; empty where the BYE needs no explanation.
     *
     * @param cause as the call's record has it
     */
    static Optional<String> of(String cause) {
        return switch (cause) {
            case "media-timeout" -> timer("Media timeout");
            case "no-ack" -> timer("ACK timeout");
            case "session-expired" -> timer("Session expired");
            case "not-acceptable" -> Optional.of("SIP;cause=488;text=\"Not Acceptable Here\"");
            case "media-closed", "failed", "fault", SavedCall.LOST ->
                Optional.of("Q.850;cause=41;text=\"Temporary failure\"");
            default -> Optional.empty();
        };
    }

    private static Optional<String> timer(String text) {
        return Optional.of("Q.850;cause=102;text=\"" + text + '"');
    }
}
