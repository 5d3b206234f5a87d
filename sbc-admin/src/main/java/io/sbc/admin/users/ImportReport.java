package io.sbc.admin.users;

import io.sbc.core.directory.BatchResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of an import file.
 *
 * @param lines one for each row, in the order of the file
 * @param applied whether all of it is in the store now; otherwise nothing of it is
 * @param excess present when there are not as many licences
 */
public record ImportReport(List<Line> lines, boolean applied, Optional<BatchResult.Excess> excess) {

    public ImportReport {
        lines = List.copyOf(lines);
    }

    /** What a row does to the store, or would do if the other rows let it. */
    public enum Verdict {
        CREATE,
        REPLACE,
        UNCHANGED,
        REFUSED
    }

    /**
     * One row.
     *
     * @param row its number; the header is row 1
     * @param key email and kind
     * @param reason why it is refused; else empty
     */
    public record Line(long row, String key, Verdict verdict, String reason) {

        @Override
        public String toString() {
            String word = verdict.name().toLowerCase(Locale.ROOT);
            return "row " + row + ": " + (key.isBlank() ? "" : key + ": ") + word
                    + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /** One sentence about the whole. */
    public String summary() {
        if (applied) {
            return "imported " + lines.size() + " rows: " + count(Verdict.CREATE) + " created, "
                    + count(Verdict.REPLACE) + " replaced, " + count(Verdict.UNCHANGED) + " unchanged";
        }
        if (excess.isPresent()) {
            return "nothing was imported: " + excess.get().more() + " teleworker licences are needed, and of "
                    + excess.get().devicesMax() + " there are "
                    + Math.max(0, excess.get().devicesMax() - excess.get().devices()) + " left";
        }
        return "nothing was imported: " + count(Verdict.REFUSED) + " of " + lines.size() + " rows are refused";
    }

    /** Whether {@link UserImport#apply} would write it. */
    public boolean isApplicable() {
        return excess.isEmpty() && count(Verdict.REFUSED) == 0;
    }

    /** One sentence about what would become of it. */
    public String forecast() {
        return isApplicable()
                ? "would import " + lines.size() + " rows: " + count(Verdict.CREATE) + " to be created, "
                        + count(Verdict.REPLACE) + " to be replaced, " + count(Verdict.UNCHANGED) + " unchanged"
                : summary();
    }

    private long count(Verdict verdict) {
        return lines.stream().filter(line -> line.verdict() == verdict).count();
    }
}
