package io.sbc.admin.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.VirtualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class SupportBundleTest {

    private static final SupportBundle.Limits SMALL = new SupportBundle.Limits(Duration.ofMinutes(1),
            Duration.ofMinutes(2), 100, 250);

    private final Map<String, String> files = new LinkedHashMap<>();

    private JsonNode made(SupportBundle.Limits limits, Part... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SupportBundle("sbc 1.2.3", List.of(parts), () -> new KnownSecrets().add("known-secret"), limits,
                new VirtualClock(0)).write(out, "folder", "ada");
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
        return new ObjectMapper().readTree(files.get("folder/manifest.json"));
    }

    @Test
    void shouldSayWhatIsInItWithSizesAndHashes() throws Exception {
        JsonNode manifest = made(SMALL, new Part("a/one.txt", "the first", out -> out.line("known-secret and more")));

        assertEquals("*** and more\n", files.get("folder/a/one.txt"));
        JsonNode file = manifest.path("files").get(0);
        assertEquals("a/one.txt", file.path("name").asText());
        assertEquals(13, file.path("octets").asInt());
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest("*** and more\n".getBytes(
                StandardCharsets.US_ASCII))), file.path("sha256").asText());
        assertEquals(1, file.path("secretsRemoved").path("known secret").asInt());
        assertTrue(manifest.path("complete").asBoolean());
        assertEquals("ada", manifest.path("by").asText());
    }

    @Test
    void shouldCutAPartThatIsTooLongAndSaySo() throws Exception {
        JsonNode manifest = made(SMALL, new Part("long.txt", "long", out -> {
            for (int i = 0; i < 20; i++) {
                out.line("123456789");
            }
        }));

        assertEquals(100, files.get("folder/long.txt").length());
        assertEquals(100, manifest.path("files").get(0).path("cutCharacters").asInt());
        assertFalse(manifest.path("complete").asBoolean());
    }

    @Test
    void shouldStayWithinTheSizeOfAllParts() throws Exception {
        Part.Source eighty = out -> out.line("x".repeat(79));

        made(SMALL, new Part("a.txt", "", eighty), new Part("b.txt", "", eighty), new Part("c.txt", "", eighty),
                new Part("d.txt", "", eighty));

        assertEquals(List.of(80, 80, 80, 0), List.of("a", "b", "c", "d").stream()
                .map(name -> files.get("folder/" + name + ".txt").length()).toList());
    }

    @Test
    void shouldMakeTheOthersWhenOneFailsAndHideSecretsInTheReason() throws Exception {
        JsonNode manifest = made(SMALL, new Part("bad.txt", "bad", out -> {
            out.line("as far as this");
            throw new IOException("cannot log in with known-secret");
        }), new Part("good.txt", "good", out -> out.line("well")));

        assertEquals("as far as this\n", files.get("folder/bad.txt"));
        assertEquals("failed: java.io.IOException: cannot log in with ***",
                manifest.path("files").get(0).path("remark").asText());
        assertEquals("well\n", files.get("folder/good.txt"));
    }

    @Test
    void shouldGiveUpOnAPartThatDoesNotEnd() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        SupportBundle.Limits atOnce = new SupportBundle.Limits(Duration.ofMillis(1), Duration.ofMinutes(2), 100, 250);

        JsonNode manifest = made(atOnce, new Part("stuck.txt", "stuck", _ -> never.await()));

        assertEquals("took too long: this is what was there by then",
                manifest.path("files").get(0).path("remark").asText());
    }
}
