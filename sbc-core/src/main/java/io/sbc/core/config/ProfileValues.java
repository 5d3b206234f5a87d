package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Items;
import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.config.ConfigValue.Text;
import io.sbc.core.sip.message.HeaderName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Typed reads from a profile, which has no reference to fall back on: what is wrong is reported and absent. */
final class ProfileValues {

    private final List<ConfigProblem> problems;

    ProfileValues(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    void problem(String path, int line, String message) {
        problems.add(new ConfigProblem(path, line, message));
    }

    static String path(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Complains of every key that is none of these. */
    void keys(String path, Section section, List<String> known) {
        section.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                problem(path(path, key), value.line(), "unknown key"
                        + Spelling.nearest(key, Set.copyOf(known)).map(near -> "; did you mean " + near + "?")
                                .orElse("; known here: " + String.join(", ", known)));
            }
        });
    }

    Optional<String> text(String path, Section section, String key) {
        return switch (section.entries().get(key)) {
            case null -> Optional.empty();
            case Text(String value, int line) when value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 -> {
                problem(path(path, key), line, "must be one line");
                yield Optional.empty();
            }
            case Text(String value, int line) -> Optional.of(value);
            case ConfigValue other -> {
                problem(path(path, key), other.line(), "must be a single value, not " + other.kind());
                yield Optional.empty();
            }
        };
    }

    /** Text that has to be there. */
    Optional<String> required(String path, Section section, String key) {
        if (!section.entries().containsKey(key)) {
            problem(path(path, key), section.line(), "must be given");
        }
        return text(path, section, key);
    }

    Optional<Section> section(String path, Section section, String key) {
        return switch (section.entries().get(key)) {
            case null -> Optional.empty();
            case Section inner -> Optional.of(inner);
            case ConfigValue other -> {
                problem(path(path, key), other.line(), "must be a section, not " + other.kind());
                yield Optional.empty();
            }
        };
    }

    List<ConfigValue> items(String path, Section section, String key) {
        return switch (section.entries().get(key)) {
            case null -> List.of();
            case Items items -> items.values();
            case ConfigValue other -> {
                problem(path(path, key), other.line(), "must be a list, not " + other.kind());
                yield List.of();
            }
        };
    }

    /** A list of single values. */
    List<String> words(String path, Section section, String key) {
        List<String> words = new ArrayList<>();
        for (ConfigValue item : items(path, section, key)) {
            if (item instanceof Text text) {
                words.add(text.value());
            } else {
                problem(path(path, key), item.line(), "must be a list of single values, not of " + item.kind());
            }
        }
        return words;
    }

    Optional<String> choice(String path, int line, String word, List<String> words) {
        if (words.contains(word)) {
            return Optional.of(word);
        }
        problem(path, line, "\"" + word + "\" is not allowed: must be one of " + String.join(", ", words));
        return Optional.empty();
    }

    <E extends Enum<E>> Optional<E> constant(String path, Section section, String key, E[] constants,
            Function<E, String> name) {
        List<String> words = Arrays.stream(constants).map(name).toList();
        return required(path, section, key)
                .flatMap(word -> choice(path(path, key), section.line(), word, words))
                .map(word -> constants[words.indexOf(word)]);
    }

    static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A header name that {@code allowed} takes, in lower case. */
    Optional<HeaderName> header(String path, int line, String word, Predicate<String> allowed) {
        HeaderName name;
        try {
            name = HeaderName.of(word);
        } catch (IllegalArgumentException e) {
            problem(path, line, "\"" + word + "\" is not allowed: must be the name of a header");
            return Optional.empty();
        }
        if (!allowed.test(name.canonical().toLowerCase(Locale.ROOT))) {
            problem(path, line, "\"" + word + "\" is not allowed: rules may not touch " + name.canonical()
                    + ", which SIP or call control lives by");
            return Optional.empty();
        }
        return Optional.of(name);
    }
}
