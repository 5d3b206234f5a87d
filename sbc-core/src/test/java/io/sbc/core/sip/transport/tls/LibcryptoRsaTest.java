package io.sbc.core.sip.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures of the system's OpenSSL, held against the JDK; where there is none, only that nothing depends on it. */
class LibcryptoRsaTest {

    private static final byte[] INPUT = "TLS 1.3, server CertificateVerify".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @DisplayName("RFC 8446 §4.2.3: RSASSA-PKCS1-v1_5 and RSASSA-PSS with a salt as long as the digest")
    @CsvSource({"false,256,2048", "false,384,2048", "false,512,2048", "true,256,2048", "true,384,2048",
        "true,512,2048", "true,256,3072", "true,256,2056"})
    void shouldSignWhatTheJdkVerifies(boolean pss, int digest, int bits) throws Exception {
        KeyPair pair = rsa(bits);
        LibcryptoRsa rsa = loaded(pair.getPrivate());

        byte[] signature = rsa.sign(scheme(pss, digest), INPUT);

        Signature verifier = Signature.getInstance(pss ? "RSASSA-PSS" : "SHA" + digest + "withRSA");
        if (pss) {
            verifier.setParameter(new PSSParameterSpec("SHA-" + digest, "MGF1",
                    new MGF1ParameterSpec("SHA-" + digest), digest / Byte.SIZE, 1));
        }
        verifier.initVerify(pair.getPublic());
        verifier.update(INPUT);
        assertTrue(verifier.verify(signature));
        assertEquals(bits / Byte.SIZE, signature.length);
    }

    private static int scheme(boolean pss, int digest) {
        return switch (digest) {
            case 256 -> pss
                    ? OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA256
                    : OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA256;
            case 384 -> pss
                    ? OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA384
                    : OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA384;
            default -> pss
                    ? OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PSS_RSAE_SHA512
                    : OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA512;
        };
    }

    @Test
    @DisplayName("RFC 9155: no SHA-1")
    void shouldNotSignWithSha1() throws GeneralSecurityException {
        LibcryptoRsa rsa = loaded(rsa(2048).getPrivate());

        assertThrows(SignatureException.class,
                () -> rsa.sign(OpenSslPrivateKeyMethod.SSL_SIGN_RSA_PKCS1_SHA1, INPUT));
    }

    @Test
    void shouldLeaveKeysOfCurvesToBoringSsl() throws GeneralSecurityException {
        assertEquals(Optional.empty(),
                LibcryptoRsa.of(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate()));
    }

    @Test
    void shouldLeaveAKeyThatOpenSslCannotReadToBoringSsl() {
        assertEquals(Optional.empty(), LibcryptoRsa.load(new Unreadable()));
    }

    private static LibcryptoRsa loaded(PrivateKey key) {
        Optional<LibcryptoRsa> rsa = LibcryptoRsa.load(key);
        assumeTrue(rsa.isPresent(), "libcrypto.so.3 is not on this machine");
        return rsa.orElseThrow();
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static final class Unreadable implements PrivateKey {

        private static final long serialVersionUID = 1;

        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[]{0x30, 3, 2, 1, 0};
        }
    }
}
