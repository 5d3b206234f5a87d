package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    @TempDir
    private Path directory;

    private final List<String> complaints = new ArrayList<>();

    private PbxProfile read(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("our.yaml"), yaml);
        return new ProfileReader(ProfileReader.PBX_PRESETS, complaint -> complaints
                .add(complaint.replace(file.toString(), "our.yaml"))).read(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "mx-one", "mivoice-business", "mivoice-5000", "openscape-voice",
        "openscape-4000"})
    void shouldReadEveryPresetWithoutComplaint(String name) {
        PbxProfile profile = new ProfileReader(ProfileReader.PBX_PRESETS, complaints::add).read(name);

        assertEquals(List.of(), complaints);
        assertEquals(name, profile.name());
    }

    @Test
    void shouldReadAFileThatExtendsAPreset() throws IOException {
        PbxProfile profile = read("""
                about: ours
                extends: mx-one
                registration-expires: 10m
                pass: [X-Site]
                to:
                  - add: {header: X-Site, value: Berlin}
                    methods: [INVITE]
                    messages: requests
                  - number: {in: [request-uri, to], match: "\\\\+49(\\\\d+)", replace: 0$1}
                from:
                  - remove: X-*
                """);

        assertEquals(List.of(), complaints);
        assertEquals(Optional.of(Duration.ofMinutes(10)), profile.registrationExpires());
        assertEquals(Set.of(HeaderName.of("X-Site")), profile.pass());
        assertEquals(1, profile.to().headers().size());
        assertEquals(1, profile.to().addresses().size());
        assertEquals(1, profile.from().headers().size());
        assertTrue(profile.rtpSecurity().isPresent(), "of the preset");
        assertEquals("g722", profile.to().codecs().order().getFirst(), "of the preset");
    }

    /** Every problem at once, with its line, its path and what would be right. */
    @Test
    void shouldNameThePathAndWhatWouldBeRight() throws IOException {
        read("""
                transport: [udp]
                transports: [sctp]
                registration-expires: 5s
                pass: [Via]
                rtp-security: {inbound: both, outbound: avp-crypto, preferred: AES}
                to:
                  - remove: Contact
                  - set: {header: Content-Length, value: 0}
                  - rewrite: {header: Call-ID, match: a, replace: b}
                  - rewrite: {header: Subject, match: "(a)\\\\1", replace: b}
                  - number: {in: [contact], match: a, replace: b}
                  - remove-token: {header: Require, token: x}
                  - add: {header: Subject}
                  - {remove: X-A, methods: [invite]}
                  - {remove: X-A, add: {header: X-B, value: c}}
                  - delete: X-A
                """);

        assertEquals(List.of("our.yaml line 1: transport: unknown key; did you mean transports?",
                "our.yaml line 1: transports: \"sctp\" is not allowed: must be one of udp, tcp, tls",
                "our.yaml line 1: registration-expires: \"5s\" is not allowed: must be a duration of at least 60s",
                "our.yaml line 5: rtp-security.inbound: \"both\" is not allowed: must be one of srtp-or-rtp, srtp-only, rtp-only",
                "our.yaml line 5: rtp-security.preferred: \"AES\" is not allowed: must be one of AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_32, AES_256_CM_HMAC_SHA1_80, AES_256_CM_HMAC_SHA1_32, AEAD_AES_128_GCM, AEAD_AES_256_GCM",
                "our.yaml line 1: pass: \"Via\" is not allowed: rules may not touch Via, which SIP or call control lives by",
                "our.yaml line 7: to[0].remove: \"Contact\" is not allowed: rules may not touch Contact, which SIP or call control lives by",
                "our.yaml line 8: to[1].set.header: \"Content-Length\" is not allowed: rules may not touch Content-Length, which SIP or call control lives by",
                "our.yaml line 9: to[2].rewrite.header: \"Call-ID\" is not allowed: rules may not touch Call-ID, which SIP or call control lives by",
                "our.yaml line 10: to[3].rewrite.match: \"(a)\\1\" is not allowed: back-references, look-around and atomic groups are not allowed",
                "our.yaml line 11: to[4].number.in: \"contact\" is not allowed: must be one of request-uri, from, to, p-asserted-identity, refer-to, diversion",
                "our.yaml line 11: to[4].number.in: must name at least one of request-uri, from, to, p-asserted-identity, refer-to, diversion",
                "our.yaml line 12: to[5].remove-token.header: \"Require\" is not allowed: rules may not touch Require, which SIP or call control lives by",
                "our.yaml line 13: to[6].add.value: must be given",
                "our.yaml line 14: to[7].methods: \"invite\" is not allowed: must be a SIP method, in capitals",
                "our.yaml line 15: to[8]: must have exactly one of remove, remove-token, add, set, rewrite, number, domain",
                "our.yaml line 16: to[9].delete: unknown key; known here: remove, remove-token, add, set, rewrite, number, domain, methods, messages",
                "our.yaml line 16: to[9]: must have exactly one of remove, remove-token, add, set, rewrite, number, domain"),
                complaints);
    }

    @Test
    void shouldTellOfAFileThatIsNotThereAndOfAPresetThatIsMisspelled() {
        new ProfileReader(ProfileReader.PBX_PRESETS, complaints::add).read("mxone");
        new ProfileReader(ProfileReader.PBX_PRESETS, complaints::add).read("none/such.yaml");

        assertTrue(complaints.getFirst().contains("did you mean mx-one?"), complaints.getFirst());
        assertEquals("there is no file none/such.yaml", complaints.getLast());
    }

    @Test
    void shouldNotFollowAProfileThatExtendsItself() throws IOException {
        Path file = directory.resolve("our.yaml");
        read("extends: " + file);

        assertEquals(1, complaints.size());
        assertTrue(complaints.getFirst().endsWith("extends itself"), complaints.getFirst());
    }

    @Test
    void shouldReportWhatIsWrongWithAProfileUnderTheKeyThatNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("our.yaml"), "to: [{remove: Via}]");

        var invalid = assertInstanceOf(ConfigResult.Invalid.class, new ConfigReader(1).parse("""
                icp:
                  pbxs:
                    - {id: a, domain: a.test, host: 192.0.2.1, port: 5060,
                       profile: %s}
                """.formatted(file)));

        assertEquals("icp.pbxs[0].profile", invalid.problems().getFirst().path());
        assertTrue(invalid.problems().getFirst().message().contains("to[0].remove: \"Via\" is not allowed"));
    }
}
