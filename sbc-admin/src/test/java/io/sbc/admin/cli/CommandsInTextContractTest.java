package io.sbc.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Holds what documentation, alarms, verdicts and comments tell people to type: {@code ./sbc COMMAND SUBCOMMAND --option} is there.
 * Options are looked for up to where the line, the code or the sentence ends.
 */
class CommandsInTextContractTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TYPED = Pattern.compile("(?:\\./|bin/)sbc ([^\\n`\"<#;|]*(?:\\|[a-z][^\\n`\"<#;]*)?)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z|-]*");
    /** What the launcher does itself, and what is asked for at build time. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("demo", "test", "bench", "warm-up");
    /** Words of a sentence that goes on behind a command that has others below it. */
    private static final Set<String> PROSE = Set.of("or", "and", "of", "for", "the", "names", "tells", "shows",
            "reads");
    private static final Set<String> READ = Set.of(".md", ".java", ".yaml", ".jte");

    @Test
    void everyCommandThatPeopleAreToldToTypeIsThere() throws IOException {
        CommandLine sbc = new CommandLine(new SbcCommand());
        List<String> wrong = new ArrayList<>();
        int typed = 0;
        for (Path file : files()) {
            Matcher found = TYPED.matcher(Files.readString(file));
            while (found.find()) {
                typed++;
                what(sbc, found.group(1)).forEach(what -> wrong.add(file + ": ./sbc " + found.group(1) + ": " + what));
            }
        }

        assertTrue(typed > 100, "only " + typed + " commands were found");
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldFindWhatIsNotThere() {
        CommandLine sbc = new CommandLine(new SbcCommand());

        assertEquals(List.of(), what(sbc, "users list --json"));
        assertEquals(List.of(), what(sbc, "calls, and what else"));
        assertEquals(List.of(), what(sbc, "administrators list|add|remove ..."));
        assertEquals(List.of("no subcommand unlock"), what(sbc, "administrators unlock ends it at once."));
        assertEquals(List.of("no subcommand lock"), what(sbc, "administrators list|lock"));
        assertEquals(List.of("no command user"), what(sbc, "user list"));
        assertEquals(List.of("no option --colour"), what(sbc, "users list --colour"));
    }

    private static List<String> what(CommandLine sbc, String typed) {
        String[] words = typed.strip().split("\\s+");
        List<String> wrong = new ArrayList<>();
        List<CommandLine> meant = List.of(sbc);
        for (int i = 0; i < words.length && !meant.getFirst().getSubcommands().isEmpty(); i++) {
            boolean ends = words[i].matches(".*[,.:)]");
            String word = words[i].replaceAll("[,.:)']+$", "");
            if (!WORD.matcher(word).matches() || (i == 0 ? OF_THE_LAUNCHER : PROSE).contains(word)) {
                return i == 0 ? List.of() : optionsMissing(meant, typed);
            }
            List<CommandLine> next = new ArrayList<>();
            for (String one : word.split("\\|")) {
                CommandLine below = meant.getFirst().getSubcommands().get(one);
                if (below == null) {
                    wrong.add((i == 0 ? "no command " : "no subcommand ") + one);
                } else {
                    next.add(below);
                }
            }
            if (next.isEmpty() || !wrong.isEmpty()) {
                return wrong;
            }
            meant = next;
            if (ends) {
                return wrong;
            }
        }
        return optionsMissing(meant, typed);
    }

    /** Options that none of the commands has. */
    private static List<String> optionsMissing(List<CommandLine> meant, String typed) {
        return OPTION.matcher(typed)
                .results()
                .map(option -> option.group())
                .filter(option -> meant.stream().noneMatch(
                        command -> command.getCommandSpec().optionsMap().containsKey(option)))
                .map(option -> "no option " + option)
                .toList();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "sbc-media/src/main", "sbc-core/src/main", "sbc-admin/src/main")) {
            try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
                found.filter(file -> READ.stream().anyMatch(file.toString()::endsWith)).forEach(files::add);
            }
        }
        return files;
    }
}
