package io.sbc.kit.provision;

import java.util.List;

/**
 * What a rehearsal has shown that went to its end; what did not happen as it must has ended it before.
 *
 * @param pushNanos      how long all the users took, one signed request after the other
 * @param framesHeard    of audio, by the one who heard fewer
 * @param disabledStatus what the disabled user's phone was answered
 * @param deletedStatus  what the deleted one's was
 */
public record Outcome(List<PushedUser> pushed, long pushNanos, long framesHeard, int disabledStatus,
        int deletedStatus) {

    /** Copies. */
    public Outcome {
        pushed = List.copyOf(pushed);
    }
}
