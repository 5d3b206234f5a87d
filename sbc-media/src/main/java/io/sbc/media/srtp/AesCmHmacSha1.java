package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.Octets;

/**
 * AES-CM with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1; RFC 6188 for 256 bits).
 *
 * <pre>
 * SRTP:  header | encrypted payload | tag            tag over packet || ROC
 * SRTCP: 8 octets | encrypted rest | E, index | tag  tag over all before it
 * </pre>
 */
final class AesCmHmacSha1 implements SrtpTransform {

    private static final int ENCRYPTED_BIT = 0x8000_0000;
    private static final int INDEX_WORD = 4;

    private final SrtpWorkspace workspace;
    private final SessionKeys rtp;
    private final SessionKeys rtcp;
    private final int rtpTagLength;
    private final int rtcpTagLength;

    AesCmHmacSha1(SrtpKey key, SrtpWorkspace workspace) {
        SrtpSuite suite = key.suite();
        KeyDerivation derivation = new KeyDerivation(key.masterKey(), key.masterSalt());
        int keyLength = suite.masterKeyLength();
        int saltLength = suite.masterSaltLength();
        this.workspace = workspace;
        rtp = new SessionKeys(derivation.derive(KeyDerivation.RTP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTP_SALT, saltLength),
                derivation.derive(KeyDerivation.RTP_AUTHENTICATION, HmacSha1.LENGTH));
        rtcp = new SessionKeys(derivation.derive(KeyDerivation.RTCP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTCP_SALT, saltLength),
                derivation.derive(KeyDerivation.RTCP_AUTHENTICATION, HmacSha1.LENGTH));
        rtpTagLength = suite.srtpTagLength();
        rtcpTagLength = suite.srtcpTagLength();
    }

    @Override
    public int approach(int step) {
        return rtp.approach(step);
    }

    @Override
    public int rtpOverhead() {
        return rtpTagLength;
    }

    @Override
    public int rtcpOverhead() {
        return INDEX_WORD + rtcpTagLength;
    }

    @Override
    public int rtpBehindIdentifier() {
        return rtpTagLength;
    }

    @Override
    public int rtcpBehindIdentifier() {
        return rtcpTagLength;
    }

    @Override
    public int rtcpIndexOffset(int length) {
        return length - rtcpTagLength - INDEX_WORD;
    }

    @Override
    public int protectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        crypt(rtp, packet, headerLength, length - headerLength, ssrc, index);
        Octets.putInt(packet, length, (int) (index >>> 16));
        workspace.hmac.writeTag(rtp, packet, length + 4, packet, length, rtpTagLength);
        return length + rtpTagLength;
    }

    @Override
    public int unprotectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        int plainLength = length - rtpTagLength;
        byte[] receivedTag = workspace.receivedTag;
        System.arraycopy(packet, plainLength, receivedTag, 0, rtpTagLength);
        // The rollover counter takes the tag's place while the tag is computed: it has 4 octets, the shortest tag too.
        Octets.putInt(packet, plainLength, (int) (index >>> 16));
        if (!workspace.hmac.verifies(rtp, packet, plainLength + 4, receivedTag, rtpTagLength)) {
            System.arraycopy(receivedTag, 0, packet, plainLength, rtpTagLength);
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        crypt(rtp, packet, headerLength, plainLength - headerLength, ssrc, index);
        return plainLength;
    }

    @Override
    public int protectRtcp(byte[] packet, int length, int ssrc, int index) {
        crypt(rtcp, packet, RtcpHeader.LENGTH, length - RtcpHeader.LENGTH, ssrc, index);
        Octets.putInt(packet, length, ENCRYPTED_BIT | index);
        int authenticated = length + INDEX_WORD;
        workspace.hmac.writeTag(rtcp, packet, authenticated, packet, authenticated, rtcpTagLength);
        return authenticated + rtcpTagLength;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int length, int ssrc, int indexWord) {
        int authenticated = length - rtcpTagLength;
        byte[] receivedTag = workspace.receivedTag;
        System.arraycopy(packet, authenticated, receivedTag, 0, rtcpTagLength);
        if (!workspace.hmac.verifies(rtcp, packet, authenticated, receivedTag, rtcpTagLength)) {
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        int plainLength = authenticated - INDEX_WORD;
        if ((indexWord & ENCRYPTED_BIT) != 0) {
            crypt(rtcp, packet, RtcpHeader.LENGTH, plainLength - RtcpHeader.LENGTH, ssrc,
                    indexWord & ~ENCRYPTED_BIT);
        }
        return plainLength;
    }

    /** RFC 3711 §4.1.1: IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16). */
    private void crypt(SessionKeys keys, byte[] packet, int offset, int length, int ssrc, long index) {
        workspace.aes.xorKeystream(keys.cipher, keys.saltHigh ^ (ssrc & 0xffff_ffffL), keys.saltLow ^ (index << 16),
                packet, offset, length);
    }
}
