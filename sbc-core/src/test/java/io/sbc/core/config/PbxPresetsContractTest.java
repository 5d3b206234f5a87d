package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the presets promise about configuration (ADM-7), one method per promise. Calls and registrations: see there. */
class PbxPresetsContractTest {

    private static List<String> problems(String... pbxs) {
        StringBuilder yaml = new StringBuilder("icp:\n  tls: {enabled: true}\n  pbxs:\n");
        for (int i = 0; i < pbxs.length; i++) {
            yaml.append("    - {id: p").append(i).append(", domain: p.test, host: 192.0.2.").append(i + 1)
                    .append(", port: 5060, profile: ").append(pbxs[i]).append("}\n");
        }
        return switch (new ConfigReader(1).parse(yaml.toString())) {
            case ConfigResult.Valid valid -> List.of();
            case ConfigResult.Invalid invalid -> invalid.problems().stream().map(Object::toString).toList();
        };
    }

    @Test
    @DisplayName("MiVoice 5000 guide §3.5.1: a border gateway may be associated with only one MiVoice 5000")
    void shouldRefuseASecondMivoice5000() {
        List<String> problems = problems("mivoice-5000", "mivoice-5000");

        assertEquals(2, problems.size());
        assertTrue(problems.getFirst().contains("an SBC may serve one PBX of this kind"), problems.getFirst());
        assertEquals(List.of(), problems("mivoice-5000", "mx-one"));
    }

    @Test
    @DisplayName("MX-ONE guide: several MX-ONE systems")
    void shouldTakeSeveralMxOnes() {
        assertEquals(List.of(), problems("mx-one", "mx-one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "tls"})
    void shouldReachEveryKindOverEveryTransport(String transport) {
        for (String name : ProfileReader.PBX_PRESETS) {
            assertTrue(PbxPresets.preset(name).transports()
                    .containsAll(Set.of(TransportProtocol.valueOf(transport.toUpperCase(Locale.ROOT)))), name);
        }
    }

    @Test
    @DisplayName("MX-ONE guide §7.3: ICP-side RTP security SRTP or RTP, AVP+crypto, AES_CM_128_HMAC_SHA1_80")
    void shouldHaveTheRecommendedRtpSecurityByDefaultAndSayWhereItDiffers() {
        assertEquals(List.of(), ProfileAdvice.of(PbxPresets.config("profile: mx-one")));

        var config = assertInstanceOf(ConfigResult.Valid.class, new ConfigReader(1).parse("""
                icp:
                  rtp-security: {outbound: srtp-only}
                  pbxs: [{id: a, domain: a.test, host: 192.0.2.1, port: 5060, profile: mx-one}]
                """)).config();

        assertEquals(List.of("icp.rtp-security is not as recommended for mx-one (PBX a): inbound srtp-or-rtp, outbound "
                + "avp-crypto, preferred AES_CM_128_HMAC_SHA1_80"), ProfileAdvice.of(config));
    }

    @Test
    void shouldRefuseANodeOverATransportThatItsProfileHasNot(@TempDir Path dir)
            throws IOException {
        Path file = Files.writeString(dir.resolve("tcp-only.yaml"), "transports: [tcp]");

        assertTrue(problems(file.toString()).getFirst().contains("\"udp\" is not allowed: the profile"));
    }
}
