package io.sbc.admin.http.rest;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A list that comes in pages: {@code ?limit=&after=&sort=-field&field=value}. Fields to filter and sort by are those that the resource names, others
 * are refused by name; a value may hold {@code *} for anything, and of several values for a field one has to fit. The cursor is opaque and stays good while rows come and go: it says behind which row
 * the next page begins. Immutable once built.
 */
public final class Listing<T> {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int CURSOR_MAX = 2_048;
    private static final Set<String> OWN = Set.of("limit", "after", "sort");

    private final String name;
    private final Function<T, String> key;
    private final Map<String, Function<T, Stream<String>>> filters = new LinkedHashMap<>();
    private final Map<String, Function<T, String>> sorts = new LinkedHashMap<>();

    /**
     * @param name of the array in the document
     * @param key unique, and what rows are sorted by if nothing else is asked for
     */
    public Listing(String name, Function<T, String> key) {
        this.name = name;
        this.key = key;
    }

    /** A page of rows, and the cursor of the next one. */
    private record Page<T>(List<T> rows, Optional<String> next) {}

    /** Adds a field to filter and to sort by. */
    public Listing<T> field(String field, Function<T, String> value) {
        sorts.put(field, value);
        return filter(field, row -> Stream.of(value.apply(row)));
    }

    /** Adds a field to filter by: a row is in the list when one of its values fits. */
    public Listing<T> filter(String field, Function<T, Stream<String>> values) {
        filters.put(field, values);
        return this;
    }

    /** The form of its answers: a page of these, and the cursor of the next one while there is one. */
    public static Schema schema(String name, Schema row) {
        return Schema.object().array(name, row).text("next").required(name);
    }

    /** What its requests may ask: name and meaning, for the description. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", "How many at most, from 1 to " + LIMIT_MAX + "; else " + LIMIT_DEFAULT);
        parameters.put("after", "The next of the page before");
        parameters.put("sort", "One of " + String.join(", ", sorts.keySet()) + "; - before it turns it round");
        filters.keySet().forEach(filter -> parameters.put(filter, "Only those with this; * stands for anything"));
        return parameters;
    }

    /** Answers with a page of the rows that the request wants. */
    public void answer(Context context, Collection<T> rows, Function<T, Map<String, ?>> document) throws BadInput {
        answer(context, rows, document, Map.of());
    }

    /** Likewise, with members of the document that stand before the page. */
    public void answer(Context context, Collection<T> rows, Function<T, Map<String, ?>> document,
            Map<String, ?> members) throws BadInput {
        Page<T> page = page(context, rows);
        Map<String, Object> answer = new LinkedHashMap<>(members);
        answer.put(name, page.rows.stream().map(document).toList());
        page.next.ifPresent(next -> answer.put("next", next));
        context.json(answer);
    }

    /** All rows that the request wants, however many, in its order: for exports. */
    public List<T> all(Context context, Collection<T> rows) throws BadInput {
        refuseUnknown(context);
        return rows.stream().filter(filter(context)).sorted(order(context)).toList();
    }

    private Page<T> page(Context context, Collection<T> rows) throws BadInput {
        int limit = limit(context);
        Comparator<T> order = order(context);
        List<T> wanted = new ArrayList<>(all(context, rows));
        Optional<String> cursor = Optional.ofNullable(context.queryParam("after")).filter(text -> !text.isEmpty());
        if (cursor.isPresent()) {
            String sort = sort(context);
            String[] behind = read(cursor.get(), sort);
            Comparator<T> whole = order;
            boolean descending = isDescending(context);
            wanted.removeIf(row -> compare(row, behind, sort, descending) <= 0);
            wanted.sort(whole);
        }
        if (wanted.size() <= limit) {
            return new Page<>(wanted, Optional.empty());
        }
        List<T> page = wanted.subList(0, limit);
        return new Page<>(page, Optional.of(write(page.getLast(), sort(context))));
    }

