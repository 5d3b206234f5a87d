package io.sbc.media.srtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * Scratch that all contexts of one thread share: counter blocks, keystream, the digest. With hundreds of calls a packet finds
 * nothing of its context in the cache; what is shared stays warm, and a context is its keys and counters only. One thread
 * at a time.
 */
public final class SrtpWorkspace {

    static final int AES_BLOCK = 16;
    static final int SHA1_LENGTH = 20;
    /** A 20 ms G.711 packet takes 10 blocks; longer ones take several rounds. */
    static final int BLOCKS_AT_ONCE = 16;

    final byte[] counters = new byte[AES_BLOCK * BLOCKS_AT_ONCE];
    final byte[] keystream = new byte[AES_BLOCK * BLOCKS_AT_ONCE];
    final byte[] digest = new byte[SHA1_LENGTH];
    final byte[] receivedTag = new byte[SHA1_LENGTH];
    final byte[] block = new byte[AES_BLOCK];
    final MessageDigest sha1;

    /** Fresh scratch. */
    public SrtpWorkspace() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-1", e);
        }
    }
}
