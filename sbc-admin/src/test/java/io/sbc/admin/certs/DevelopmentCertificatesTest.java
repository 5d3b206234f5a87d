package io.sbc.admin.certs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.SetSide;
import io.sbc.core.config.TlsListener;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {

    private final DevelopmentCertificates certificates = new DevelopmentCertificates(Clock.system(),
            new SecureRandom());

    @TempDir
    Path directory;

    @Test
    void shouldMakeChainThatVerifies() throws Exception {
        create(config(""));

        List<X509Certificate> chain = PemIdentity.certificates(directory.resolve("server.pem"));
        X509Certificate ca = PemIdentity.certificates(directory.resolve("ca.pem")).getFirst();
        assertEquals(List.of(chain.get(0), ca), chain);
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
        trust.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain.get(0))), trust);
        assertEquals(256, ((ECPublicKey) chain.get(0).getPublicKey()).getParams().getCurve().getField().getFieldSize());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), chain.get(0).getExtendedKeyUsage());
        assertEquals(0, ca.getBasicConstraints());
    }

    @Test
    void shouldMakeAnRsaCertificateForTheSameNamesBesideIt() throws Exception {
        create(config(""));

        X509Certificate elliptic = PemIdentity.certificates(directory.resolve("server.pem")).getFirst();
        PemIdentity rsa = PemIdentity.read(directory.resolve("server-rsa.pem"), directory.resolve("server-rsa.key"));
        assertEquals(2048, ((RSAPublicKey) rsa.chain().getFirst().getPublicKey()).getModulus().bitLength());
        assertEquals(List.copyOf(elliptic.getSubjectAlternativeNames()),
                List.copyOf(rsa.chain().getFirst().getSubjectAlternativeNames()));
        assertEquals(elliptic.getIssuerX500Principal(), rsa.chain().getFirst().getIssuerX500Principal());
    }

    @Test
    void shouldNameDomainAndAddresses() throws Exception {
        create(config("""
                interface: {address: 127.0.0.2, advertised-address: 203.0.113.7}
                set: {domain: sbc.example.com}
                """));

        X509Certificate server = PemIdentity.certificates(directory.resolve("server.pem")).getFirst();
        assertEquals(Set.of("localhost", "sbc.example.com", "127.0.0.1", "203.0.113.7"), server
                .getSubjectAlternativeNames().stream().map(name -> (String) name.get(1)).collect(Collectors.toSet()));
    }

    @Test
    void shouldKeepKeysFromOthers() throws IOException {
        create(config(""));

        assertEquals("rw-------", mode("ca.key"));
        assertEquals("rw-------", mode("server.key"));
        assertEquals("rw-r--r--", mode("server.pem"));
    }

    @Test
    void shouldNeverOverwrite() throws IOException {
        create(config(""));
        byte[] before = Files.readAllBytes(directory.resolve("server.pem"));

        create(config(""));

        assertArrayEquals(before, Files.readAllBytes(directory.resolve("server.pem")));
    }

    @Test
    void shouldSignWithTheAuthorityThatIsThere() throws Exception {
        create(config(""));
        Files.delete(directory.resolve("server.pem"));
        Files.delete(directory.resolve("server.key"));

        create(config(""));

        X509Certificate ca = PemIdentity.certificates(directory.resolve("ca.pem")).getFirst();
        PemIdentity.certificates(directory.resolve("server.pem")).getFirst().verify(ca.getPublicKey());
    }

    @Test
    void shouldMakeNothingElsewhere() throws IOException {
        SbcConfig elsewhere = config(
                "set: {tls: {certificates: [{certificate: %1$s/mine.pem, key: %1$s/mine.key}]}}\nadmin: {api: {enabled: false}}"
                        .formatted(directory));

        certificates.createIfMissing(elsewhere, config(""));

        assertFalse(Files.exists(directory.resolve("mine.pem")));
        assertEquals(List.of("set.tls.certificates[0].certificate: there is no file " + directory.resolve("mine.pem"),
                "set.tls.certificates[0].key: there is no file " + directory.resolve("mine.key")),
                check(elsewhere).problems());
    }

    @Test
    void shouldFindNothingWrongWithWhatItMade() throws IOException {
        create(config(""));

        assertEquals(new CertificateCheck.Result(List.of(), List.of()), check(usual("")));
    }

    @Test
    void shouldFindKeyOfAnotherCertificateAndNameThatDoesNotFit() throws IOException {
        create(config(""));
        Files.delete(directory.resolve("server.key"));
        Files.copy(directory.resolve("ca.key"), directory.resolve("server.key"));
        Files.setPosixFilePermissions(directory.resolve("server.key"), PosixFilePermissions.fromString("rw-r--r--"));

        CertificateCheck.Result result = check(usual("domain: other.example.com,"));

        assertEquals(
                List.of("set.tls.certificates[0].key: " + directory.resolve("server.key") + " is not the key of "
                        + directory.resolve("server.pem")),
                result.problems());
        assertEquals(2, result.warnings().size());
        assertTrue(result.warnings().get(0).contains("chmod 600"), result.toString());
        assertTrue(result.warnings().get(1).contains(" is not for other.example.com "), result.toString());
        assertTrue(result.warnings().get(1).endsWith(
                ": peers that verify it will refuse it"), result.toString());
    }

    private static CertificateCheck.Result check(SbcConfig config) {
        return new CertificateCheck(Clock.system()).check(config);
    }

    /** As if the reference had its files in the test's directory. */
    private void create(SbcConfig config) throws IOException {
        certificates.createIfMissing(moved(config), moved(config("")));
    }

    private SbcConfig usual(String more) {
        return config(
                "set: {%2$s tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}\nadmin: {api: {enabled: false}}"
                        .formatted(directory, more));
    }

    private SbcConfig moved(SbcConfig config) {
        var set = config.set();
        var tls = set.tls();
        var movedTls = new TlsListener(tls.listener(), tls.protocols(),
                List.of(files("server"), files("server-rsa")), tls.clientAuth(), tls.trust(), tls.provider());
        return new SbcConfig(
                new SetSide(set.domain(), set.realm(), set.address(), set.advertisedAddress(), movedTls,
                        set.tcp(), set.udp(), set.rtpSecurity(), set.media()),
                config.icp(), config.tls(), config.registration(), config.calls(), config.subscriptions(),
                config.media(), config.limits(), config.signalling(), config.store(),
                new AdminSettings("127.0.0.1", 0, config.admin().oauth()), config.run(), config.logging(),
                config.guard(), config.emergency(), config.policies(), config.recorder(), config.capture(),
                config.provisioning(), config.alarms(), config.tracing());
    }

    private CertificateFiles files(String name) {
        return new CertificateFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"), true);
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }

    private static SbcConfig config(String yaml) {
        return ((ConfigResult.Valid) new ConfigReader(1).parse(yaml)).config();
    }
}
