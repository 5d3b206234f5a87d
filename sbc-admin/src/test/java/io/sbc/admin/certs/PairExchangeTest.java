package io.sbc.admin.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.certs.PairExchange.Pair;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exchange is ended after each thing that it does to the disk; the next start finds a whole pair, and nothing left over. */
class PairExchangeTest {

    private static final int STEPS_MAX = 100;

    @TempDir
    Path directory;

    private static Pair old = new Pair("", "");
    private static Pair fresh = new Pair("", "");

    private CertificateFiles files;

    /** What ends the process. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeAll
    static void makePairs(@TempDir Path elsewhere) throws Exception {
        old = pair(elsewhere.resolve("old.pem"), elsewhere.resolve("old.key"));
        fresh = pair(elsewhere.resolve("new.pem"), elsewhere.resolve("new.key"));
    }

    @BeforeEach
    void putTheOldOne() throws IOException {
        files = new CertificateFiles(directory.resolve("server.pem"), directory.resolve("server.key"), true);
        put(old);
    }

    private static Pair pair(Path certificate, Path key) throws Exception {
        CertificateMaker maker = new CertificateMaker(Instant.now(), new SecureRandom());
        Issued issued = maker.authority();
        PemFiles.writeCertificates(certificate, List.of(issued.certificate()));
        PemFiles.writeKey(key, issued.key());
        return new Pair(Files.readString(certificate), Files.readString(key));
    }

    private void put(Pair pair) throws IOException {
        Files.writeString(files.certificate(), pair.certificate());
        Files.writeString(files.key(), pair.key());
    }

    @Test
    void shouldLeaveAWholePairWhereverItIsEnded() throws IOException {
        Set<Boolean> outcomes = new TreeSet<>();
        int step = 0;
        while (endedAfter(++step)) {
            assertTrue(step < STEPS_MAX);
            new PairExchange(files).complete();
            PemIdentity.read(files.certificate(), files.key()); // throws if they do not fit
            Pair there = new PairExchange(files).present().orElseThrow();
            assertTrue(there.equals(old) || there.equals(fresh), "a mixture after step " + step);
            outcomes.add(there.equals(fresh));
            assertEquals(List.of("server.key", "server.pem"), names(), "left over after step " + step);
            put(old);
        }
        assertTrue(step > 6, "each rename is two steps: " + step);
        assertEquals(Set.of(false, true), outcomes, "ended before and after what decides");
        assertEquals(fresh, new PairExchange(files).present().orElseThrow());
    }

    /** Whether it was: at last there is no such step. */
    private boolean endedAfter(int last) throws IOException {
        int[] left = {last};
        try {
            new PairExchange(files, () -> {
                if (--left[0] == 0) {
                    throw new Killed();
                }
            }).install(fresh);
            return false;
        } catch (Killed killed) {
            return true;
        }
    }

    @Test
    void shouldCompleteToTheNewPairOnceItsFileHasItsName() throws IOException {
        assertTrue(endedAfter(4)); // the key has its place, the certificate not
        assertThrows(IOException.class, () -> PemIdentity.read(files.certificate(), files.key()));

        assertTrue(new PairExchange(files).complete());

        assertEquals(fresh, new PairExchange(files).present().orElseThrow());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())));
        assertFalse(new PairExchange(files).complete(), "once");
    }

    @Test
    void shouldLeaveWhatSomebodyMendedByHand() throws IOException {
        assertTrue(endedAfter(4));
        put(old);

        assertFalse(new PairExchange(files).complete());

        assertEquals(old, new PairExchange(files).present().orElseThrow());
        assertEquals(List.of("server.key", "server.pem"), names());
    }

    @Test
    void shouldNameTheFileThatCannotBeUsed() throws IOException {
        Files.delete(files.certificate());
        Path next = Files.writeString(directory.resolve("server.pem.sbc-next"), "99\nshort");

        IOException refused = assertThrows(IOException.class, () -> new PairExchange(files).complete());

        assertTrue(refused.toString().contains(next.toString()), refused.toString());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
