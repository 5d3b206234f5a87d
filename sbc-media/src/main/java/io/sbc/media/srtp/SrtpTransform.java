package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;

/**
 * How packets are encrypted and authenticated under one key. A transform knows no history: the packet index comes from
 * {@link SrtpContext}. Packets start at octet 0 and are changed in place; one that fails authentication is left as it
 * was, so that another index can be tried. One thread.
 */
interface SrtpTransform {

    /** The transform of the key's suite. */
    static SrtpTransform of(SrtpKey key, SrtpWorkspace workspace) {
        return key.suite().isAead() ? new AesGcm(key, workspace) : new AesCmHmacSha1(key, workspace);
    }

    /** Touches the keys; for the caches only. */
    int approach(int step);

    /** Octets that protection adds to an RTP packet. */
    int rtpOverhead();

    /** Octets that protection adds to an RTCP packet: index word and tag. */
    int rtcpOverhead();

    /** Octets of the tag that stand behind a master key identifier in an SRTP packet; an AEAD tag stands before it. */
    int rtpBehindIdentifier();

    /** The same in an SRTCP packet. */
    int rtcpBehindIdentifier();

    /** Where the word with the E bit and the SRTCP index stands in an SRTCP packet of {@code length} octets. */
    int rtcpIndexOffset(int length);

    /** Encrypts, adds the tag, and returns the new length. */
    int protectRtp(byte[] packet, int headerLength, int length, int ssrc, long index);

    /** Returns the new length or {@link SrtpResult#AUTHENTICATION_FAILED}. */
    int unprotectRtp(byte[] packet, int headerLength, int length, int ssrc, long index);

    /** Encrypts, adds index and tag, and returns the new length. */
    int protectRtcp(byte[] packet, int length, int ssrc, int index);

    /**
     * Returns the new length or {@link SrtpResult#AUTHENTICATION_FAILED}.
     *
     * @param indexWord the E bit and the SRTCP index, as the packet has it
     */
    int unprotectRtcp(byte[] packet, int length, int ssrc, int indexWord);
}
