package io.sbc.admin.users;

import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DirectoryStore;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.history.Authorship;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings an import file into the store, all rows or none, and tells what became of each row. */
public final class UserImport {

    private final ImportFile file;
    private final DirectoryStore store;

    /** With the configuration that names realm and PBXs. */
    public UserImport(SbcConfig config, DirectoryStore store) {
        this.file = new ImportFile(config);
        this.store = store;
    }

    /** Applies a file, if every row can be applied. */
    public ImportReport apply(String csv, Authorship author) {
        List<ImportRow> rows = file.read(csv);
        List<DeviceDraft> drafts = rows.stream().map(ImportRow::draft).flatMap(Optional::stream).toList();
        boolean isComplete = drafts.size() == rows.size();
        BatchResult result = isComplete ? store.apply(drafts, author) : store.check(drafts);
        List<ImportReport.Line> lines = new ArrayList<>();
        var outcomes = result.outcomes().iterator();
        for (ImportRow row : rows) {
            lines.add(row.draft().isPresent()
                    ? line(row, outcomes.next())
                    : new ImportReport.Line(row.number(), row.key(), ImportReport.Verdict.REFUSED,
                            String.join("; ", row.problems())));
        }
        return new ImportReport(lines, result.applied());
    }

    private static ImportReport.Line line(ImportRow row, DraftOutcome outcome) {
        return switch (outcome) {
            case DraftOutcome.Created created -> line(row, ImportReport.Verdict.CREATE, "");
            case DraftOutcome.Replaced replaced -> line(row, ImportReport.Verdict.REPLACE, "");
            case DraftOutcome.Unchanged unchanged -> line(row, ImportReport.Verdict.UNCHANGED, "");
            case DraftOutcome.Refused refused -> line(row, ImportReport.Verdict.REFUSED, refused.reason());
        };
    }

    private static ImportReport.Line line(ImportRow row, ImportReport.Verdict verdict, String reason) {
        return new ImportReport.Line(row.number(), row.key(), verdict, reason);
    }
}
