package io.sbc.admin.console;

import java.io.IOException;

/** Shows a page, or does what a form asks for. On a virtual thread. */
@FunctionalInterface
public interface PageHandler {

    /**
     * Ends with {@link Visit#show}, {@link Visit#redirect} or the like.
     *
     * @throws ApiRefusal to be shown as it is
     */
    void handle(Visit visit) throws ApiRefusal, IOException;
}
