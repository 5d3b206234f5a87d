package io.sbc.core.sip.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemIdentityTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void shouldReadKey(String algorithm) throws Exception {
        PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
        String base64 = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        Path file = Files.writeString(directory.resolve("key.pem"),
                "Some words before.\n-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");

        assertEquals(key, PemIdentity.privateKey(file));
    }

    @Test
    void shouldSayWhatIsWrongWithKey() throws IOException {
        Path none = directory.resolve("none.pem");
        Path other = Files.writeString(directory.resolve("other.pem"),
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        Path broken = Files.writeString(directory.resolve("broken.pem"),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertEquals("there is no file " + none, messageOf(() -> PemIdentity.privateKey(none)));
        assertEquals(other + " holds no \"PRIVATE KEY\" (PKCS#8); openssl pkcs8 -topk8 -nodes makes one of other forms",
                messageOf(() -> PemIdentity.privateKey(other)));
        assertEquals(broken + " holds no usable EC or RSA key",
                messageOf(() -> PemIdentity.privateKey(broken)).replaceAll(": .*", ""));
    }

    @Test
    void shouldSayWhatIsWrongWithCertificate() throws IOException {
        Path none = directory.resolve("none.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");

        assertEquals("there is no file " + none, messageOf(() -> PemIdentity.certificates(none)));
        assertEquals(empty + " holds no certificate", messageOf(() -> PemIdentity.certificates(empty)));
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private static String messageOf(Reading reading) {
        return String.valueOf(assertThrows(IOException.class, reading::read).getMessage());
    }
}
