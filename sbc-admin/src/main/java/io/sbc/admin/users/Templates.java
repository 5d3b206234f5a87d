package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Attempts;
import io.sbc.core.directory.TemplateStore;
import io.sbc.core.directory.UserTemplate;
import io.sbc.core.history.Authorship;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What new users' devices are made by. {@link UserTemplate#PSI} is always there, as it is built in or as it was changed. A template is used when a
 * user is made, gets a new extension, or is moved to it: changing it changes nobody. Thread-safe; waits for the disk.
 */
public final class Templates {

    /** As many as anybody can look through. */
    static final int TEMPLATES_MAX = 1_000;

    private final TemplateStore store;
    private final Supplier<SbcConfig> config;

    /** @param config names the PBXs */
    public Templates(Supplier<SbcConfig> config, TemplateStore store) {
        this.store = store;
        this.config = config;
    }

    /** What became of a change. */
    public sealed interface Outcome {

        /** It is on the disk. */
        record Done(boolean created, UserTemplate template) implements Outcome {}

        /** Something is wrong with it. */
        record Invalid(List<String> problems) implements Outcome {}

        /** It cannot be now. */
        record Conflict(String reason) implements Outcome {}

        /** What is there is not what the caller expected. */
        record Stale(Optional<UserTemplate> there) implements Outcome {}
    }

    /** All, by name. */
    public List<UserTemplate> all() {
        List<UserTemplate> all = new ArrayList<>(store.templates());
        if (all.stream().noneMatch(template -> template.name().equals(UserTemplate.PSI.name()))) {
            all.add(UserTemplate.PSI);
            all.sort(Comparator.comparing(UserTemplate::name));
        }
        return all;
    }

    /** The one of that name. */
    public Optional<UserTemplate> find(String name) {
        return all().stream().filter(template -> template.name().equals(name)).findFirst();
    }

    /** Creates or replaces one. */
    public Outcome put(UserTemplate template, Predicate<Optional<UserTemplate>> expected, Authorship author) {
        return Attempts.untilNobodyInterferes(() -> tryToPut(template, expected, author));
    }

    private Optional<Outcome> tryToPut(UserTemplate template, Predicate<Optional<UserTemplate>> expected,
            Authorship author) {
        Optional<UserTemplate> stored = stored(template.name());
        Optional<UserTemplate> before = stored.or(() -> builtIn(template.name()));
        if (!expected.test(before)) {
            return Optional.of(new Outcome.Stale(before));
        }
        List<String> problems = problemsOf(template);
        if (!problems.isEmpty()) {
            return Optional.of(new Outcome.Invalid(problems));
        }
        if (before.isEmpty() && all().size() >= TEMPLATES_MAX) {
            return Optional.of(new Outcome.Conflict("there are " + TEMPLATES_MAX + " templates already"));
        }
        return before.equals(Optional.of(template)) || store.put(stored, template, author)
                ? Optional.of(new Outcome.Done(before.isEmpty(), template))
                : Optional.empty();
    }

    private Optional<UserTemplate> stored(String name) {
        return store.templates().stream().filter(template -> template.name().equals(name)).findFirst();
    }

    private static Optional<UserTemplate> builtIn(String name) {
        return name.equals(UserTemplate.PSI.name()) ? Optional.of(UserTemplate.PSI) : Optional.empty();
    }

    private List<String> problemsOf(UserTemplate template) {
        List<String> problems = new ArrayList<>();
        if (!UserTemplate.isName(template.name())) {
            problems.add("the name must be 1 to 64 letters, digits, dots, hyphens, underscores");
        }
        if (template.description().length() > 255) {
            problems.add("description is longer than 255 characters");
        }
        for (String rule : List.of(template.desktop(), template.mobile())) {
            if (!UserTemplate.isRule(rule)) {
                problems.add("\"" + rule + "\" is no rule: it has to hold {extension}, or {first} and {rest}");
            }
        }
        if (template.desktop().equals(template.mobile())) {
            problems.add("desktop and mobile would get the same extension");
        }
        List<String> pbxIds = config.get().icp().pbxs().stream().map(PbxDefinition::id).toList();
        if (!template.icp().isEmpty() && !pbxIds.contains(template.icp())) {
            problems.add("icp \"" + template.icp() + "\" must be one of " + String.join(", ", pbxIds));
        }
        return problems;
    }

    /** Removes one that no user has; the built-in one is as it was built in then. */
    public Removal delete(String name, Predicate<Optional<UserTemplate>> expected, Authorship author) {
        return Attempts.untilNobodyInterferes(() -> tryToDelete(name, expected, author));
    }

    private Optional<Removal> tryToDelete(String name, Predicate<Optional<UserTemplate>> expected, Authorship author) {
        Optional<UserTemplate> stored = stored(name);
        if (!expected.test(stored.or(() -> builtIn(name)))) {
            return Optional.of(Removal.STALE);
        }
        if (stored.isEmpty()) {
            return Optional.of(Removal.UNKNOWN);
        }
        return switch (store.deleteTemplate(stored.get(), author)) {
            case DONE -> Optional.of(Removal.DONE);
            case USED -> Optional.of(Removal.USED);
            case STALE -> Optional.empty();
        };
    }

    /** What became of a removal. */
    public enum Removal {
        DONE,
        UNKNOWN,
        USED,
        STALE
    }
}
