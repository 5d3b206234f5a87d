package io.sbc.admin.console.users;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pager;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** CSV: chosen, checked row by row without changing anything, then applied by the same job queue that programs use. */
public final class ImportPages implements PageGroup {

    private static final String START = "/import";
    private static final String PAGE = "100";

    private final Uploads uploads;

    /** @param clock by which files that wait are forgotten */
    public ImportPages(InstantSource clock) {
        uploads = new Uploads(clock);
    }

    @Override
    public void register(Pages pages) {
        pages.menu(Section.PEOPLE, "Import", START, Permission.WRITE_USERS);
        pages.get(START, Permission.WRITE_USERS, ImportPages::form);
        pages.post(START, Permission.WRITE_USERS, this::check);
        pages.get("/import/{job}", Permission.WRITE_USERS, this::job);
        pages.post("/import/{job}/apply", Permission.WRITE_USERS, this::apply);
        pages.post("/import/{job}/forget", Permission.WRITE_USERS, ImportPages::forget);
    }

    private static void form(Visit visit) throws ApiRefusal, IOException {
        List<Doc> jobs = visit.api().get("/jobs", "limit", PAGE).list("jobs").reversed();
        visit.show("users/import.jte", "Import users", Map.of("jobs", jobs));
    }

    private void check(Visit visit) throws ApiRefusal, IOException {
        try {
            Visit.Upload file = visit.upload("file")
                    .orElseThrow(() -> Trouble.refusal("file", "Choose a CSV file."));
            Doc job = visit.api().send("POST", "/users/import?dryRun=true", "text/csv", file.content(), "").doc();
            uploads.keep(job.text("id"), visit.visitor().name(), file.content());
            visit.redirect(START + "/" + ConsoleApi.segment(job.text("id")));
        } catch (ApiRefusal refusal) {
            Trouble trouble = refusal.trouble();
            form(visit
                    .with(new Trouble(trouble.status(), trouble.code(), trouble.detail(), "file", trouble.document())));
        }
    }

    private void job(Visit visit) throws ApiRefusal, IOException {
        String id = visit.segment("job");
        String verdict = visit.parameter("verdict");
        String after = visit.parameter("after");
        Doc job = visit.api().get("/jobs/" + ConsoleApi.segment(id));
        boolean over = job.has("ended");
        Doc rows = over
                ? visit.api().get("/jobs/" + ConsoleApi.segment(id) + "/rows", "verdict", verdict, "after", after,
                        "limit", PAGE)
                : Doc.EMPTY;
        boolean isCheck = job.text("kind").endsWith("-check");
        String path = START + "/" + ConsoleApi.segment(id);
        visit.show("users/job.jte", isCheck ? "Check of an import" : "Import",
                Map.of("job", job, "path", path, "over", over, "check", isCheck, "applicable",
                        isCheck && job.text("state").equals("done") && uploads.has(id, visit.visitor().name()), "rows",
                        rows.list("rows"), "verdict", verdict, "pager",
                        Pager.of(path, after, rows, "verdict", verdict)));
    }

    private static void forget(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete("/jobs/" + ConsoleApi.segment(visit.segment("job")), "");
        visit.redirect(START, "The report is forgotten; what was imported stays.");
    }

    private void apply(Visit visit) throws ApiRefusal, IOException {
        byte[] file = uploads.take(visit.segment("job"), visit.visitor().name()).orElseThrow(
                () -> Trouble.refusal("", "The file is not here any more: choose and check it again."));
        Doc job = visit.api().send("POST", "/users/import", "text/csv", file, "").doc();
        visit.redirect(START + "/" + ConsoleApi.segment(job.text("id")));
    }
}
