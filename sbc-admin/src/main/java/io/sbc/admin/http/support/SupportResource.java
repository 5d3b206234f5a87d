package io.sbc.admin.http.support;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.support.SupportBundle;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/support-bundle}: a ZIP archive, sent while it is gathered; one at a time (409). It leaves an entry in the event
 * history. Where that cannot be written, which may be why somebody wants the bundle, it leaves a line in the log.
 */
public final class SupportResource implements AdminResource {

    private static final Logger log = LoggerFactory.getLogger(SupportResource.class);

    private final SupportBundle bundle;
    private final HistoryStore history;
    private final AtomicBoolean busy = new AtomicBoolean();

    public SupportResource(SupportBundle bundle, HistoryStore history) {
        this.bundle = bundle;
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.post("/support-bundle", Permission.SUPPORT, "Gather logs, records, settings and checks, without secrets",
                this::make).gives("application/zip");
    }

    private void make(Context context, Caller caller) throws BadInput, IOException {
        if (!busy.compareAndSet(false, true)) {
            context.header(Header.RETRY_AFTER, "10");
            throw new BadInput(HttpStatus.CONFLICT, "A support bundle is being made already.");
        }
        try {
            String name = bundle.name();
            record(caller, name);
            context.contentType("application/zip");
            context.header(Header.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".zip\"");
            try (OutputStream out = context.outputStream()) {
                bundle.write(out, name, caller.authorship().name());
            }
        } finally {
            busy.set(false);
        }
    }

    private void record(Caller caller, String name) {
        try {
            history.record(EventDraft.of(caller.authorship(), "support.bundle-made", new Subject("support", name),
                    List.of(), "security"));
        } catch (StoreException failed) {
            log.atWarn().addKeyValue("by", caller.authorship().name()).addKeyValue("reason", failed.getMessage())
                    .log("a support bundle is made, which the event history cannot be told");
        }
    }
}
