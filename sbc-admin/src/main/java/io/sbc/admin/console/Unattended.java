package io.sbc.admin.console;

import io.sbc.admin.http.edge.RequestEnvelope;

/** How what a page asks of its own accord, again and again, is told from what a person asks: who only looks on is idle. */
public final class Unattended {

    /** For {@code hx-headers}. */
    public static final String HEADERS = "{\"" + RequestEnvelope.UNATTENDED + "\": \"true\"}";

    private Unattended() {}
}
