package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlAccessStoreTest {

    private static final Authorship AUTHOR = Authorship.system("test");
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2027-01-01T00:00:00Z");
    private static final Consumer CONSUMER = new Consumer("mxone", "MX-ONE", new Secret("marker-consumer"),
            Set.of(Permission.READ_USERS, Permission.WRITE_USERS), true, CREATED);
    private static final TemporaryToken WAITING = new TemporaryToken("temporary", "mxone",
            new Secret("marker-temporary"), Optional.empty(), 0, CREATED, EXPIRES);
    private static final AccessToken ACCESS = new AccessToken("access", "mxone", new Secret("marker-access"), CREATED,
            EXPIRES);

    @TempDir
    Path directory;

    private TestDatabase database;

    @BeforeEach
    void begin() {
        database = database(directory);
    }

    TestDatabase database(Path inDirectory) {
        return TestDatabase.sqlite(inDirectory);
    }

    private SqlStore open() {
        return database.open();
    }

    @Test
    void shouldKeepConsumersAndTokensAcrossReopening() {
        TemporaryToken approved = WAITING.approved(new Secret("marker-verifier")).afterWrongVerifier();
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            access.add(CONSUMER, AUTHOR);
            give(access, ACCESS);
            access.add(WAITING, AUTHOR);
            access.replace(WAITING, approved, AUTHOR);
        }

        try (SqlStore store = open()) {
            AccessStore access = store.access();
            assertEquals(List.of(CONSUMER), access.consumers());
            assertEquals(List.of(approved), access.temporaryTokens());
            assertEquals(List.of(ACCESS), access.accessTokens());
        }
    }

    @Test
    void shouldReplaceByIdAndRemoveTokensWithTheirConsumer() {
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            AccessToken renewed = ACCESS.renewedUntil(EXPIRES.plusSeconds(1));
            access.add(CONSUMER, AUTHOR);
            give(access, ACCESS);
            assertTrue(access.replace(ACCESS, renewed, AUTHOR));
            assertTrue(access.replace(CONSUMER, CONSUMER.withActive(false), AUTHOR));

            assertEquals(List.of(ACCESS.renewedUntil(EXPIRES.plusSeconds(1))), access.accessTokens());
            assertEquals(List.of(CONSUMER.withActive(false)), access.consumers());
            assertTrue(access.delete(CONSUMER.withActive(false), AUTHOR));
            assertEquals(List.of(), access.accessTokens());
        }
    }

    @Test
    void shouldExchangeOneForTheOther() {
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            access.add(CONSUMER, AUTHOR);
            access.add(WAITING, AUTHOR);

            assertTrue(access.exchange(WAITING, ACCESS, AUTHOR));

            assertEquals(List.of(), access.temporaryTokens());
            assertEquals(List.of(ACCESS), access.accessTokens());
        }
    }

    /** As consumers get it: in exchange. */
    private static void give(AccessStore access, AccessToken token) {
        access.add(WAITING, AUTHOR);
        access.exchange(WAITING, token, AUTHOR);
    }

    @Test
    void shouldWriteNothingWhereAnotherNodeWasFaster() {
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            AccessStore other = store.access();
            access.add(CONSUMER, AUTHOR);
            give(access, ACCESS);
            access.add(WAITING, AUTHOR);

            assertFalse(other.add(CONSUMER, AUTHOR));
            assertTrue(other.replace(CONSUMER, CONSUMER.withActive(false), AUTHOR));
            assertFalse(access.replace(CONSUMER, CONSUMER, AUTHOR), "would let in whom the other shut out");
            assertFalse(access.delete(CONSUMER, AUTHOR));
            assertTrue(other.delete(ACCESS, AUTHOR));
            assertFalse(access.replace(ACCESS, ACCESS.renewedUntil(EXPIRES.plusSeconds(1)), AUTHOR),
                    "would bring back what the other revoked");
            assertFalse(access.delete(ACCESS, AUTHOR));
            assertTrue(other.delete(WAITING, AUTHOR));
            assertFalse(access.replace(WAITING, WAITING.afterWrongVerifier(), AUTHOR));
            assertFalse(access.exchange(WAITING, ACCESS, AUTHOR), "one token for a verifier, not one at each node");
            assertTrue(other.delete(CONSUMER.withActive(false), AUTHOR));
            assertFalse(access.add(WAITING, AUTHOR), "of nobody");

            assertEquals(List.of(), access.accessTokens());
            assertEquals(List.of(), access.temporaryTokens());
            assertEquals(List.of("consumer.deleted", "token.expired", "token.revoked", "consumer.changed"),
                    store.history().find(EventFilter.ALL, 4).stream().map(event -> event.what().action()).toList());
        }
    }

    @Test
    void shouldOnlyMoveTheSignedSecondForward() {
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            access.add(CONSUMER, AUTHOR);
            access.putSignedUntil("mxone", 100);
            access.putSignedUntil("mxone", 50);
            access.replace(CONSUMER, CONSUMER.withActive(false), AUTHOR);

            assertEquals(Map.of("mxone", 100L), access.signedUntil());
        }
    }

    @Test
    void shouldHoldNoSecretInClearText() throws IOException {
        try (SqlStore store = open()) {
            AccessStore access = store.access();
            access.add(CONSUMER, AUTHOR);
            give(access, ACCESS);
            access.add(WAITING.approved(new Secret("marker-verifier")), AUTHOR);
        }

        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("marker-"),
                        file.toString());
            }
        }
    }
}
