package io.sbc.core.sip.transport.tls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * What {@link LibcryptoRsa} needs of OpenSSL 3, as methods (see openssl's manual, EVP_DigestSign(3)). Initialising this
 * class loads the library of the system: where there is none it cannot be initialised. Stateless; any thread.
 */
final class LibcryptoFunctions {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());

    private static final MethodHandle READ_KEY = find("d2i_AutoPrivateKey",
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle FREE_KEY = find("EVP_PKEY_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle NEW_CONTEXT = find("EVP_MD_CTX_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE_CONTEXT = find("EVP_MD_CTX_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle SIGN_INIT = find("EVP_DigestSignInit",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle PADDING = find("EVP_PKEY_CTX_set_rsa_padding",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SALT_LENGTH = find("EVP_PKEY_CTX_set_rsa_pss_saltlen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SIGN = find("EVP_DigestSign",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLEAR_ERRORS = find("ERR_clear_error", FunctionDescriptor.ofVoid());

    private LibcryptoFunctions() {}

    private static MethodHandle find(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), type);
    }

    /** A digest such as {@code EVP_sha256}; a constant of the library, never freed. */
    static MemorySegment digest(String name) {
        try {
            return (MemorySegment) find(name, FunctionDescriptor.of(ADDRESS)).invokeExact();
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** @param slot of a pointer to the DER of the key; NULL when it cannot be read */
    static MemorySegment readKey(MemorySegment slot, long length) {
        try {
            return (MemorySegment) READ_KEY.invokeExact(MemorySegment.NULL, slot, length);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static void freeKey(MemorySegment key) {
        try {
            FREE_KEY.invokeExact(key);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static MemorySegment newContext() {
        try {
            return (MemorySegment) NEW_CONTEXT.invokeExact();
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static void freeContext(MemorySegment context) {
        try {
            FREE_CONTEXT.invokeExact(context);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** @param keyContext slot for the pointer that {@link #usePss} takes */
    static boolean signInit(MemorySegment context, MemorySegment keyContext, MemorySegment digest, MemorySegment key) {
        try {
            return 1 == (int) SIGN_INIT.invokeExact(context, keyContext, digest, MemorySegment.NULL, key);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** RSASSA-PSS with a salt as long as the digest, as TLS has it (RFC 8446 §4.2.3). */
    static boolean usePss(MemorySegment keyContext) {
        final int pssPadding = 6;
        final int asLongAsDigest = -1;
        try {
            return 1 == (int) PADDING.invokeExact(keyContext, pssPadding)
                    && 1 == (int) SALT_LENGTH.invokeExact(keyContext, asLongAsDigest);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** @param length slot: room in {@code signature} before, length of it afterwards */
    static boolean sign(MemorySegment context, MemorySegment signature, MemorySegment length, MemorySegment input) {
        try {
            return 1 == (int) SIGN.invokeExact(context, signature, length, input, input.byteSize());
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Forgets what the library noted for this thread. */
    static void clearErrors() {
        try {
            CLEAR_ERRORS.invokeExact();
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private static IllegalStateException impossible(Throwable t) {
        return new IllegalStateException("a call of libcrypto threw", t);
    }
}
