package io.sbc.admin.users;

import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.Secret;
import java.util.List;
import java.util.Optional;

/** What became of a change of a user. */
public sealed interface UserOutcome {

    /**
     * It is on the disk.
     *
     * @param user as it is now
     * @param generated the set-side password that was made, if one was
     */
    record Done(boolean created, PsiUser user, Optional<Secret> generated) implements UserOutcome {}

    /** Something is wrong with it, whatever is there already. */
    record Invalid(List<String> problems) implements UserOutcome {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** It cannot be beside what is there already. */
    record Conflict(String reason) implements UserOutcome {}

    /** There are not as many licences. */
    record Unlicensed(BatchResult.Excess excess) implements UserOutcome {}

    /** What is there is not what the caller expected; empty: nothing. */
    record Stale(Optional<PsiUser> there) implements UserOutcome {}

    /** There is no such user. */
    record Unknown() implements UserOutcome {}
}
