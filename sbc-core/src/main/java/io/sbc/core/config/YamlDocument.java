package io.sbc.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML text to {@link ConfigValue}s. Only the composed node graph is used, so no tag makes an object. A value that YAML
 * takes for null counts as not written: its default holds.
 */
final class YamlDocument {

    /** The tree of the reference has 4 levels; what is nested deeper (or in itself, by an anchor) is cut off here. */
    private static final int DEPTH_MAX = 8;

    private final List<ConfigProblem> problems;

    private YamlDocument(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    /**
     * Reads a document whose top is a mapping; adds to {@code problems} what is not so and returns what is left.
     *
     * @param lines whether the values shall know their line
     */
    static ConfigValue.Section parse(String yaml, boolean lines, List<ConfigProblem> problems) {
        var empty = new ConfigValue.Section(Map.of(), 0);
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setUseMarks(lines).build()).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(new ConfigProblem("", line, "not YAML: " + e.getProblem()));
            return empty;
        } catch (YamlEngineException e) {
            problems.add(new ConfigProblem("", 0, "not YAML: " + e.getMessage()));
            return empty;
        }
        if (root.isEmpty() || isNull(root.get())) {
            return empty;
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            problems.add(new ConfigProblem("", line(root.get()), "the document must be a mapping of keys to values"));
            return empty;
        }
        return new YamlDocument(problems).section("", mapping, 0);
    }

    private ConfigValue.Section section(String path, MappingNode mapping, int depth) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(new ConfigProblem(path, line(tuple.getKeyNode()), "a key must be a plain word"));
                continue;
            }
            String key = keyNode.getValue();
            String keyPath = path.isEmpty() ? key : path + "." + key;
            if (isNull(tuple.getValueNode())) {
                entries.putIfAbsent(key, new ConfigValue.Section(Map.of(), line(keyNode)));
                continue;
            }
            Optional<ConfigValue> value = value(keyPath, tuple.getValueNode(), depth + 1);
            if (value.isPresent() && entries.put(key, value.get()) != null) {
                problems.add(new ConfigProblem(keyPath, line(keyNode), "stands twice"));
            }
        }
        return new ConfigValue.Section(entries, line(mapping));
    }

    private Optional<ConfigValue> value(String path, Node node, int depth) {
        if (depth > DEPTH_MAX) {
            problems.add(new ConfigProblem(path, line(node), "nested too deeply"));
            return Optional.empty();
        }
        return switch (node) {
            case MappingNode mapping -> Optional.of(section(path, mapping, depth));
            case SequenceNode sequence -> Optional.of(items(path, sequence, depth));
            case ScalarNode scalar -> Optional.of(new ConfigValue.Text(scalar.getValue(), line(scalar)));
            default -> throw new IllegalStateException("unexpected YAML node " + node.getNodeType());
        };
    }

    private ConfigValue.Items items(String path, SequenceNode sequence, int depth) {
        List<ConfigValue> values = new ArrayList<>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            value(path + "[" + i + "]", sequence.getValue().get(i), depth + 1).ifPresent(values::add);
        }
        return new ConfigValue.Items(values, line(sequence));
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
