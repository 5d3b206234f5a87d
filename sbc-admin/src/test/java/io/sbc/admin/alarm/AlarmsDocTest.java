package io.sbc.admin.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.alarm.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The list in {@code docs/alarms.md} is the catalogue; {@code -Dsbc.write-docs=true} writes it anew. */
class AlarmsDocTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "alarms.md");
    private static final String BEGIN = "<!-- made by AlarmsDocTest from here -->\n";
    private static final String END = "<!-- to here -->\n";

    @Test
    void shouldListTheCatalogue() throws IOException {
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        assertTrue(from > BEGIN.length() && to >= from, "the marks are gone");
        String made = catalogue();

        if (Boolean.getBoolean("sbc.write-docs")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + made + document.substring(to));
        } else {
            assertEquals(made, document.substring(from, to),
                    "docs/alarms.md is out of date: run this test with -Dsbc.write-docs=true");
        }
    }

    @Test
    void shouldSayEverythingOfEachInSentences() {
        Set<String> titles = new HashSet<>();
        for (AlarmKind kind : AlarmKind.values()) {
            assertTrue(titles.add(kind.title()), kind + " has the name of another");
            assertTrue(kind.meaning().endsWith("."), kind + " means no sentence");
            assertTrue(kind.cause().endsWith(".") && kind.remedy().endsWith("."), kind.name());
            assertTrue(!kind.raised().isEmpty() && !kind.cleared().isEmpty(), kind.name());
            assertEquals(kind, AlarmKind.named(kind.wireName()).orElseThrow());
        }
    }

    private static String catalogue() {
        StringBuilder out = new StringBuilder();
        for (Severity severity : Severity.values()) {
            out.append("\n## ").append(severity.name().charAt(0)).append(severity.wireName().substring(1))
                    .append('\n');
            Arrays.stream(AlarmKind.values()).filter(kind -> kind.severity() == severity)
                    .forEach(kind -> out.append(entry(kind)));
        }
        return out.append('\n').toString();
    }

    private static String entry(AlarmKind kind) {
        return """

                ### %s (`%s`)

                %s

                - likely cause: %s
                - what to do: %s
                - raised: %s%s
                - cleared: %s%s
                """.formatted(kind.title(), kind.wireName(), kind.meaning(), kind.cause(), kind.remedy(),
                kind.raised(), forAWhile(kind.raiseAfter()), kind.cleared(), forAWhile(kind.clearAfter()));
    }

    private static String forAWhile(Duration time) {
        return time.isZero()
                ? ""
                : ", for " + (time.toSeconds() % 60 == 0
                        ? time.toMinutes() + " min"
                        : time.toSeconds() + " s");
    }
}
