package io.sbc.admin.support;

import io.sbc.core.config.Setting;
import io.sbc.core.settings.SettingsVersion;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The configuration as it holds and as it was written. Any thread. */
public final class ConfigParts {

    private final String fileText;
    private final Supplier<List<Setting>> effective;
    private final Supplier<List<SettingsVersion>> versions;

    /**
     * @param fileText what the configuration was read from
     * @param effective every key
     * @param versions of what was set by API, the newest first
     */
    public ConfigParts(String fileText, Supplier<List<Setting>> effective, Supplier<List<SettingsVersion>> versions) {
        this.fileText = fileText;
        this.effective = effective;
        this.versions = versions;
    }

    /** All of them. */
    public List<Part> parts() {
        return List.of(
                new Part("configuration/effective.txt", "every setting that holds, and where it comes from",
                        this::effective),
                new Part("configuration/sbc.yaml", "the configuration file", out -> fileText.lines().forEach(out::line)),
                new Part("configuration/versions.txt", "what was set by API, when and by whom", this::versions));
    }

    private void effective(PartText out) {
        for (Setting setting : effective.get()) {
            out.line("%s: %s   # %s%s".formatted(setting.key(), setting.value(),
                    setting.source().name().toLowerCase(Locale.ROOT),
                    setting.value().equals(setting.defaultValue()) ? "" : ", default " + setting.defaultValue()));
        }
    }

    private void versions(PartText out) {
        for (SettingsVersion version : versions.get()) {
            out.line("%d  %s  %s  %s".formatted(version.version(), version.time(), version.author(), version.note()));
            out.boundedLine("    " + version.overlay());
        }
    }
}
