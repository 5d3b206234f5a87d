package io.sbc.admin.http.jobs;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.jobs.Job;
import io.sbc.admin.jobs.Jobs;
import io.sbc.core.access.Permission;
import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Work that takes longer than a request.
 *
 * <pre>
 *  GET    /api/v1/jobs                the oldest first
 *  GET    /api/v1/jobs/{id}           with its progress
 *  GET    /api/v1/jobs/{id}/rows      what became of each row, page by page; filter by verdict, key
 *  GET    /api/v1/jobs/{id}/report    the same as CSV
 *  DELETE /api/v1/jobs/{id}           forgets one that has ended
 * </pre>
 */
public final class JobsResource implements AdminResource {

    private static final Listing<Job> LISTING = new Listing<Job>("jobs", job -> job.created() + " " + job.id())
            .field("kind", Job::kind).field("state", JobDocument::state).field("by", Job::author);
    private static final Listing<Job.Row> ROWS = new Listing<Job.Row>("rows", row -> "%08d".formatted(row.number()))
            .field("verdict", Job.Row::verdict).field("key", Job.Row::key);

    private final Jobs jobs;

    public JobsResource(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void register(Api api) {
        api.get("/jobs", Permission.READ_USERS, "Jobs, the oldest first",
                (context, _) -> LISTING.answer(context, jobs.all(), JobDocument::of))
                .asks(LISTING.parameters()).returns(Listing.schema("jobs", JobDocument.JOB));
        api.get("/jobs/{id}", Permission.READ_USERS, "One job with its progress",
                (context, _) -> context.json(JobDocument.of(job(context)))).returns(JobDocument.JOB);
        api.get("/jobs/{id}/rows", Permission.READ_USERS, "What became of each row",
                (context, _) -> ROWS.answer(context, job(context).rows(), JobDocument::of))
                .asks(ROWS.parameters()).returns(Listing.schema("rows", JobDocument.ROW));
        api.get("/jobs/{id}/report", Permission.READ_USERS, "What became of each row, as CSV", this::report)
                .gives("text/csv");
        api.delete("/jobs/{id}", Permission.WRITE_USERS, "Forget a job that has ended", this::forget);
    }

    private Job job(Context context) throws BadInput {
        return jobs.find(context.pathParam("id")).orElseThrow(() -> new BadInput(HttpStatus.NOT_FOUND,
                "There is no job " + context.pathParam("id") + ", or it is forgotten."));
    }

    private void report(Context context, Caller caller) throws BadInput, IOException {
        StringBuilder csv = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(csv,
                CSVFormat.RFC4180.builder().setHeader("row", "key", "verdict", "reason").get())) {
            for (Job.Row row : job(context).rows()) {
                printer.printRecord(row.number(), row.key(), row.verdict(), row.reason());
            }
        }
        CsvTransfer.answer(context, csv.toString(), "report-" + context.pathParam("id") + ".csv");
    }

    private void forget(Context context, Caller caller) throws BadInput {
        job(context);
        if (!jobs.forget(context.pathParam("id"))) {
            throw new BadInput(HttpStatus.CONFLICT, "The job has not ended yet.");
        }
        context.status(HttpStatus.NO_CONTENT);
    }
}
