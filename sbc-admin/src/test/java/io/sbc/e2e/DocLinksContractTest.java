package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds every Markdown page of the project: its links lead somewhere, and decisions that are named are there and listed. */
class DocLinksContractTest {

    private static final Path DECISIONS = NamedTests.ROOT.resolve("docs/adr");
    private static final Pattern DECISION = Pattern.compile("\\bADR (\\d{4})\\b");
    private static final Set<String> NOT_OURS = Set.of("target", ".git");
    private static final Set<String> READ = Set.of(".md", ".java", ".yaml", ".jte", ".sql");

    @TempDir
    private Path directory;

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Path> pages = files(Set.of(".md"));
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            broken.addAll(MarkdownPage.read(page).brokenLinks());
        }

        assertFalse(pages.isEmpty());
        assertEquals(List.of(), broken);
    }

    @Test
    void everyDecisionThatIsNamedIsThere() throws IOException {
        Set<String> there = new TreeSet<>();
        for (Path decision : decisions()) {
            there.add(decision.getFileName().toString().substring(0, 4));
        }
        List<String> missing = new ArrayList<>();
        for (Path file : files(READ)) {
            DECISION.matcher(Files.readString(file, StandardCharsets.UTF_8))
                    .results()
                    .map(name -> name.group(1))
                    .filter(number -> !there.contains(number))
                    .forEach(number -> missing.add(file + ": ADR " + number));
        }

        assertEquals(List.of(), missing);
    }

    @Test
    void everyDecisionIsListed() throws IOException {
        String list = Files.readString(DECISIONS.resolve("README.md"));

        List<Path> unlisted = decisions().stream()
                .filter(decision -> !list.contains("](" + decision.getFileName() + ")"))
                .toList();

        assertEquals(List.of(), unlisted);
    }

    @Test
    void shouldFindWhatLeadsNowhere() throws IOException {
        Path other = directory.resolve("other.md");
        Files.writeString(other, "# One `thing`, twice\n\n## Again\n\n## Again\n");
        Path page = directory.resolve("page.md");
        Files.writeString(page, """
                # Page
                [a](other.md#one-thing-twice) [b](other.md#again-1) [c](#page) [d](https://example.org/none) [ADR 0001]
                [e](nowhere.md) [f](other.md#again-2) [ADR 0002]
                ```
                [g](in-code.md)
                ```

                [ADR 0001]: other.md
                [ADR 0003]: not-there.md
                """);

        assertEquals(
                List.of(
                        page + ": nowhere.md leads nowhere",
                        page + ": other.md#again-2: no such heading",
                        page + ": not-there.md leads nowhere",
                        page + ": [ADR 0002] is not defined"),
                MarkdownPage.read(page).brokenLinks());
    }

    private static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(DECISIONS)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{4}-.*\\.md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Set<String> endings) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(NamedTests.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return NOT_OURS.contains(dir.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (endings.stream().anyMatch(name::endsWith)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
