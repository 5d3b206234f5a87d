package io.sbc.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DistinctErrorsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("distinct-errors-test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final DistinctErrors errors = new DistinctErrors(logger);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void shouldLogTheFirstWithItsStackAndThenPowersOfTwo() {
        for (int i = 0; i < 100; i++) {
            errors.report("a task", new IllegalStateException("number " + i));
        }

        assertEquals(7, lines.list.size());
        assertNotNull(lines.list.getFirst().getThrowableProxy());
        assertTrue(lines.list.getLast().getFormattedMessage().contains("64 times"));
    }

    @Test
    void shouldTellKindsApart() {
        errors.report("a task", new IllegalStateException("x"));
        errors.report("a task", new IllegalArgumentException("x"));
        errors.report("a timer", new IllegalStateException("x"));

        assertEquals(3, lines.list.size());
    }

    @Test
    void shouldStayBoundedWhateverTheKinds() {
        for (int i = 0; i < 10_000; i++) {
            errors.report("task " + i, new IllegalStateException("x"));
        }

        assertTrue(lines.list.size() < 300, "lines: " + lines.list.size());
    }
}
