package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Items;
import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.config.ConfigValue.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Typed reads from one section. A value that is not allowed is added to the problems and the reference's value returned
 * in its place, so that reading goes on and every problem is found in one pass.
 */
final class ConfigCursor {

    private static final String LOOPBACK = "127.0.0.1";
    /** RFC 3986 §3.2.1: behind the user; and as a parameter, as drivers of databases take it. */
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)(//[^/@:]*:)[^/@]+(?=@)|(password=)[^&]+");

    /** {@code 192.0.2.1:53} or {@code [2001:db8::1]:53}. */
    private static final Pattern SOCKET = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9.]+)):([0-9]{1,5})");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?");

    private final String path;
    private final Section section;
    private final Section reference;
    private final List<ConfigProblem> problems;
    private final Set<String> visited;

    private ConfigCursor(String path, Section section, Section reference, List<ConfigProblem> problems,
            Set<String> visited) {
        this.path = path;
        this.section = section;
        this.reference = reference;
        this.problems = problems;
        this.visited = visited;
    }

    /** At the top of a merged tree. */
    static ConfigCursor top(Section merged, Section reference, List<ConfigProblem> problems) {
        return new ConfigCursor("", merged, reference, problems, new LinkedHashSet<>());
    }

    /** Every path that was read so far, below every cursor of the tree. For the test that no key is without effect. */
    Set<String> visited() {
        return visited;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void problem(String key, String message) {
        int line = value(section, key).line();
        problems.add(new ConfigProblem(pathOf(key), line > 0 ? line : section.line(), message));
    }

    /** Whether the user's file says it, and not the reference. */
    boolean isFromFile(String key) {
        return value(section, key).line() > 0;
    }

    ConfigCursor section(String key) {
        visited.add(pathOf(key));
        return new ConfigCursor(pathOf(key), (Section) value(section, key), (Section) value(reference, key), problems,
                visited);
    }

    /** Cursors on the sections of a list. */
    List<ConfigCursor> sections(String key) {
        visited.add(pathOf(key));
        Section template = (Section) ((Items) value(reference, key)).values().getFirst();
        List<ConfigCursor> cursors = new ArrayList<>();
        for (ConfigValue item : ((Items) value(section, key)).values()) {
            cursors.add(new ConfigCursor(pathOf(key) + "[" + cursors.size() + "]", (Section) item, template, problems,
                    visited));
        }
        return cursors;
    }

    /** Text as it stands; may be empty. */
    String text(String key) {
        return ((Text) read(section, key)).value();
    }

    /** Text that {@code allowed} takes. */
    String text(String key, Predicate<String> allowed, String description) {
        return read(key, text -> Optional.of(text).filter(allowed), description);
    }

    /** A host name or an IP literal. */
    String host(String key) {
        return read(key, text -> HOST.matcher(text).matches() ? Optional.of(text) : parseAddress(text),
                "a host name or an IP address");
    }

    /** Host names or IP literals; empty for none. */
    List<String> hosts(String key) {
        return list(key, text -> HOST.matcher(text).matches() ? Optional.of(text) : parseAddress(text),
                "a host name or an IP address", true);
    }

    boolean flag(String key) {
        return read(key, text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        }, "true or false");
    }

    int integer(String key, int min, int max) {
        return read(key, text -> text.matches("-?[0-9]{1,18}")
                ? Optional.of(Long.parseLong(text)).filter(n -> n >= min && n <= max).map(Long::intValue)
                : Optional.empty(), "a whole number from " + min + " to " + max);
    }

    /** 0 (any free, or by DNS) to 65535. */
    int port(String key) {
        return integer(key, 0, 65535);
    }

    Duration duration(String key, Duration min, Duration max) {
        return read(key,
                text -> Units.parseDuration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0),
                "a duration from " + Units.formatDuration(min) + " to " + Units.formatDuration(max)
                        + ", a whole number with its unit: ns, us, ms, s, m, h, d");
    }

    /** Octets. */
    int size(String key, int min, int max) {
        return read(key, text -> Units.parseSize(text).filter(n -> n >= min && n <= max).map(Long::intValue),
                "a size from " + Units.formatSize(min) + " to " + Units.formatSize(max)
                        + ", a whole number with its unit: B, KiB, MiB");
    }

    /** Octets, of what may be more than memory holds. */
    long storage(String key, long min, long max) {
        return read(key, text -> Units.parseSize(text).filter(n -> n >= min && n <= max),
                "a size from " + Units.formatSize(min) + " to " + Units.formatSize(max)
                        + ", a whole number with its unit: B, KiB, MiB");
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return choice(key, type, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, Function<E, String> name) {
        Map<String, E> byName = byName(type, name);
        return read(key, text -> Optional.ofNullable(byName.get(text)), oneOf(byName.keySet()));
    }

    /** At least one of an enum's constants, none twice, in the order of the file. */
    <E extends Enum<E>> List<E> choices(String key, Class<E> type, Function<E, String> name) {
        Map<String, E> byName = byName(type, name);
        return list(key, text -> Optional.ofNullable(byName.get(text)), oneOf(byName.keySet()), false);
    }

    /** One of these words. */
    String word(String key, List<String> words) {
        return text(key, words::contains, oneOf(words));
    }

    /** Texts that {@code allowed} takes, none twice; may be none. */
    List<String> texts(String key, Predicate<String> allowed, String description) {
        return list(key, text -> Optional.of(text).filter(allowed), description, true);
    }

    /** At least one of these words, none twice. */
    List<String> words(String key, List<String> words) {
        return list(key, text -> Optional.of(text).filter(words::contains), oneOf(words), false);
    }

    /** At least one word of that form, none twice. */
    List<String> tokens(String key, Pattern form, String allowed) {
        return list(key, text -> Optional.of(text).filter(word -> form.matcher(word).matches()), allowed, false);
    }

    /** An IP literal, in its usual form; empty text is empty. */
    Optional<String> address(String key) {
        return optional(key, ConfigCursor::parseAddress, "an IP address (not a name)");
    }

    /** An IP literal that has to be there; what is no such thing is told once, and stands for loopback from then on. */
    String requiredAddress(String key) {
        if (text(key).isEmpty()) {
            problem(key, "must be given");
        }
        return address(key).orElse(LOOPBACK);
    }

    /** Addresses, each with a port behind a colon or with this one; may be none. */
    List<InetSocketAddress> sockets(String key, int port) {
        return list(key, text -> parseSocket(text, port), "an IP address, or address:port ([address]:port for IPv6)",
                true);
    }

    List<IpNetwork> networks(String key) {
        return list(key, ConfigCursor::parseNetwork, "an IP network such as 10.0.0.0/8, or an address", true);
    }

    Path path(String key) {
        return read(key, text -> text.isEmpty() ? Optional.empty() : parsePath(text), "a file name");
    }

    /** Empty text: none. */
    Optional<Path> optionalPath(String key) {
        return optional(key, ConfigCursor::parsePath, "a file name, or empty");
    }

    /** Any scalar that {@code parse} takes; else the reference's, and a problem that says what is allowed. */
    <T> T read(String key, Function<String, Optional<T>> parse, String allowed) {
        String text = ((Text) read(section, key)).value();
        return parse.apply(text).orElseGet(() -> {
            problem(key, quote(text) + " is not allowed: must be " + allowed);
            return parse.apply(((Text) value(reference, key)).value())
                    .orElseThrow(() -> new IllegalStateException("bad reference value of " + pathOf(key)));
        });
    }

    private <T> Optional<T> optional(String key, Function<String, Optional<T>> parse, String allowed) {
        String text = text(key);
        Optional<T> value = text.isEmpty() ? Optional.empty() : parse.apply(text);
        if (value.isEmpty() && !text.isEmpty()) {
            problem(key, quote(text) + " is not allowed: must be " + allowed);
        }
        return value;
    }

    private <T> List<T> list(String key, Function<String, Optional<T>> parse, String allowed, boolean mayBeEmpty) {
        Items items = (Items) read(section, key);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
            Text item = (Text) items.values().get(i);
            Optional<T> value = parse.apply(item.value());
            if (value.isPresent() && !values.contains(value.get())) {
                values.add(value.get());
            } else {
                String complaint = value.isPresent() ? " stands twice" : " is not allowed: must be " + allowed;
                problems.add(
                        new ConfigProblem(pathOf(key) + "[" + i + "]", item.line(), quote(item.value()) + complaint));
            }
        }
        if (items.values().isEmpty() && !mayBeEmpty) {
            problem(key, "must not be empty: " + allowed);
        }
        return values;
    }

    private ConfigValue read(Section from, String key) {
        visited.add(pathOf(key));
        return value(from, key);
    }

    private ConfigValue value(Section from, String key) {
        ConfigValue value = from.entries().get(key);
        if (value == null) {
            throw new IllegalStateException("not in the reference file: " + pathOf(key));
        }
        return value;
    }

    private static <E extends Enum<E>> Map<String, E> byName(Class<E> type, Function<E, String> name) {
        return Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(name, constant -> constant, (a, b) -> a, LinkedHashMap::new));
    }

    private static String oneOf(Iterable<String> words) {
        return "one of " + String.join(", ", words);
    }

    /** What is refused is shown in logs and answers: a password that stands in a URL is not. */
    private static String quote(String text) {
        return text.isEmpty() ? "an empty value" : "\"" + PASSWORD_IN_URL.matcher(text).replaceAll("$1$2***") + "\"";
    }

    /** In its usual form. The JDK also takes 127.1 and 5061 for addresses; we do not. */
    private static Optional<String> parseAddress(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getHostAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetSocketAddress> parseSocket(String text, int usualPort) {
        Optional<String> bare = parseAddress(text);
        if (bare.isPresent()) {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(bare.get()), usualPort));
        }
        Matcher parts = SOCKET.matcher(text);
        Optional<String> host = parts.matches()
                ? parseAddress(parts.group(1) == null ? parts.group(2) : parts.group(1))
                : Optional.empty();
        int port = host.isPresent() ? Integer.parseInt(parts.group(3)) : 0;
        return host.filter(_ -> port >= 1 && port <= 65535)
                .map(known -> new InetSocketAddress(InetAddress.ofLiteral(known), port));
    }

    private static Optional<IpNetwork> parseNetwork(String text) {
        int slash = text.indexOf('/');
        if (parseAddress(slash < 0 ? text : text.substring(0, slash)).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpNetwork.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
