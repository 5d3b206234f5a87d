package io.sbc.admin.users;

import io.sbc.core.directory.DeviceDraft;
import java.util.List;
import java.util.Optional;

/**
 * One row of an import file.
 *
 * @param number as a spreadsheet counts: the header is row 1
 * @param key email and kind as they stand there
 * @param draft the device, when nothing is wrong with the row by itself
 * @param problems everything that is wrong with it
 */
record ImportRow(long number, String key, Optional<DeviceDraft> draft, List<String> problems) {

    ImportRow {
        problems = List.copyOf(problems);
    }

    static ImportRow valid(long number, String key, DeviceDraft draft) {
        return new ImportRow(number, key, Optional.of(draft), List.of());
    }

    static ImportRow refused(long number, String key, List<String> problems) {
        return new ImportRow(number, key, Optional.empty(), problems);
    }
}
