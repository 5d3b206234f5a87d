package io.sbc.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzing once found worth keeping holds still. */
class KeptCorpusTest {

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldHoldForEveryInputThatWasKept(FuzzTarget target) {
        List<byte[]> kept = target.kept();

        assertFalse(kept.isEmpty());
        kept.forEach(octets -> assertDoesNotThrow(() -> target.run(octets), () -> HexFormat.of().formatHex(octets)));
    }
}
