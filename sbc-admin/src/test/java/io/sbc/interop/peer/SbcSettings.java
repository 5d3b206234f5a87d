package io.sbc.interop.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The configuration of one SBC under test: every port free, everything on 127.0.0.1, one PBX. Written as JSON, which is YAML.
 */
public final class SbcSettings {

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode root = json.createObjectNode();

    private SbcSettings() {}

    /** Defaults, with a PBX at this port of 127.0.0.1, reached over UDP. */
    public static SbcSettings withPbxAt(int port) {
        return new SbcSettings().pbx(port, "udp").set("set.tls.port", 0).set("icp.udp.port", 0).set("icp.tcp.port", 0)
                .set("admin.port", 0).set(
                        "run.ports-file", "ports");
    }

    /** Another PBX transport: udp or tcp. */
    public SbcSettings pbx(int port, String transport) {
        ObjectNode pbx = json.createObjectNode().put("id", "pbx").put("domain", Kamailio.DOMAIN)
                .put("host", "127.0.0.1").put("port", port).put(
                        "transport", transport);
        return set("icp.pbxs", List.of(pbx));
    }

    /** A PBX of two nodes on UDP: the first is used as long as it answers. */
    public SbcSettings nodes(int preferred, int standby) {
        ObjectNode pbx = json.createObjectNode().put("id", "pbx").put("domain", Kamailio.DOMAIN)
                .put("host", "127.0.0.1");
        pbx.withArrayProperty("nodes").add(json.createObjectNode().put("port", preferred).put("priority", 1))
                .add(json.createObjectNode().put("port", standby).put("priority", 2));
        return set("icp.pbxs", List.of(pbx));
    }

    /** Sets one key, by its path in the reference file. */
    public SbcSettings set(String path, Object value) {
        ObjectNode node = root;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            node = node.withObjectProperty(names[i]);
        }
        node.set(names[names.length - 1], json.valueToTree(value));
        return this;
    }

    String render() {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
