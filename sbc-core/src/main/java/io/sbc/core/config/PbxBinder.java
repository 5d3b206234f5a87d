package io.sbc.core.config;

import io.sbc.core.sip.transport.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Builds the PBX definitions: one address in {@code host}, {@code port}, {@code transport}, or several in {@code nodes}. */
final class PbxBinder {

    private static final Pattern PBX_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String AUTO = "auto";
    private static final String SAME = "same";
    private static final int NODES_MAX = 16;
    private static final int RANK_MAX = 65_535;
    private static final int PORT_MAX = 65_535;

    private final Listener udp;
    private final Listener tcp;

    /** The listeners of the ICP side, whose transports are ours to offer. */
    PbxBinder(Listener udp, Listener tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    List<PbxDefinition> pbxs(ConfigCursor at) {
        List<PbxDefinition> pbxs = new ArrayList<>();
        for (ConfigCursor pbx : at.sections("pbxs")) {
            if (at.isFromFile("pbxs")) {
                required(pbx).stream().filter(key -> !pbx.isFromFile(key))
                        .forEach(key -> pbx.problem(key, "must be given for every PBX"));
            }
            pbxs.add(pbx(pbx));
        }
        if (pbxs.isEmpty()) {
            at.problem("pbxs", "must name at least one PBX");
        }
        return pbxs;
    }

    /** Host and port only where a node leaves them to the PBX. */
    private static List<String> required(ConfigCursor pbx) {
        List<String> keys = new ArrayList<>(List.of("id", "domain"));
        for (String key : List.of("host", "port")) {
            boolean saidByAll = pbx.isFromFile("nodes")
                    && pbx.sections("nodes").stream().allMatch(node -> node.isFromFile(key));
            if (!saidByAll) {
                keys.add(key);
            }
        }
        return keys;
    }

    private PbxDefinition pbx(ConfigCursor pbx) {
        String id = pbx.text("id", text -> PBX_ID.matcher(text).matches(),
                "1 to 64 letters, digits, dots, hyphens and underscores");
        String domain = pbx.host("domain");
        PbxNode common = new PbxNode(pbx.host("host"), pbx.port("port"),
                transport(pbx.word("transport", List.of("udp", "tcp", "tls", AUTO))), 1, 1);
        List<PbxNode> nodes = pbx.sections("nodes").stream().map(node -> node(node, common)).toList();
        if (nodes.isEmpty() || nodes.size() > NODES_MAX) {
            pbx.problem("nodes", "must be 1 to " + NODES_MAX);
            nodes = List.of(common);
        }
        PbxNode first = nodes.getFirst();
        return new PbxDefinition(id, domain, first.host(), first.port(),
                common.transport().or(first::transport).orElseGet(this::preferred), pbx.networks("trusted"), nodes,
                pbx.flag("health-checks"), profile(pbx, "profile", ProfileReader.PBX_PRESETS));
    }

    /** The profile that a key names; what is wrong with it is a problem of that key. */
    static PbxProfile profile(ConfigCursor at, String key, List<String> presets) {
        return new ProfileReader(presets, problem -> at.problem(key, problem)).read(at.text(key));
    }

    /** What a node does not say is as the PBX says. */
    private static PbxNode node(ConfigCursor node, PbxNode common) {
        String transport = node.word("transport", List.of(SAME, "udp", "tcp", "tls", AUTO));
        String host = node.host("host"); // "same" has the form of one
        int port = node.read("port", text -> text.equals(SAME) ? Optional.of(common.port()) : parsePort(text),
                SAME + " or a whole number from 0 to " + PORT_MAX);
        return new PbxNode(host.equals(SAME) ? common.host() : host, port,
                transport.equals(SAME) ? common.transport() : transport(transport),
                node.integer("priority", 0, RANK_MAX), node.integer("weight", 0, RANK_MAX));
    }

    private static Optional<Integer> parsePort(String text) {
        return text.matches("[0-9]{1,5}")
                ? Optional.of(Integer.parseInt(text)).filter(port -> port <= PORT_MAX)
                : Optional.empty();
    }

    private static Optional<TransportProtocol> transport(String word) {
        return word.equals(AUTO)
                ? Optional.empty()
                : Optional.of(TransportProtocol.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    /** What a PBX is told to reach us by when DNS says what we reach it by. */
    private TransportProtocol preferred() {
        if (udp.enabled()) {
            return TransportProtocol.UDP;
        }
        return tcp.enabled() ? TransportProtocol.TCP : TransportProtocol.TLS;
    }
}
