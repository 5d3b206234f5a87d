package io.sbc.media.srtp;

/**
 * The engines and the scratch that all contexts of one thread share. With hundreds of calls a packet finds nothing of its
 * context in the cache; what is shared stays warm, and a context is its keys and counters only. Made anywhere, then used by
 * one thread at a time.
 */
public final class SrtpWorkspace {

    final AesCounterMode aes = new AesCounterMode();
    final HmacSha1 hmac = new HmacSha1();
    final byte[] receivedTag = new byte[HmacSha1.LENGTH];
    final byte[] block = new byte[AesCounterMode.BLOCK];
}
