package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DirectoryStore;
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
    private final DirectoryStore users;
    private final Supplier<SbcConfig> config;

    /** @param users who may have been made by them */
    public Templates(Supplier<SbcConfig> config, TemplateStore store, DirectoryStore users) {
        this.store = store;
        this.users = users;
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
    public synchronized Outcome put(UserTemplate template, Predicate<Optional<UserTemplate>> expected,
            Authorship author) {
        Optional<UserTemplate> before = find(template.name());
        if (!expected.test(before)) {
            return new Outcome.Stale(before);
        }
        List<String> problems = problemsOf(template);
        if (!problems.isEmpty()) {
            return new Outcome.Invalid(problems);
        }
        if (before.isEmpty() && all().size() >= TEMPLATES_MAX) {
            return new Outcome.Conflict("there are " + TEMPLATES_MAX + " templates already");
        }
        if (!before.equals(Optional.of(template))) {
            store.put(template, author);
        }
        return new Outcome.Done(before.isEmpty(), template);
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
    public synchronized Removal delete(String name, Predicate<Optional<UserTemplate>> expected, Authorship author) {
        if (!expected.test(find(name))) {
            return Removal.STALE;
        }
        if (!name.equals(UserTemplate.PSI.name())
                && users.profiles().stream().anyMatch(profile -> profile.template().equals(name))) {
            return Removal.USED;
        }
        return store.deleteTemplate(name, author) ? Removal.DONE : Removal.UNKNOWN;
    }

    /** What became of a removal. */
    public enum Removal {
        DONE,
        UNKNOWN,
        USED,
        STALE
    }
}
