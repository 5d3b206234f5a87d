package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.Octets;
import java.util.Arrays;

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

    private final int rtpTagLength;
    private final int rtcpTagLength;
    private final Keys rtp;
    private final Keys rtcp;
    private final byte[] receivedTag;

    AesCmHmacSha1(SrtpKey key, SrtpWorkspace workspace) {
        receivedTag = workspace.receivedTag;
        SrtpSuite suite = key.suite();
        KeyDerivation derivation = new KeyDerivation(key.masterKey(), key.masterSalt());
        int keyLength = suite.masterKeyLength();
        rtpTagLength = suite.srtpTagLength();
        rtcpTagLength = suite.srtcpTagLength();
        rtp = new Keys(derivation.derive(KeyDerivation.RTP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTP_SALT, suite.masterSaltLength()),
                derivation.derive(KeyDerivation.RTP_AUTHENTICATION, HmacSha1.LENGTH), workspace);
        rtcp = new Keys(derivation.derive(KeyDerivation.RTCP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTCP_SALT, suite.masterSaltLength()),
                derivation.derive(KeyDerivation.RTCP_AUTHENTICATION, HmacSha1.LENGTH), workspace);
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
    public int rtcpIndexOffset(int length) {
        return length - rtcpTagLength - INDEX_WORD;
    }

    @Override
    public int protectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        rtp.crypt(packet, headerLength, length - headerLength, ssrc, index);
        Octets.putInt(packet, length, (int) (index >>> 16));
        rtp.authentication.writeTag(packet, length + 4, packet, length, rtpTagLength);
        return length + rtpTagLength;
    }

    @Override
    public int unprotectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        int plainLength = length - rtpTagLength;
        System.arraycopy(packet, plainLength, receivedTag, 0, rtpTagLength);
        // The rollover counter takes the tag's place while the tag is computed: it has 4 octets, the shortest tag too.
        Octets.putInt(packet, plainLength, (int) (index >>> 16));
        if (!rtp.authentication.verifies(packet, plainLength + 4, receivedTag, rtpTagLength)) {
            System.arraycopy(receivedTag, 0, packet, plainLength, rtpTagLength);
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        rtp.crypt(packet, headerLength, plainLength - headerLength, ssrc, index);
        return plainLength;
    }

    @Override
    public int protectRtcp(byte[] packet, int length, int ssrc, int index) {
        rtcp.crypt(packet, RtcpHeader.LENGTH, length - RtcpHeader.LENGTH, ssrc, index);
        Octets.putInt(packet, length, ENCRYPTED_BIT | index);
        int authenticated = length + INDEX_WORD;
        rtcp.authentication.writeTag(packet, authenticated, packet, authenticated, rtcpTagLength);
        return authenticated + rtcpTagLength;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int length, int ssrc, int indexWord) {
        int authenticated = length - rtcpTagLength;
        System.arraycopy(packet, authenticated, receivedTag, 0, rtcpTagLength);
        if (!rtcp.authentication.verifies(packet, authenticated, receivedTag, rtcpTagLength)) {
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        int plainLength = authenticated - INDEX_WORD;
        if ((indexWord & ENCRYPTED_BIT) != 0) {
            rtcp.crypt(packet, RtcpHeader.LENGTH, plainLength - RtcpHeader.LENGTH, ssrc, indexWord & ~ENCRYPTED_BIT);
        }
        return plainLength;
    }

    /** The session keys of RTP or of RTCP. */
    private static final class Keys {

        final HmacSha1 authentication;
        private final AesBlocks cipher;
        private final long saltHigh;
        private final long saltLow;

        Keys(byte[] encryptionKey, byte[] salt, byte[] authenticationKey, SrtpWorkspace workspace) {
            authentication = new HmacSha1(authenticationKey, workspace);
            cipher = new AesBlocks(encryptionKey, workspace);
            byte[] shifted = Arrays.copyOf(salt, AesBlocks.BLOCK);
            saltHigh = Octets.getLong(shifted, 0);
            saltLow = Octets.getLong(shifted, 8);
        }

        /** RFC 3711 §4.1.1: IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16). */
        void crypt(byte[] packet, int offset, int length, int ssrc, long index) {
            cipher.xorKeystream(saltHigh ^ (ssrc & 0xffff_ffffL), saltLow ^ (index << 16), packet, offset, length);
        }
    }
}
