package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;

final class HarmlessOutputTest {

    @Test
    void shouldShowWhatTurnsWritingAround() {
        assertEquals("user⟨U+202E⟩gnp.⟨U+2066⟩x⟨U+200B⟩", HarmlessOutput.visible("user\u202Egnp.\u2066x\u200B"));
    }

    @Test
    void shouldShowControlCharactersAndHalvesOfPairs() {
        assertEquals("a⟨U+0000⟩b⟨U+001B⟩[2J⟨U+D800⟩⟨U+E0001⟩", HarmlessOutput.visible("a\0b\u001B[2J\uD800\uDB40\uDC01"));
    }

    @Test
    void shouldLeaveLinesAndLettersOfAllScripts() {
        String text = "INVITE\r\n\tJürgen مرحبا 日本 😀";

        assertSame(text, HarmlessOutput.visible(text));
    }

    @Test
    void shouldLeaveWhatAPersonEdits() {
        StringOutput page = new StringOutput();
        HarmlessOutput output = new HarmlessOutput(page);

        output.setContext("input", "value");
        output.writeUserContent("a\u200Eb");
        output.setContext("textarea", null);
        output.writeUserContent("\u200E<");
        output.setContext("td", null);
        output.writeUserContent("\u200E<");

        assertEquals("a\u200Eb\u200E&lt;⟨U+200E⟩&lt;", page.toString());
    }
}
