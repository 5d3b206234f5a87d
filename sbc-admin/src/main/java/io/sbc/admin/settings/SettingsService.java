package io.sbc.admin.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.core.config.Applies;
import io.sbc.core.config.ConfigProblem;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.LayeredConfig;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.Setting;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import io.sbc.core.settings.SettingsStore.Put;
import io.sbc.core.settings.SettingsStore;
import io.sbc.core.settings.SettingsVersion;
import io.sbc.core.sip.message.HeaderName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: the file, and over it what was set by API. A change is validated as a whole configuration, stored as a version,
 * and taken up by the running parts as far as they can ({@link Applies}). Thread-safe; waits for the disk.
 */
public final class SettingsService {

    private static final Logger log = LoggerFactory.getLogger(SettingsService.class);
    private static final int OVERLAY_MAX = 256 * 1024;
    private static final String WITHOUT = "{}";
    private static final String PBXS = "icp.pbxs";

    private final int cores;
    private final String file;
    private final SettingsStore store;
    private final Function<SbcConfig, Findings> inspection;
    private final ObjectMapper mapper = new ObjectMapper();
    private final List<Consumer<SbcConfig>> parts = new CopyOnWriteArrayList<>();
    private final LayeredConfig atStart;
    private volatile State state;

    /** What holds. */
    private record State(SettingsVersion version, LayeredConfig layers, SbcConfig config,
            List<ConfigProblem> refused) {}

    /** What became of a change. */
    public sealed interface Outcome {

        /**
         * It holds, or with a dry run would hold.
         *
         * @param changed keys whose value is another now
         * @param restartNeeded keys whose value is another than the running parts have, from this or an earlier change
         * @param warnings that were not to be said before this change
         */
        record Done(SettingsVersion version, List<String> changed, List<String> restartNeeded,
                List<String> warnings) implements Outcome {}

        /** The configuration as it would be is not valid. */
        record Invalid(List<String> problems) implements Outcome {}

        /** Somebody else changed the settings meanwhile. */
        record Conflict(long version) implements Outcome {}
    }

    /**
     * Reads what was set. If it does not fit to the file (any more), the file alone holds, and the log says why: an SBC starts.
     *
     * @param file the text of the configuration file, which is valid by itself
     */
    public SettingsService(int cores, String file, SettingsStore store) {
        this(cores, file, store, _ -> Findings.NONE);
    }

    /** @param inspection what there is to say of a valid configuration: a change that makes a problem is refused */
    public SettingsService(int cores, String file, SettingsStore store, Function<SbcConfig, Findings> inspection) {
        this.inspection = inspection;
        this.cores = cores;
        this.file = file;
        this.store = store;
        state = read(store.current());
        atStart = state.layers;
        state.refused.forEach(problem -> log.error("settings made by API do not fit to the file, which holds alone: {}",
                sentence(problem)));
    }

    private State read(SettingsVersion version) {
        LayeredConfig layers = LayeredConfig.of(cores, file, version.overlay());
        if (layers.result() instanceof ConfigResult.Valid(SbcConfig config)) {
            return new State(version, layers, config, List.of());
        }
        List<ConfigProblem> problems = ((ConfigResult.Invalid) layers.result()).problems();
        LayeredConfig alone = LayeredConfig.of(cores, file, WITHOUT);
        if (alone.result() instanceof ConfigResult.Valid(SbcConfig config)) {
            return new State(version, alone, config, problems);
        }
        throw new IllegalStateException("the configuration file is not valid");
    }

    /** The configuration in force. */
    public SbcConfig config() {
        return state.config;
    }

    /** The file, as it was read. */
    public String fileText() {
        return file;
    }

    /** A running part that takes up every later configuration. */
    public void onChange(Consumer<SbcConfig> part) {
        parts.add(part);
    }

    /** Every key with its value. */
    public List<Setting> settings() {
        return state.layers.settings();
    }

    /** The version in force. */
    public SettingsVersion version() {
        return state.version;
    }

    /** Why the version in force does not hold, at the start of an SBC with another file. */
    public List<String> refused() {
        return state.refused.stream().map(SettingsService::sentence).toList();
    }

    /** Keys whose value is another than the running parts have. */
    public List<String> restartNeeded() {
        return restartNeeded(state.layers);
    }

    /** The newest first. */
    public List<SettingsVersion> versions() {
        return store.versions();
    }

    /**
     * Changes what the patch names; null takes back what was set by API.
     *
     * @param expected the version that the change was made for; empty for whichever there is
     */
    public synchronized Outcome patch(ObjectNode patch, Optional<Long> expected, boolean dryRun, Authorship author) {
        return change(overlay -> MergePatch.apply(overlay, patch), expected, dryRun, "", author);
    }

    /** Makes an earlier version hold again, as a new version; empty when it is not kept. Version 0 is the file alone. */
    public synchronized Optional<Outcome> restore(long version, boolean dryRun, Authorship author) {
        Optional<SettingsVersion> known = version == 0
                ? Optional.of(SettingsVersion.NONE)
                : store.versions().stream().filter(each -> each.version() == version).findFirst();
        return known.map(earlier -> change(_ -> parsed(earlier.overlay()), Optional.empty(), dryRun,
                "restored version " + version, author));
    }

