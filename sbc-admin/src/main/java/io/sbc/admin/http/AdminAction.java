package io.sbc.admin.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;

/**
 * Something an operator can have done: {@code POST} to a path, without a body.
 *
 * @param path from the root
 * @param done what the answer says when it worked
 * @param task runs on a virtual thread and may wait
 */
public record AdminAction(String path, String done, Task task) implements AdminResource {

    /** What is done. */
    @FunctionalInterface
    public interface Task {

        /** @throws IOException when it could not be done; its message is for the operator */
        void run() throws IOException;
    }

    @Override
    public void register(RoutesConfig routes) {
        routes.post(path, this::answer);
    }

    private void answer(Context context) {
        try {
            task.run();
            context.json(Map.of("status", "done", "detail", done));
        } catch (IOException impossible) {
            new Problem(HttpStatus.CONFLICT, String.valueOf(impossible.getMessage())).send(context);
        }
    }
}
