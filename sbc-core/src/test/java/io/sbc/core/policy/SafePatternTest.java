package io.sbc.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePatternTest {

    @Test
    void shouldRewriteWhatMatchesAsAWholeOrEverywhere() {
        SafePattern national = SafePattern.of("\\+49(\\d+)", "0$1");

        assertEquals(Optional.of("0891006"), national.whole("+49891006"));
        assertEquals(Optional.empty(), national.whole("+49891006x"));
        assertEquals(Optional.of("to 0891006, 05"), national.everywhere("to +49891006, +495"));
        assertEquals(Optional.empty(), national.everywhere("nothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a)\\1", "(?=a)b", "(?<!a)b", "(?>a)b"})
    void shouldRefuseWhatLooksBackOrAround(String expression) {
        assertThrows(IllegalArgumentException.class, () -> SafePattern.of(expression, ""));
    }

    @ParameterizedTest
    @CsvSource({"(,x,no regular expression", "a,$1,there is no group $1", "a,cost: $,$ must be followed"})
    void shouldSayWhatIsWrong(String expression, String replacement, String why) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> SafePattern.of(expression, replacement))
                        .getMessage());

        assertTrue(message.contains(why), message);
    }

    /** Each of these takes longer than the age of the universe on this text without a limit, or ends the stack. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){25}b", "([a-z]+)*9"})
    void shouldGiveUpOnAPatternThatBacktracksWithoutEnd(String expression) {
        SafePattern pattern = SafePattern.of(expression, "");

        assertEquals(Optional.empty(), pattern.whole("a".repeat(SafePattern.INPUT_MAX)));
        assertEquals(Optional.empty(), pattern.everywhere("a".repeat(SafePattern.INPUT_MAX)));
    }

    @Test
    void shouldNotLookAtTextBeyondItsLimit() {
        assertEquals(Optional.empty(), SafePattern.of("a+", "b").whole("a".repeat(SafePattern.INPUT_MAX + 1)));
    }
}
