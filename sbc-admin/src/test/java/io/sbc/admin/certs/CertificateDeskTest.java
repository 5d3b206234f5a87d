package io.sbc.admin.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.certs.CertificateDesk.Outcome;
import io.sbc.base.Clock;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another certificate comes by API: only one that can be used gets into place, and never half of it. */
class CertificateDeskTest {

    private static final Authorship AUTHOR = Authorship.commandLine("test");

    @TempDir
    static Path ours;

    @TempDir
    static Path theirs;

    @TempDir
    Path directory;

    private final List<EventDraft> events = new ArrayList<>();
    private SbcConfig config;
    private boolean unusable;
    private int reloads;
    private CertificateDesk desk;

    @BeforeAll
    static void make() throws IOException {
        for (Path each : List.of(ours, theirs)) {
            new DevelopmentCertificates(Clock.system(), new SecureRandom()).createIfMissing(config(each),
                    config(each));
        }
    }

    private static SbcConfig config(Path directory) {
        return ((ConfigResult.Valid) new ConfigReader(1).parse("""
                set: {domain: localhost, tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}
                icp: {tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}
                admin: {port: 0, api: {certificate: %1$s/admin.pem, key: %1$s/admin.key}}
                """.formatted(directory))).config();
    }

    @BeforeEach
    void open() throws IOException {
        try (Stream<Path> files = Files.list(ours)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        config = config(directory);
        desk = new CertificateDesk(config, () -> {
            reloads++;
            if (unusable) {
                unusable = false;
                throw new IOException("no listener can use it");
            }
        }, events::add, Clock.system());
    }

    private static String text(Path directory, String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private Outcome replace(String certificate, String key) throws IOException {
        return desk.replace("set", text(theirs, certificate), new Secret(text(theirs, key)), false, AUTHOR);
    }

    private void assertNothingChanged() throws IOException {
        assertEquals(text(ours, "server.pem"), text(directory, "server.pem"));
        assertEquals(text(ours, "server.key"), text(directory, "server.key"));
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".new") || file.toString().endsWith(".old")));
        }
    }

    @Test
    void shouldNameWhatSeveralListenersShowOnce() {
        assertEquals(List.of("set", "api"), desk.certificates().stream().map(CertificateDesk.Shown::name).toList());
        assertEquals(List.of("set.tls", "icp.tls"), desk.certificates().getFirst().usedBy());
    }

    @Test
    void shouldPutAGoodPairInPlaceAndSaySoWithoutTheKey() throws IOException {
        assertInstanceOf(Outcome.Done.class, replace("server.pem", "server.key"));

        assertEquals(text(theirs, "server.pem"), text(directory, "server.pem"));
        assertEquals(text(theirs, "server.key"), text(directory, "server.key"));
        assertEquals("rw-------", PosixFilePermissions
                .toString(Files.getPosixFilePermissions(directory.resolve("server.key"))));
        assertEquals(1, reloads);
        assertEquals(List.of("certificate.replaced"), events.stream().map(EventDraft::action).toList());
        assertFalse(events.toString().contains("PRIVATE"));
        assertNothingIsLeft();
    }

    @Test
    void shouldRefuseWhatIsNoPairOrNoPem() throws IOException {
        assertInstanceOf(Outcome.Refused.class, replace("server.pem", "admin.key"));
        assertInstanceOf(Outcome.Refused.class, replace("server.key", "server.key"));
        assertInstanceOf(Outcome.Refused.class, replace("server.pem", "server.pem"));
        assertEquals(new Outcome.Unknown(), desk.replace("none", "", new Secret(""), false, AUTHOR));

        assertNothingChanged();
        assertEquals(0, reloads);
    }

    @Test
    void shouldPutTheOldOnesBackWhenNoListenerCanUseTheNew() throws IOException {
        unusable = true;

        assertEquals(new Outcome.Refused("no listener can use it"), replace("server.pem", "server.key"));
        assertNothingChanged();
        assertEquals(2, reloads, "the old ones are read again");
        assertEquals(List.of(), events);
    }

    @Test
    void shouldRefuseOneForAnotherNameUnlessItIsMeant() throws IOException {
        SbcConfig elsewhere = ((ConfigResult.Valid) new ConfigReader(1)
                .parse("""
                        set: {domain: sbc.example.net, tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}
                        """
                        .formatted(directory)))
                .config();
        CertificateDesk strict = new CertificateDesk(elsewhere, () -> {}, events::add, Clock.system());
        String chain = text(theirs, "server.pem");
        Secret key = new Secret(text(theirs, "server.key"));

        Outcome refused = strict.replace("set", chain, key, false, AUTHOR);
        assertTrue(refused.toString().contains("sbc.example.net"), refused.toString());
        assertInstanceOf(Outcome.Done.class, strict.replace("set", chain, key, true, AUTHOR));
    }

    @Test
    void shouldCompleteAtTheStartWhatAKillCutInTwo() throws IOException {
        Files.writeString(directory.resolve("server.pem"), text(theirs, "server.pem"));
        Files.writeString(directory.resolve("server.key.new"), text(theirs, "server.key"));

        CertificateDesk.finishExchanges(config);

        assertEquals(text(theirs, "server.key"), text(directory, "server.key"));
        assertNothingIsLeft();
    }

    @Test
    void shouldForgetAtTheStartWhatWasOnlyWritten() throws IOException {
        Files.writeString(directory.resolve("server.pem.new"), text(theirs, "server.pem"));
        Files.writeString(directory.resolve("server.key.new"), text(theirs, "server.key"));

        CertificateDesk.finishExchanges(config);

        assertNothingChanged();
    }
}
