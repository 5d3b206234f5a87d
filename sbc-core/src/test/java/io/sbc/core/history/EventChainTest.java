package io.sbc.core.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventChainTest {

    private static final Instant TIME = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final EventDraft DRAFT = new EventDraft(
            new Authorship(Authorship.Kind.CONSUMER, "mxone", "10.0.0.1", "c-1"), "user.created",
            new Subject("user", "zoë@example.com"),
            List.of(new PropertyChange("desktop.setUser", Optional.empty(), Optional.of("1006")),
                    new PropertyChange("desktop.setPassword", Optional.empty(), Optional.of("***")),
                    new PropertyChange("x", Optional.of("a"), Optional.of(""))),
            Set.of("users", "bulk"));

    /** The value was computed by twelve lines of Python from what the class says about the canonical form. */
    @Test
    void shouldHashTheCanonicalForm() {
        assertEquals("848072224a9e804ae04e368cc3f2f86f713d6b926a73bb1368556797bfd828a6",
                EventChain.hash(EventChain.BEGINNING, 1, TIME, DRAFT));
    }

    @Test
    void shouldTellWhereOneFieldEndsAndTheNextBegins() {
        EventDraft one = EventDraft.of(Authorship.system("ab"), "a.b", new Subject("c", "de"), List.of());
        EventDraft other = EventDraft.of(Authorship.system("ab"), "a.b", new Subject("cd", "e"), List.of());

        assertNotEquals(EventChain.hash(EventChain.BEGINNING, 1, TIME, one),
                EventChain.hash(EventChain.BEGINNING, 1, TIME, other));
    }

    @Test
    void shouldSeeThatAnEntryWasChanged() {
        Event event = EventChain.chained(EventChain.BEGINNING, 1, TIME, DRAFT);

        assertTrue(EventChain.isIntact(event));
        assertFalse(EventChain.isIntact(new Event(1, TIME.plusMillis(1), DRAFT, event.previous(), event.hash())));
    }

    @Test
    void shouldShowSecretsOnlyAsChanged() {
        List<PropertyChange> changes = new Changes().text("same", Optional.of(1), Optional.of("1"))
                .secret("password", Optional.of(new Secret("old")), Optional.of(new Secret("new")))
                .secret("kept", Optional.of(new Secret("kept")), Optional.of(new Secret("kept")))
                .text("handed in as text", Optional.empty(), Optional.of(new Secret("password")))
                .list();

        assertEquals(List.of(new PropertyChange("password", Optional.of("***"), Optional.of("***")),
                new PropertyChange("handed in as text", Optional.empty(), Optional.of("***"))), changes);
    }

    @Test
    void shouldKeepEntriesWithinLimits() {
        Subject subject = new Subject("user", "x".repeat(5_000) + "\0");

        assertEquals(1_024, subject.id().length());
        assertThrows(IllegalArgumentException.class,
                () -> EventDraft.of(Authorship.system("test"), "Not A Word", subject, List.of()));
    }
}
