package io.sbc.admin.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Times as pages show them and as the fields of browsers give them. */
class TimesTest {

    @Test
    void shouldSayTheYearOfWhatMayBeYearsAway() {
        assertEquals("22 Nov 13:05:59", Times.brief("2026-11-22T13:05:59.123Z"));
        assertEquals("22 Nov 2028 13:05", Times.dated("2028-11-22T13:05:59Z"));
        assertEquals("never", Times.dated("never"));
    }

    @Test
    void shouldTakeWhatAFieldOfDateAndTimeGivesAsUtcAndShowItAgain() {
        assertEquals("2026-11-22T13:05:00Z", Times.instant("2026-11-22T13:05"));
        assertEquals("2026-11-22T13:05:59Z", Times.instant("2026-11-22T13:05:59"));
        assertEquals("2026-11-22T13:05:59.250Z", Times.instant("2026-11-22T13:05:59.250"));
        assertEquals("2026-11-22T13:05:59Z", Times.instant("2026-11-22T13:05:59Z"));
        assertEquals("yesterday", Times.instant("yesterday"));
        assertEquals("2026-11-22T13:05:59", Times.field("2026-11-22T13:05:59Z"));
        assertEquals("yesterday", Times.field("yesterday"));
    }
}
