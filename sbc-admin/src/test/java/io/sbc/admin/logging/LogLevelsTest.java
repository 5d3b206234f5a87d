package io.sbc.admin.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.logging.LogLevels.Level;
import io.sbc.admin.logging.LogLevels.Outcome;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventFilter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLevelsTest {

    private static final Authorship ANNA = new Authorship(Authorship.Kind.ADMINISTRATOR, "anna", "192.0.2.1", "c-1");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final Map<String, Level> log = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private SqlStore store;
    private LogLevels levels;

    @BeforeEach
    void open() {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        levels = new LogLevels(new LogLevels.Backend() {

            @Override
            public String base() {
                return "INFO";
            }

            @Override
            public void set(String logger, Optional<Level> level) {
                level.ifPresentOrElse(given -> log.put(logger, given), () -> log.remove(logger));
            }
        }, store.history(), () -> now);
    }

    @AfterEach
    void close() {
        levels.close();
        store.close();
    }

    private Outcome set(String logger, Duration life) {
        return levels.set(logger, Level.DEBUG, life, ANNA);
    }

    @Test
    void shouldGoBackByItselfWhenTheTimeIsOver() {
        assertInstanceOf(Outcome.Done.class, set("io.sbc.core.call", MINUTE));
        assertEquals(Map.of("io.sbc.core.call", Level.DEBUG), log);
        now = now.plusSeconds(59);
        levels.expire();
        assertEquals(1, levels.overrides().size());
        now = now.plusSeconds(1);
        levels.expire();
        assertEquals(Map.of(), log);
        assertTrue(levels.overrides().isEmpty());
    }

    @Test
    void shouldSayInTheHistoryWhoChangedWhatForHowLong() {
        set("io.sbc.core.call", MINUTE);
        Event event = store.history().find(EventFilter.ALL, 1).getFirst();
        assertEquals("logging.changed", event.what().action());
        assertEquals("anna", event.what().author().name());
        assertEquals("io.sbc.core.call", event.what().subject().id());
        assertEquals("DEBUG", event.what().changes().getFirst().after().orElseThrow());
    }

    @Test
    void shouldGoBackWhenItIsTold() {
        set("io.sbc", MINUTE);
        assertTrue(levels.reset("io.sbc", ANNA));
        assertFalse(levels.reset("io.sbc", ANNA));
        assertEquals(Map.of(), log);
    }

    @Test
    void shouldChangeNoLoggerOfALibraryNorForEver() {
        assertInstanceOf(Outcome.Refused.class, set("org.eclipse.jetty", MINUTE));
        assertInstanceOf(Outcome.Refused.class, set("io.sbcx", MINUTE));
        assertInstanceOf(Outcome.Refused.class, set("ROOT", MINUTE));
        assertInstanceOf(Outcome.Refused.class, set("io.sbc", Duration.ofHours(25)));
        assertInstanceOf(Outcome.Refused.class, set("io.sbc", Duration.ZERO));
        assertEquals(Map.of(), log);
    }

    @Test
    void shouldNotRememberMoreThanItMay() {
        for (int i = 0; i < LogLevels.OVERRIDES_MAX; i++) {
            set("io.sbc.part" + i, MINUTE);
        }
        assertInstanceOf(Outcome.Refused.class, set("io.sbc.more", MINUTE));
        assertInstanceOf(Outcome.Done.class, set("io.sbc.part0", MINUTE));
    }
}
