package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.Listener.Access;
import io.sbc.core.config.RegistrationSettings.DigestAlgorithm;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.SrtpSuite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private final ConfigReader reader = new ConfigReader(4);

    @Test
    void shouldTakeDefaultsFromReference() {
        SbcConfig config = reader.reference();

        assertEquals("localhost", config.set().domain());
        assertEquals(5061, config.set().tls().listener().port());
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), config.set().tls().protocols());
        assertEquals(RtpSecurityPolicy.Outbound.SRTP_ONLY, config.set().rtpSecurity().outbound());
        assertEquals(RtpSecurityPolicy.Outbound.AVP_CRYPTO, config.icp().rtpSecurity().outbound());
        assertEquals(SrtpSuite.AES_CM_128_HMAC_SHA1_80, config.icp().rtpSecurity().preferred());
        assertEquals(
                List.of(new PbxDefinition("pbx", "pbx.local", "127.0.0.1", 5070, TransportProtocol.UDP, List.of())),
                config.icp().pbxs());
        assertEquals(Duration.ofMinutes(5), config.registration().clientExpires());
        assertEquals(List.of(DigestAlgorithm.MD5), config.registration().algorithms());
        assertEquals(64 * 1024, config.limits().message().messageOctets());
        assertEquals(Duration.ofMillis(500), config.signalling().t1());
        assertEquals(Optional.empty(), config.run().portsFile());
    }

    @Test
    void shouldCountCoresWhereReferenceSaysOnePerCore() {
        SbcConfig config = reader.reference();

        assertEquals(4, config.media().loops());
        assertEquals(4, config.signalling().shards());
    }

    @Test
    void shouldKeepDefaultsOfKeysThatAreNotWritten() {
        SbcConfig config = valid("set: {tls: {port: 15061}}\nlogging:\n  # nothing here\ncalls:\n  maximum:\n");

        assertEquals(15061, config.set().tls().listener().port());
        assertEquals(Access.PUBLIC, config.set().tls().listener().access());
        assertEquals(reader.reference().logging(), config.logging());
        assertEquals(reader.reference().calls(), config.calls());
    }

    @Test
    void shouldResolveEmptyAddressesFromTheLevelAbove() {
        SbcConfig config = valid("""
                interface: {address: 10.0.0.1, advertised-address: 203.0.113.1}
                set: {media: {address: 10.0.0.2}}
                icp: {address: 10.1.0.1, media: {advertised-address: 10.1.0.9}}
                """);

        assertEquals("10.0.0.1", config.set().address());
        assertEquals("203.0.113.1", config.set().advertisedAddress());
        assertEquals(new MediaAddress("10.0.0.2", "10.0.0.2"), config.set().media());
        assertEquals("10.1.0.1", config.icp().advertisedAddress());
        assertEquals(new MediaAddress("10.1.0.1", "10.1.0.9"), config.icp().media());
    }

    @Test
    void shouldReplaceListOfPbxsAndDefaultTheirTransport() {
        SbcConfig config = valid(
                """
                        icp:
                          pbxs:
                            - {id: a, domain: a.example.com, host: 192.0.2.1, port: 5060}
                            - {id: b, domain: b.example.com, host: "2001:db8::1", port: 0, transport: tcp, trusted: [192.0.2.0/24]}
                        """);

        assertEquals(List.of(TransportProtocol.UDP, TransportProtocol.TCP),
                config.icp().pbxs().stream().map(PbxDefinition::transport).toList());
        assertEquals(List.of(IpNetwork.parse("192.0.2.0/24")), config.icp().pbxs().get(1).trusted());
    }

    @Test
    void shouldLetListenersShareAPortThatIsChosenByTheKernel() {
        SbcConfig config = valid("set: {tls: {port: 0}, tcp: {enabled: true, port: 0}}\nicp: {tcp: {port: 0}}");

        assertEquals(0, config.set().tcp().port());
    }

    @Test
    void shouldReportFileThatIsNotThere(@TempDir Path directory) {
        var invalid = assertInstanceOf(ConfigResult.Invalid.class, reader.read(directory.resolve("no.yaml")));

        assertEquals(List.of(new ConfigProblem("", 0, "no such file")), invalid.problems());
    }

    @Test
    void shouldReportFileThatIsNotUtf8(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("latin.yaml"),
                "set: {domain: ä}".getBytes(StandardCharsets.ISO_8859_1));

        var invalid = assertInstanceOf(ConfigResult.Invalid.class, reader.read(file));

        assertEquals(List.of(new ConfigProblem("", 0, "not UTF-8")), invalid.problems());
    }

    @Test
    void shouldSurviveDocumentThatContainsItself() {
        var result = reader.parse("set: &a\n  tls: *a\n");

        assertTrue(((ConfigResult.Invalid) result).problems().stream()
                .anyMatch(problem -> problem.message().equals("nested too deeply")));
    }

    private SbcConfig valid(String yaml) {
        return assertInstanceOf(ConfigResult.Valid.class, reader.parse(yaml)).config();
    }
}
