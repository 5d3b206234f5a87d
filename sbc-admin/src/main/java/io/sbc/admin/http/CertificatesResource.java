package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;

/** {@code POST /certificates/reload}: has certificates and keys read again; 409 with the reason when they cannot be used. */
public final class CertificatesResource implements AdminResource {

    private final Reload reload;

    /** What reads them. */
    @FunctionalInterface
    public interface Reload {

        /** @throws IOException when they cannot be used, and nothing has changed; its message is for the operator */
        void run() throws IOException;
    }

    /** @param reload runs on a virtual thread and may wait */
    public CertificatesResource(Reload reload) {
        this.reload = reload;
    }

    @Override
    public void register(RoutesConfig routes) {
        routes.post("/certificates/reload", this::reload);
    }

    private void reload(Context context) {
        try {
            reload.run();
            context.json(Map.of("status", "done", "detail", "The certificates were read again and are in force."));
        } catch (IOException unusable) {
            new Problem(HttpStatus.CONFLICT, String.valueOf(unusable.getMessage())).send(context);
        }
    }
}
