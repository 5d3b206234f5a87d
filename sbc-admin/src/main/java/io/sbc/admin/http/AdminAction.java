package io.sbc.admin.http;

import java.io.IOException;

/**
 * Something an operator can have done: {@code POST} to a path, without a body.
 *
 * @param path from the root
 * @param done what the answer says when it worked
 * @param task runs on a virtual thread and may wait
 */
public record AdminAction(String path, String done, Task task) {

    /** What is done. */
    @FunctionalInterface
    public interface Task {

        /** @throws IOException when it could not be done; its message is for the operator */
        void run() throws IOException;
    }
}
