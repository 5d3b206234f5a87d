package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;

/**
 * A running SBC, as a command has it: who is asked, and how the answer is shown. As a mixin it adds {@code --config}, {@code --admin} and {@code --json}. One
 * thread.
 */
final class Remote extends Answer {

    @Mixin
    private final AdminClient client = new AdminClient();

    AdminClient client() {
        return client;
    }

    /** Likewise documents that came page by page, as an array. */
    boolean shown(List<JsonNode> documents) {
        return shown(JsonNodeFactory.instance.arrayNode().addAll(documents));
    }

    /** Removes what is at a path, and says so. */
    int delete(String path, String line) throws CommandFailure, IOException {
        client.delete(path);
        return tell(JsonNodeFactory.instance.objectNode().put("done", line), line);
    }
}
