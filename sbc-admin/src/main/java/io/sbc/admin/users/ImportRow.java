package io.sbc.admin.users;

import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.UserProfile;
import java.util.List;
import java.util.Optional;

/**
 * One row of an import file.
 *
 * @param number as a spreadsheet counts: the header is row 1
 * @param key email, and kind where a row is a device, as they stand there
 * @param drafts one device, or both of a user; none when something is wrong with the row by itself
 * @param profile of the user, where the row is one
 * @param problems everything that is wrong with it
 */
record ImportRow(long number, String key, List<DeviceDraft> drafts, Optional<UserProfile> profile,
        List<String> problems) {

    ImportRow {
        drafts = List.copyOf(drafts);
        problems = List.copyOf(problems);
    }

    static ImportRow valid(long number, String key, DeviceDraft draft) {
        return new ImportRow(number, key, List.of(draft), Optional.empty(), List.of());
    }

    static ImportRow valid(long number, String key, UserPlanner.Plan plan) {
        return new ImportRow(number, key, plan.drafts(), Optional.of(plan.profile()), List.of());
    }

    static ImportRow refused(long number, String key, List<String> problems) {
        return new ImportRow(number, key, List.of(), Optional.empty(), problems);
    }
}
