package io.sbc.admin.users;

import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Attempts;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.directory.DirectoryStore;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.UserProfile;
import io.sbc.core.directory.UserTemplate;
import io.sbc.core.history.Authorship;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Brings a file or a list of users into the store, all rows or none in one transaction, and tells what became of each row. Thread-safe. */
public final class UserImport {

    private final Supplier<SbcConfig> config;
    private final DirectoryStore store;
    private final Templates templates;
    private final Licences licences;
    private final PsiUsers users;
    private final SecureRandom random;

    /** With the configuration that names realm and PBXs. */
    public UserImport(Supplier<SbcConfig> config, DirectoryStore store, Templates templates, Licences licences,
            PsiUsers users,
            SecureRandom random) {
        this.config = config;
        this.store = store;
        this.templates = templates;
        this.licences = licences;
        this.random = random;
        this.users = users;
    }

    /** A user and what is said about it. */
    public record Named(String email, PsiUserChange change) {}

    /** What is to be brought in. */
    public sealed interface Content {

        /** CSV. */
        record File(String csv) implements Content {}

        /** Each creates a user, or replaces it; the first is row 1. */
        record Many(List<Named> users) implements Content {

            public Many {
                users = List.copyOf(users);
            }
        }
    }

    /** Applies it, if every row can be applied; in its transaction the job is marked as applied. */
    public ImportReport apply(Content content, Authorship author, Optional<String> job) {
        ImportReport report = run(content, change -> store.apply(change.by(job), author));
        if (report.applied()) {
            users.awaitArrival();
        }
        return report;
    }

    /** Likewise, of a file. */
    public ImportReport apply(String csv, Authorship author) {
        return apply(new Content.File(csv), author, Optional.empty());
    }

    /** What {@link #apply} would do now; writes nothing. */
    public ImportReport check(Content content) {
        return run(content, store::check);
    }

    /** Likewise, of a file. */
    public ImportReport check(String csv) {
        return check(new Content.File(csv));
    }

    private ImportReport run(Content content, Function<DirectoryChange, BatchResult> write) {
        // What a row leaves as it is must not change meanwhile.
        return users.alone(() -> Attempts.untilNobodyInterferes(() -> tryOnce(content, write)));
    }

    private List<ImportRow> rows(Content content, UserPlanner planner, Map<String, PsiUser> there) {
        return switch (content) {
            case Content.File(String csv) ->
                new ImportFile(new UserRows(planner, there), new DeviceRows(config.get())).read(csv);
            case Content.Many(List<Named> many) -> {
                List<ImportRow> rows = new ArrayList<>();
                for (Named named : many) {
                    rows.add(UserRows.row(planner, rows.size() + 1, named.email(),
                            Optional.ofNullable(there.get(named.email())), named.change(), new ArrayList<>()));
                }
                yield rows;
            }
        };
    }

    /** Empty when another node wrote one of these users meanwhile. */
    private Optional<ImportReport> tryOnce(Content content, Function<DirectoryChange, BatchResult> write) {
        DirectoryChange.Base base = users.base();
        Map<String, PsiUser> there = users.all(base).stream()
                .collect(Collectors.toMap(PsiUser::email, Function.identity()));
        Map<String, UserTemplate> known = templates.all().stream()
                .collect(Collectors.toMap(UserTemplate::name, Function.identity()));
        UserPlanner planner = new UserPlanner(config, name -> Optional.ofNullable(known.get(name)), random);
        List<ImportRow> rows = rows(content, planner, there);
        List<DeviceDraft> drafts = rows.stream().flatMap(row -> row.drafts().stream()).toList();
        List<UserProfile> profiles = rows.stream().flatMap(row -> row.profile().stream()).toList();
        boolean isComplete = rows.stream().noneMatch(row -> row.drafts().isEmpty());
        DirectoryChange change = new DirectoryChange(drafts, profiles, licences.devicesMax()).madeFrom(base);
        BatchResult result = isComplete ? write.apply(change) : store.check(change);
        if (result.stale()) {
            return Optional.empty();
        }
        if (result.applied()) {
            licences.watch();
        }
        result.excess().ifPresent(excess -> licences.refused(drafts, excess));
        List<ImportReport.Line> lines = new ArrayList<>();
        Iterator<DraftOutcome> outcomes = result.outcomes().iterator();
        for (ImportRow row : rows) {
            lines.add(row.drafts().isEmpty()
                    ? line(row, ImportReport.Verdict.REFUSED, String.join("; ", row.problems()))
                    : line(row, outcomes, there));
        }
        return Optional.of(new ImportReport(lines, result.applied(), result.excess()));
    }

    /** The worst that became of the devices of a row. */
    private static ImportReport.Line line(ImportRow row, Iterator<DraftOutcome> outcomes, Map<String, PsiUser> there) {
        ImportReport.Verdict verdict = row.profile()
                .filter(profile -> there.containsKey(profile.email())
                        && !there.get(profile.email()).profile().equals(profile))
                .isPresent() ? ImportReport.Verdict.REPLACE : ImportReport.Verdict.UNCHANGED;
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < row.drafts().size(); i++) {
            DraftOutcome outcome = outcomes.next();
            ImportReport.Verdict its = verdictOf(outcome);
            if (outcome instanceof DraftOutcome.Refused(String reason)) {
                reasons.add(reason);
            }
            verdict = its == ImportReport.Verdict.UNCHANGED || verdict == ImportReport.Verdict.REFUSED ? verdict : its;
        }
        return line(row, verdict, reasons.stream().distinct().collect(Collectors.joining("; ")));
    }

    private static ImportReport.Verdict verdictOf(DraftOutcome outcome) {
        return switch (outcome) {
            case DraftOutcome.Created created -> ImportReport.Verdict.CREATE;
            case DraftOutcome.Replaced replaced -> ImportReport.Verdict.REPLACE;
            case DraftOutcome.Unchanged unchanged -> ImportReport.Verdict.UNCHANGED;
            case DraftOutcome.Refused refused -> ImportReport.Verdict.REFUSED;
        };
    }

    private static ImportReport.Line line(ImportRow row, ImportReport.Verdict verdict, String reason) {
        return new ImportReport.Line(row.number(), row.key(), verdict, reason);
    }
}
