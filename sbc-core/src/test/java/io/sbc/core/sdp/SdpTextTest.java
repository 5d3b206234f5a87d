package io.sbc.core.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the regular expressions that say the same. */
class SdpTextTest {

    private static final int TEXTS = 20_000;
    private static final String ALPHABET = "  \t.019a:/";

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void shouldCutWordsAsTheExpressionDoes() {
        for (int i = 0; i < TEXTS; i++) {
            String text = text();

            assertEquals(List.of(text.trim().split(" +", -1)), SdpText.words(text, " "), text);
            assertEquals(List.of(text.trim().split("[ \t]+", -1)), SdpText.words(text, " \t"), text);
        }
    }

    @Test
    void shouldKnowNumbersAndDottedQuadsAsTheExpressionsDo() {
        for (int i = 0; i < TEXTS; i++) {
            String text = i % 2 == 0 ? text() : quad();

            assertEquals(text.matches("[0-9]{1,3}"), SdpText.isNumber(text, 3), text);
            assertEquals(text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}"), SdpText.isDottedQuad(text), text);
        }
    }

    private String text() {
        var text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Most of them good, some with a part too many, too few, too long or missing. */
    private String quad() {
        var text = new StringBuilder();
        for (int parts = random.nextInt(4) == 0 ? random.nextInt(6) : 4; parts > 0; parts--) {
            text.append("1234".substring(0, random.nextInt(8) == 0 ? random.nextInt(5) : 3))
                    .append(parts > 1 ? "." : "");
        }
        return text.toString();
    }
}
