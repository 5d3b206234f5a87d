package io.sbc.admin.http.edge;

import java.io.IOException;

/** A request's body did not come within {@code admin.http.request-timeout}, or nothing of it came for the idle timeout. */
public final class LateBody extends IOException {

    private static final long serialVersionUID = 1L;

    LateBody() {
        super("the body did not come in time");
    }
}
