package io.sbc.admin.http.jobs;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.users.UserFields;
import io.sbc.admin.jobs.Job;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.users.ImportReport;
import io.sbc.admin.users.PsiUser;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.UserExport;
import io.sbc.admin.users.UserImport;
import io.sbc.core.access.Permission;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Users in files.
 *
 * <pre>
 *  GET  /api/v1/users/import-template?kind=users|devices   what to fill in
 *  POST /api/v1/users/import?dryRun=true|false             text/csv, at most 10,000 rows: a job, all rows or none
 *  POST /api/v1/users/bulk?dryRun=true|false               {"users": [{"email": "...", ...}]}, each as PUT would have it: likewise
 *  GET  /api/v1/users/export?kind=users|devices            all of them, without secrets
 * </pre>
 */
public final class UserFilesResource implements AdminResource {

    private static final String KIND = "kind";
    private static final String DRY_RUN = "dryRun";
    private static final String DRY_RUN_MEANING = "true: say what would become of each row, change nothing";
    private static final Map<String, String> KINDS = Map.of(KIND, "users, or devices: a row is one of these");

    private final PsiUsers users;
    private final UserImport imports;
    private final Jobs jobs;

    public UserFilesResource(PsiUsers users, UserImport imports, Jobs jobs) {
        this.users = users;
        this.imports = imports;
        this.jobs = jobs;
    }

    @Override
    public void register(Api api) {
        api.get("/users/import-template", Permission.READ_USERS, "The header of an import file",
                (context, _) -> CsvTransfer.answer(context, UserExport.template(ofDevices(context)),
                        "users-template.csv"))
                .asks(KINDS).gives("text/csv");
        api.get("/users/export", Permission.READ_USERS, "All users or devices as CSV, without secrets", this::export)
                .asks(KINDS).gives("text/csv");
        api.post("/users/import", Permission.WRITE_USERS, "Import users or devices from CSV, as a job",
                (context, caller) -> {
                    String csv = CsvTransfer.of(context);
                    start(context, caller, new UserImport.Content.File(csv), rowsOf(csv));
                }).asks(DRY_RUN, DRY_RUN_MEANING).takes("text/csv").returns(202, JobDocument.JOB);
        api.post("/users/bulk", Permission.WRITE_USERS, "Create or replace up to 10,000 users, as a job",
                (context, caller) -> {
                    List<UserImport.Named> many = UserFields.many(context);
                    start(context, caller, new UserImport.Content.Many(many), many.size());
                }).asks(DRY_RUN, DRY_RUN_MEANING).takes(UserFields.MANY).returns(202, JobDocument.JOB);
    }

    private static boolean ofDevices(Context context) throws BadInput {
        return flag(context, KIND, "devices", "users");
    }

    private static boolean flag(Context context, String parameter, String yes, String no) throws BadInput {
        String value = Optional.ofNullable(context.queryParam(parameter)).orElse(no);
        if (!value.equals(yes) && !value.equals(no)) {
            throw new BadInput(HttpStatus.BAD_REQUEST, parameter + " has to be " + yes + " or " + no + ".",
                    Map.of("field", parameter));
        }
        return value.equals(yes);
    }

    private void export(Context context, Caller caller) throws BadInput, IOException {
        List<PsiUser> all = users.all();
        StringBuilder csv = new StringBuilder();
        if (ofDevices(context)) {
            UserExport.write(all.stream().flatMap(user -> user.devices().stream()).toList(), csv);
        } else {
            UserExport.writeUsers(all, csv);
        }
        CsvTransfer.answer(context, csv.toString(), "users.csv");
    }

    private void start(Context context, Caller caller, UserImport.Content content, int rows) throws BadInput {
        boolean dryRun = flag(context, DRY_RUN, "true", "false");
        Authorship author = caller.authorship();
        Optional<Job> job = jobs.submit(dryRun ? "users-import-check" : "users-import", author.name(), progress -> {
            progress.at(0, rows);
            return result(dryRun
                    ? imports.check(content)
                    : imports.apply(content, author, Optional.of(progress.job())), dryRun);
        });
        if (job.isEmpty()) {
            context.header(Header.RETRY_AFTER, "10");
            throw new BadInput(HttpStatus.SERVICE_UNAVAILABLE, "Too many jobs wait already.");
        }
        context.header(Header.LOCATION, Api.PREFIX + "/jobs/" + job.get().id());
        context.status(HttpStatus.ACCEPTED).json(JobDocument.of(job.get()));
    }

    private static int rowsOf(String csv) {
        return (int) Math.max(0, csv.lines().count() - 1);
    }

    private static Job.Result result(ImportReport report, boolean dryRun) {
        List<Job.Row> rows = report.lines().stream().map(line -> new Job.Row(line.row(), line.key(),
                line.verdict().name().toLowerCase(Locale.ROOT), line.reason())).toList();
        return dryRun
                ? new Job.Result(report.isApplicable(), report.forecast(), rows)
                : new Job.Result(report.applied(), report.summary(), rows);
    }
}
