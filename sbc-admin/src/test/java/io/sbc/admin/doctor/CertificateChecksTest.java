package io.sbc.admin.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateChecksTest {

    @TempDir
    private Path directory;

    private SbcConfig config;

    @BeforeEach
    void configure() {
        config = assertValid("""
                set: {tls: {certificates: [{certificate: DIR/server.pem, key: DIR/server.key}], trust: DIR/ca.pem}}
                icp: {tls: {trust: DIR/ca.pem}}
                admin: {api: {certificate: DIR/admin.pem, key: DIR/admin.key}}
                """.replace("DIR", directory.toString()));
    }

    @Test
    void shouldSayBeforeTheFirstStartWhatThatWillMake() {
        List<Ailment> found = look(config, false);

        assertEquals(2, found.size(), found.toString());
        assertTrue(found.stream().allMatch(ailment -> ailment.level() == Ailment.Level.WARNING
                && ailment.what().endsWith("the first start makes one for development")), found.toString());
    }

    @Test
    void shouldMissThemWhileTheSbcRuns() {
        List<Ailment> found = look(config, true);

        assertEquals(4, found.stream().filter(ailment -> ailment.level() == Ailment.Level.PROBLEM).count(),
                found.toString());
    }

    @Test
    void shouldMissWhatNoStartMakes() {
        List<Ailment> found = look(assertValid("{}"), false);

        assertTrue(found.stream().anyMatch(ailment -> ailment.level() == Ailment.Level.PROBLEM), found.toString());
    }

    @Test
    void shouldBeContentWithWhatTheFirstStartMade() throws IOException {
        new DevelopmentCertificates(Clock.system(), new SecureRandom()).createIfMissing(config, config);

        assertEquals(List.of(Ailment.Level.WELL), look(config, false).stream().map(Ailment::level).toList());
    }

    private List<Ailment> look(SbcConfig reference, boolean runs) {
        return new CertificateChecks(config, reference, runs, Clock.system()).look();
    }

    private static SbcConfig assertValid(String yaml) {
        ConfigResult result = new ConfigReader(1).parse(yaml);
        assertTrue(result instanceof ConfigResult.Valid, result.toString());
        return ((ConfigResult.Valid) result).config();
    }
}
