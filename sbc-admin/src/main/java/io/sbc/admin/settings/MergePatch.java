package io.sbc.admin.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396). Pure. */
final class MergePatch {

    private MergePatch() {}

    /** The target with the patch applied; the target itself stays as it is. */
    static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        ObjectNode result = target.deepCopy();
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                result.remove(field.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode below = result.get(field.getKey()) instanceof ObjectNode known
                        ? known
                        : result.objectNode();
                result.set(field.getKey(), apply(below, inner));
            } else {
                result.set(field.getKey(), value.deepCopy());
            }
        });
        return result;
    }
}
