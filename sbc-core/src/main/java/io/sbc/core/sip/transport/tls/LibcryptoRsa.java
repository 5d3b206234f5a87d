package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateKey;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs for BoringSSL with the RSA of the system's OpenSSL 3, which computes with AVX-512 IFMA where the processor has it:
 * 0.26 ms for RSA-2048 instead of 0.56 (ADR 0070). Any thread. The key is freed when nothing refers to this any more.
 */
final class LibcryptoRsa implements OpenSslPrivateKeyMethod {

    private static final Logger LOG = LoggerFactory.getLogger(LibcryptoRsa.class);

    /** Without these instructions both libraries compute alike, and BoringSSL with its own key has less to do. */
    private static final String INSTRUCTIONS = "avx512ifma";
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    /** Of a signature of RSA-16384; there are no larger keys. */
    private static final int SIGNATURE_OCTETS_MAX = 2048;
    private static final byte[] PROBE = {1, 2, 3, 4};

    private final MemorySegment key;
    private final Map<Integer, Scheme> schemes;

    private record Scheme(MemorySegment digest, boolean pss) {}

    private LibcryptoRsa(MemorySegment key) {
        this.key = key;
        Scheme pkcs256 = new Scheme(LibcryptoFunctions.digest("EVP_sha256"), false);
        Scheme pkcs384 = new Scheme(LibcryptoFunctions.digest("EVP_sha384"), false);
        Scheme pkcs512 = new Scheme(LibcryptoFunctions.digest("EVP_sha512"), false);
        // Those of RFC 8446 §4.2.3 without SHA-1, which RFC 9155 forbids.
        this.schemes = Map.of(SSL_SIGN_RSA_PKCS1_SHA256, pkcs256, SSL_SIGN_RSA_PKCS1_SHA384, pkcs384,
                SSL_SIGN_RSA_PKCS1_SHA512, pkcs512, SSL_SIGN_RSA_PSS_RSAE_SHA256,
                new Scheme(pkcs256.digest(), true), SSL_SIGN_RSA_PSS_RSAE_SHA384, new Scheme(pkcs384.digest(), true),
                SSL_SIGN_RSA_PSS_RSAE_SHA512, new Scheme(pkcs512.digest(), true));
    }

    /** For a key, where it is of use: an RSA key, a processor with the instructions, and the library. */
    static Optional<LibcryptoRsa> of(PrivateKey key) {
        return key instanceof RSAPrivateKey && isFaster() ? load(key) : Optional.empty();
    }

    /** For an RSA key, wherever there is the library; empty with the reason in the log otherwise. */
    static Optional<LibcryptoRsa> load(PrivateKey key) {
        try {
            LibcryptoRsa rsa = new LibcryptoRsa(read(key.getEncoded()));
            rsa.sign(SSL_SIGN_RSA_PSS_RSAE_SHA256, PROBE);
            return Optional.of(rsa);
        } catch (LinkageError | RuntimeException | SignatureException unusable) {
            LOG.info("OpenSSL 3 cannot be used here, BoringSSL signs with RSA itself: {}", unusable.toString());
            return Optional.empty();
        }
    }

    private static boolean isFaster() {
        try {
            return Files.isReadable(PROCESSOR) && Files.readString(PROCESSOR).contains(INSTRUCTIONS);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static MemorySegment read(byte[] der) throws SignatureException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment encoded = arena.allocateFrom(ValueLayout.JAVA_BYTE, der);
            MemorySegment key = LibcryptoFunctions.readKey(arena.allocateFrom(ValueLayout.ADDRESS, encoded),
                    der.length);
            encoded.fill((byte) 0);
            if (key.equals(MemorySegment.NULL)) {
                LibcryptoFunctions.clearErrors();
                throw new SignatureException("the key cannot be read");
            }
            return key.reinterpret(Arena.ofAuto(), LibcryptoFunctions::freeKey);
        }
    }

    @Override
    public byte[] sign(SSLEngine engine, int algorithm, byte[] input) throws SignatureException {
        return sign(algorithm, input);
    }

    /** @param algorithm one of the {@code SSL_SIGN_} constants */
    byte[] sign(int algorithm, byte[] input) throws SignatureException {
        Scheme scheme = schemes.get(algorithm);
        if (scheme == null) {
            throw new SignatureException("a signature scheme that is not used with RSA: " + algorithm);
        }
        MemorySegment context = LibcryptoFunctions.newContext();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(ValueLayout.ADDRESS);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, SIGNATURE_OCTETS_MAX);
            MemorySegment signature = arena.allocate(SIGNATURE_OCTETS_MAX);
            boolean done = LibcryptoFunctions.signInit(context, slot, scheme.digest(), key)
                    && (!scheme.pss() || LibcryptoFunctions.usePss(slot.get(ValueLayout.ADDRESS, 0)))
                    && LibcryptoFunctions.sign(context, signature, length,
                            arena.allocateFrom(ValueLayout.JAVA_BYTE, input));
            if (!done) {
                LibcryptoFunctions.clearErrors();
                throw new SignatureException("OpenSSL did not sign");
            }
            return signature.asSlice(0, length.get(ValueLayout.JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            LibcryptoFunctions.freeContext(context);
        }
    }

    /** RSA key exchange, which is the only use of this, is in none of our suites. */
    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws SignatureException {
        throw new SignatureException("RSA key exchange is not offered");
    }
}
