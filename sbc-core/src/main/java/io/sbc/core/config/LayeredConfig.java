package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Items;
import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.config.ConfigValue.Text;
import io.sbc.core.config.Setting.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one model of all settings: the defaults of the reference, the file over them, what was set by API over that. A section is laid
 * over a section key by key; any other value replaces what is below. Immutable.
 */
public final class LayeredConfig {

    private final ConfigResult result;
    private final Section written;
    private final List<Setting> settings;

    private LayeredConfig(ConfigResult result, Section written, List<Setting> settings) {
        this.result = result;
        this.written = written;
        this.settings = settings;
    }

    /**
     * Reads and validates.
     *
     * @param cores what "one per core" stands for
     * @param file the text of the file; empty for none
     * @param overlay what was set by API, in the same form (JSON is YAML)
     */
    public static LayeredConfig of(int cores, String file, String overlay) {
        List<ConfigProblem> problems = new ArrayList<>();
        Section reference = YamlDocument.parse(ConfigReader.referenceText(), false, problems);
        Section fromFile = YamlDocument.parse(file, true, problems);
        Section fromApi = YamlDocument.parse(overlay, true, problems);
        fromApi.entries().keySet().stream().filter(key -> Applies.of(key) == Applies.FILE)
                .forEach(key -> problems.add(new ConfigProblem(key, 0, "can be changed in the file only")));
        Section written = over(fromFile, fromApi);
        Section merged = new Overlay(reference, problems).over(written);
        SbcConfig config = new ConfigBinder(cores, problems).bind(ConfigCursor.top(merged, reference, problems));
        List<Setting> settings = new ArrayList<>();
        collect("", reference, merged, fromFile, fromApi, settings);
        return new LayeredConfig(problems.isEmpty()
                ? new ConfigResult.Valid(config)
                : new ConfigResult.Invalid(ConfigReader.inOrder(problems, merged)), written, List.copyOf(settings));
    }

    /** The configuration, or all that is wrong with it. */
    public ConfigResult result() {
        return result;
    }

    /** Every key with its value, in the order of the reference. */
    public List<Setting> settings() {
        return settings;
    }

    /** The value of one key. */
    public Optional<Setting> setting(String key) {
        return settings.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** A list of sections as file or API wrote it, without the defaults that fill it up; empty when neither did. */
    public Optional<Object> asWritten(String key) {
        return find(written, key).map(LayeredConfig::plain);
    }

    private static Section over(Section below, Section above) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>(below.entries());
        above.entries().forEach((key, value) -> entries.merge(key, value,
                (old, now) -> old instanceof Section lower && now instanceof Section upper ? over(lower, upper) : now));
        return new Section(entries, Math.max(below.line(), above.line()));
    }

    private static void collect(String path, Section reference, Section merged, Section file, Section api,
            List<Setting> settings) {
        reference.entries().forEach((key, standard) -> {
            String keyPath = path.isEmpty() ? key : path + "." + key;
            ConfigValue value = merged.entries().getOrDefault(key, standard);
            if (standard instanceof Section inner && value instanceof Section section) {
                collect(keyPath, inner, section, sectionOf(file, key), sectionOf(api, key), settings);
            } else {
                Source source = file.entries().containsKey(key) ? Source.FILE : Source.DEFAULT;
                settings.add(new Setting(keyPath, plain(value),
                        api.entries().containsKey(key) ? Source.API : source, plain(standard)));
            }
        });
    }

    private static Section sectionOf(Section section, String key) {
        return section.entries().get(key) instanceof Section inner ? inner : new Section(Map.of(), 0);
    }

    private static Optional<ConfigValue> find(Section top, String key) {
        ConfigValue at = top;
        for (String name : key.split("\\.", -1)) {
            if (!(at instanceof Section section) || !section.entries().containsKey(name)) {
                return Optional.empty();
            }
            at = section.entries().get(name);
        }
        return Optional.of(at);
    }

    private static Object plain(ConfigValue value) {
        return switch (value) {
            case Text text -> text.value();
            case Items items -> items.values().stream().map(LayeredConfig::plain).toList();
            case Section section -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                section.entries().forEach((key, inner) -> plain.put(key, plain(inner)));
                yield plain;
            }
        };
    }
}