    private void refuseUnknown(Context context) throws BadInput {
        for (String parameter : context.queryParamMap().keySet()) {
            if (!OWN.contains(parameter) && !filters.containsKey(parameter)) {
                Set<String> known = new LinkedHashSet<>(new TreeSet<>(OWN));
                known.addAll(filters.keySet());
                throw new BadInput(HttpStatus.BAD_REQUEST,
                        parameter + " is not known here: " + String.join(", ", known) + ".",
                        Map.of("field", parameter));
            }
        }
    }

    private static int limit(Context context) throws BadInput {
        String text = Optional.ofNullable(context.queryParam("limit")).orElse(String.valueOf(LIMIT_DEFAULT));
        if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LIMIT_MAX) {
            return Integer.parseInt(text);
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "limit has to be from 1 to " + LIMIT_MAX + ".",
                Map.of("field", "limit"));
    }

    private Predicate<T> filter(Context context) {
        Predicate<T> wanted = _ -> true;
        for (Map.Entry<String, Function<T, Stream<String>>> filter : filters.entrySet()) {
            Optional<Predicate<String>> any = context.queryParams(filter.getKey()).stream()
                    .filter(value -> !value.isEmpty()).map(Listing::fitting).reduce(Predicate::or);
            if (any.isPresent()) {
                Predicate<String> fits = any.get();
                wanted = wanted.and(row -> filter.getValue().apply(row).anyMatch(fits));
            }
        }
        return wanted;
    }

    private static Predicate<String> fitting(String value) {
        if (value.indexOf('*') < 0) {
            return value::equals;
        }
        String[] parts = value.split("\\*", -1);
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(pattern.toString(), Pattern.DOTALL).asMatchPredicate();
    }

    private String sort(Context context) throws BadInput {
        String sort = Optional.ofNullable(context.queryParam("sort")).orElse("");
        String field = sort.startsWith("-") ? sort.substring(1) : sort;
        if (field.isEmpty() || sorts.containsKey(field)) {
            return field;
        }
        throw new BadInput(HttpStatus.BAD_REQUEST,
                "sort: " + field + " is none of " + String.join(", ", sorts.keySet()) + ".", Map.of("field", "sort"));
    }

    private static boolean isDescending(Context context) {
        return Optional.ofNullable(context.queryParam("sort")).orElse("").startsWith("-");
    }

    private Comparator<T> order(Context context) throws BadInput {
        String field = sort(context);
        Comparator<T> order = field.isEmpty()
                ? Comparator.comparing(key)
                : Comparator.comparing(sorts.getOrDefault(field, key)).thenComparing(key);
        return isDescending(context) ? order.reversed() : order;
    }

    private int compare(T row, String[] behind, String field, boolean descending) {
        int byValue = field.isEmpty() ? 0 : sorts.getOrDefault(field, key).apply(row).compareTo(behind[1]);
        int ascending = byValue != 0 ? byValue : key.apply(row).compareTo(behind[2]);
        return descending ? -ascending : ascending;
    }

    private String write(T last, String field) {
        String value = field.isEmpty() ? "" : sorts.getOrDefault(field, key).apply(last);
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString((field + '\n' + value + '\n' + key.apply(last)).getBytes(StandardCharsets.UTF_8));
    }

    private static String[] read(String cursor, String field) throws BadInput {
        try {
            String[] parts = cursor.length() > CURSOR_MAX
                    ? new String[0]
                    : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", -1);
            if (parts.length == 3 && parts[0].equals(field)) {
                return parts;
            }
        } catch (IllegalArgumentException noBase64) {
            throw badCursor();
        }
        throw badCursor();
    }

    private static BadInput badCursor() {
        return new BadInput(HttpStatus.BAD_REQUEST,
                "after has to be the next of an earlier page, asked for in the same order.",
                Map.of("field", "after"));
    }
}