    /** The store has another version: of another node, or our own. On the thread of the store's watch. */
    public synchronized void reload() {
        SettingsVersion now = store.current();
        if (now.version() != state.version.version()) {
            takeUp(read(now));
        }
    }

    /** What a change makes of what was set. */
    interface Edit {
        ObjectNode of(ObjectNode overlay);
    }

    synchronized Outcome change(Edit edit, Optional<Long> expected, boolean dryRun, String note, Authorship author) {
        reload();
        State before = state;
        if (expected.isPresent() && expected.get() != before.version.version()) {
            return new Outcome.Conflict(before.version.version());
        }
        String overlay = edit.of(parsed(before.version.overlay())).toString();
        if (overlay.length() > OVERLAY_MAX) {
            return new Outcome.Invalid(List.of("more than " + OVERLAY_MAX + " characters would be set"));
        }
        LayeredConfig after = LayeredConfig.of(cores, file, overlay);
        if (after.result() instanceof ConfigResult.Invalid(List<ConfigProblem> problems)) {
            return new Outcome.Invalid(problems.stream().map(SettingsService::sentence).toList());
        }
        Findings found = newly(before.config, ((ConfigResult.Valid) after.result()).config());
        if (!found.problems().isEmpty()) {
            return new Outcome.Invalid(found.problems());
        }
        List<Setting> changed = changed(before.layers, after);
        List<String> keys = changed.stream().map(Setting::key).toList();
        Set<String> icpsGone = icps(before.layers);
        icpsGone.removeAll(icps(after));
        if (dryRun || overlay.equals(before.version.overlay())) {
            return store.inUse(icpsGone).map(SettingsService::inUse)
                    .orElseGet(() -> new Outcome.Done(before.version, keys, restartNeeded(after),
                            found.warnings()));
        }
        return switch (store.put(before.version.version(), overlay, note.isEmpty() ? String.join(", ", keys) : note,
                icpsGone, event(before.layers, changed, note, author))) {
            case Put.Made(SettingsVersion made) -> {
                takeUp(read(made));
                yield new Outcome.Done(made, keys, restartNeeded(after), found.warnings());
            }
            case Put.Stale() -> new Outcome.Conflict(before.version.version());
            case Put.InUse used -> inUse(used);
        };
    }

    /** What is to be said of a configuration, but not of the one before: a certificate that has expired meanwhile hinders nobody. */
    private Findings newly(SbcConfig before, SbcConfig after) {
        Findings now = inspection.apply(after);
        if (now.problems().isEmpty() && now.warnings().isEmpty()) {
            return now;
        }
        Findings known = inspection.apply(before);
        return new Findings(without(known.problems(), now.problems()), without(known.warnings(), now.warnings()),
                List.of());
    }

    private static List<String> without(List<String> known, List<String> now) {
        return now.stream().filter(sentence -> !known.contains(sentence)).toList();
    }

    private static Outcome inUse(Put.InUse used) {
        return new Outcome.Invalid(List.of(PBXS + ": " + used.devices() + " devices belong to " + used.icp()));
    }

    private static Set<String> icps(LayeredConfig layers) {
        return layers.result() instanceof ConfigResult.Valid(SbcConfig config)
                ? config.icp().pbxs().stream().map(PbxDefinition::id).collect(Collectors.toCollection(HashSet::new))
                : new HashSet<>();
    }

    private void takeUp(State now) {
        state = now;
        log.atInfo().addKeyValue("version", now.version.version()).log("settings changed");
        parts.forEach(part -> part.accept(now.config));
    }

    LayeredConfig layers() {
        return state.layers;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    private List<String> restartNeeded(LayeredConfig now) {
        List<String> keys = new ArrayList<>(changed(atStart, now).stream()
                .filter(setting -> setting.applies() != Applies.LIVE).map(Setting::key).toList());
        if (!passing(atStart).containsAll(passing(now)) && !keys.contains(PBXS)) {
            keys.add(PBXS); // which header fields may pass the SBC is decided at the start
        }
        return List.copyOf(keys);
    }

    /** The header fields that profiles of PBXs let pass. */
    private static Set<HeaderName> passing(LayeredConfig layers) {
        return layers.result() instanceof ConfigResult.Valid(SbcConfig config)
                ? config.icp().pbxs().stream().flatMap(pbx -> pbx.profile().pass().stream())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static List<Setting> changed(LayeredConfig before, LayeredConfig after) {
        Predicate<Setting> isNew = setting -> !before.setting(setting.key()).map(Setting::value)
                .equals(Optional.of(setting.value()));
        return after.settings().stream().filter(isNew).toList();
    }

    private static EventDraft event(LayeredConfig before, List<Setting> changed, String note, Authorship author) {
        Changes changes = new Changes();
        for (Setting setting : changed) {
            changes.text(setting.key(), before.setting(setting.key()).map(Setting::value),
                    Optional.of(setting.value()));
        }
        return EventDraft.of(author, note.startsWith("restored") ? "settings.restored" : "settings.changed",
                new Subject("settings", note), new ArrayList<>(changes.list()), "settings");
    }

    private ObjectNode parsed(String overlay) {
        try {
            return (ObjectNode) Objects.requireNonNull(mapper.readTree(overlay));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not written by this", e);
        }
    }

    /** Lines are those of a file that the caller has not written. */
    private static String sentence(ConfigProblem problem) {
        return problem.path().isEmpty() ? problem.message() : problem.path() + ": " + problem.message();
    }
}
