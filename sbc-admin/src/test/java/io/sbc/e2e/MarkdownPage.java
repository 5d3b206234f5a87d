package io.sbc.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation as its reader sees it: headings that can be linked to, and where its links lead. */
final class MarkdownPage {

    private static final Pattern INLINE = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern DEFINITION = Pattern.compile("^\\[([^\\]]+)\\]: (\\S+)$");
    private static final Pattern BY_NAME = Pattern.compile("\\[(ADR \\d{4})\\](?![(:])");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.*)$");
    private static final Pattern ELSEWHERE = Pattern.compile("^(https?|mailto):.*");

    private final Path file;
    private final List<String> lines;

    private MarkdownPage(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Reads a page; what stands in fenced code is left out. */
    static MarkdownPage read(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                lines.add(line);
            }
        }
        return new MarkdownPage(file, lines);
    }

    /** Links to files or headings that are not there, and names of decisions whose address the page does not define. */
    List<String> brokenLinks() throws IOException {
        List<String> broken = new ArrayList<>();
        Set<String> defined = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (String line : lines) {
            Matcher definition = DEFINITION.matcher(line);
            if (definition.matches()) {
                defined.add(definition.group(1));
                check(definition.group(2), broken);
            }
            INLINE.matcher(line).results().map(link -> link.group(1)).toList().forEach(link -> check(link, broken));
            BY_NAME.matcher(line).results().forEach(name -> named.add(name.group(1)));
        }
        named.removeAll(defined);
        named.forEach(name -> broken.add(file + ": [" + name + "] is not defined"));
        return broken;
    }

    private void check(String link, List<String> broken) {
        if (ELSEWHERE.matcher(link).matches()) {
            return;
        }
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? file : file.resolveSibling(path);
        if (!Files.exists(target)) {
            broken.add(file + ": " + link + " leads nowhere");
        } else if (hash >= 0 && !hasHeading(target, link.substring(hash + 1))) {
            broken.add(file + ": " + link + ": no such heading");
        }
    }

    private static boolean hasHeading(Path target, String anchor) {
        try {
            return read(target).anchors().contains(anchor);
        } catch (IOException e) {
            throw new AssertionError(target.toString(), e);
        }
    }

    /** What GitHub calls the headings: lower case, hyphens for blanks, a number behind what comes again. */
    private Set<String> anchors() {
        Map<String, Integer> times = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String line : lines) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = heading.group(1)
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-');
                int before = times.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }
}
