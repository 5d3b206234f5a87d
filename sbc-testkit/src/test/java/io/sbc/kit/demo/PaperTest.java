package io.sbc.kit.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaperTest {

    @Test
    void shouldBreakAtBlanksWhereItCan() {
        assertEquals(List.of("one two", "three"), Paper.wrap("one two three", 9));
        assertEquals(List.of("abcd", "ef"), Paper.wrap("abcdef", 4));
        assertEquals(List.of(""), Paper.wrap("", 4));
    }

    @Test
    void shouldKeepLongItemsWithinTheWidth() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Paper paper = new Paper(new PrintStream(out, true, StandardCharsets.UTF_8), false, true);

        paper.item(false, "Failed", "word ".repeat(60));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.size() > 2);
        lines.forEach(line -> assertTrue(line.length() <= Paper.WIDTH, line));
    }

    @Test
    void shouldDrawOnlyWhereTheCharsetCan() {
        assertTrue(Paper.canDraw(StandardCharsets.UTF_8));
        assertFalse(Paper.canDraw(StandardCharsets.US_ASCII));
        assertFalse(Paper.canDraw(StandardCharsets.ISO_8859_1));
    }
}
