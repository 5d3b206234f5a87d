package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.core.access.Permission;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code POST /api/v1/certificates/reload}: has certificates and keys read again; 409 with the reason when they cannot be used. */
public final class CertificatesResource implements AdminResource {

    private final Reload reload;
    private final Consumer<EventDraft> history;

    /** What reads them. */
    @FunctionalInterface
    public interface Reload {

        /** @throws IOException when they cannot be used, and nothing has changed; its message is for the operator */
        void run() throws IOException;
    }

    /** @param reload runs on a virtual thread and may wait */
    public CertificatesResource(Reload reload) {
        this(reload, _ -> {});
    }

    /** @param history is told that somebody had them read */
    public CertificatesResource(Reload reload, Consumer<EventDraft> history) {
        this.reload = reload;
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.post("/certificates/reload", Permission.OPERATE, "Read certificates and keys again", this::reload)
                .returns(Schema.object().text("status").text("detail").required("status", "detail"));
    }

    private void reload(Context context, Caller caller) {
        try {
            reload.run();
            history.accept(EventDraft.of(caller.authorship(), "certificates.reloaded",
                    new Subject("certificate", "all"), List.of(), "security"));
            context.json(Map.of("status", "done", "detail", "The certificates were read again and are in force."));
        } catch (IOException unusable) {
            new Problem(HttpStatus.CONFLICT, String.valueOf(unusable.getMessage())).send(context);
        }
    }
}
