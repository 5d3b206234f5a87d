package io.sbc.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.Octets;

/**
 * AES-GCM (RFC 7714 §8, §9). The JCE's own GCM has to be initialised for each packet and leaves 900 octets of garbage.
 *
 * <pre>
 * SRTP:  header | encrypted payload | tag              header is authenticated only
 * SRTCP: 8 octets | encrypted rest | tag | E, index    8 octets and the index word are authenticated only
 * </pre>
 */
final class AesGcm implements SrtpTransform {

    private static final int TAG_LENGTH = 16;
    private static final int INDEX_WORD = 4;
    private static final int ENCRYPTED_BIT = 0x8000_0000;

    private final Keys rtp;
    private final Keys rtcp;

    AesGcm(SrtpKey key, SrtpWorkspace workspace) {
        this(new KeyDerivation(key.masterKey(), key.masterSalt()), key.suite().masterKeyLength(), workspace);
    }

    private AesGcm(KeyDerivation derivation, int keyLength, SrtpWorkspace workspace) {
        this(derivation.derive(KeyDerivation.RTP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTP_SALT, Keys.SALT_LENGTH),
                derivation.derive(KeyDerivation.RTCP_ENCRYPTION, keyLength),
                derivation.derive(KeyDerivation.RTCP_SALT, Keys.SALT_LENGTH), workspace);
    }

    /** Takes session keys as they are. */
    AesGcm(byte[] rtpKey, byte[] rtpSalt, byte[] rtcpKey, byte[] rtcpSalt, SrtpWorkspace workspace) {
        rtp = new Keys(rtpKey, rtpSalt, workspace);
        rtcp = new Keys(rtcpKey, rtcpSalt, workspace);
    }

    @Override
    public int approach(int step) {
        return rtp.keys.approach(step);
    }

    @Override
    public int rtpOverhead() {
        return TAG_LENGTH;
    }

    @Override
    public int rtcpOverhead() {
        return INDEX_WORD + TAG_LENGTH;
    }

    @Override
    public int rtpBehindIdentifier() {
        return 0;
    }

    @Override
    public int rtcpBehindIdentifier() {
        return 0;
    }

    @Override
    public int rtcpIndexOffset(int length) {
        return length - INDEX_WORD;
    }

    @Override
    public int protectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        rtp.start(ssrc, index);
        rtp.crypt(packet, headerLength, length - headerLength);
        rtp.hash.update(packet, 0, headerLength);
        rtp.hash.update(packet, headerLength, length - headerLength);
        rtp.hash.updateLengths(headerLength, length - headerLength);
        rtp.writeTag(packet, length);
        return length + TAG_LENGTH;
    }

    @Override
    public int unprotectRtp(byte[] packet, int headerLength, int length, int ssrc, long index) {
        int plainLength = length - TAG_LENGTH;
        rtp.start(ssrc, index);
        rtp.hash.update(packet, 0, headerLength);
        rtp.hash.update(packet, headerLength, plainLength - headerLength);
        rtp.hash.updateLengths(headerLength, plainLength - headerLength);
        if (!rtp.verifies(packet, plainLength)) {
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        rtp.crypt(packet, headerLength, plainLength - headerLength);
        return plainLength;
    }

    @Override
    public int protectRtcp(byte[] packet, int length, int ssrc, int index) {
        rtcp.start(ssrc, index);
        rtcp.crypt(packet, RtcpHeader.LENGTH, length - RtcpHeader.LENGTH);
        rtcp.hashRtcp(packet, RtcpHeader.LENGTH, length, ENCRYPTED_BIT | index);
        rtcp.writeTag(packet, length);
        Octets.putInt(packet, length + TAG_LENGTH, ENCRYPTED_BIT | index);
        return length + TAG_LENGTH + INDEX_WORD;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int length, int ssrc, int indexWord) {
        int plainLength = length - INDEX_WORD - TAG_LENGTH;
        boolean encrypted = (indexWord & ENCRYPTED_BIT) != 0;
        rtcp.start(ssrc, indexWord & ~ENCRYPTED_BIT);
        rtcp.hashRtcp(packet, encrypted ? RtcpHeader.LENGTH : plainLength, plainLength, indexWord);
        if (!rtcp.verifies(packet, plainLength)) {
            return SrtpResult.AUTHENTICATION_FAILED;
        }
        if (encrypted) {
            rtcp.crypt(packet, RtcpHeader.LENGTH, plainLength - RtcpHeader.LENGTH);
        }
        return plainLength;
    }

    /** The session keys of RTP or of RTCP, and the packet being worked on. */
    private static final class Keys {

        static final int SALT_LENGTH = 12;

        private static final byte[] NO_AUTHENTICATION_KEY = new byte[HmacSha1.LENGTH];

        final Ghash hash;
        private final SrtpWorkspace workspace;
        private final SessionKeys keys;
        private long ivHigh;
        private int ivLow;

        Keys(byte[] encryptionKey, byte[] salt, SrtpWorkspace workspace) {
            this.workspace = workspace;
            keys = new SessionKeys(encryptionKey, salt, NO_AUTHENTICATION_KEY);
            byte[] hashKey = new byte[AesCounterMode.BLOCK];
            new AesCounterMode().encryptBlock(keys.cipher, hashKey);
            hash = new Ghash(hashKey);
        }

        /** RFC 7714 §8.1, §9.1: two zero octets, SSRC, ROC and SEQ (48 bits, the SRTCP index likewise), XOR salt. */
        void start(int ssrc, long index) {
            ivHigh = keys.saltHigh ^ ((ssrc & 0xffff_ffffL) << 16) ^ (index >>> 32);
            ivLow = (int) (keys.saltLow >>> 32) ^ (int) index;
            hash.reset();
        }

        /** Counter 1 masks the tag, so data begins at counter 2 (NIST SP 800-38D §7.1). */
        void crypt(byte[] packet, int offset, int length) {
            workspace.aes.xorKeystream(keys.cipher, ivHigh, ((long) ivLow << 32) | 2, packet, offset, length);
        }

        /**
         * RFC 7714 §9.2, §9.3: the clear part and the index word are authenticated only. The word stands for a moment
         * behind the clear part, so that both are hashed as one; every packet has 4 octets there.
         */
        void hashRtcp(byte[] packet, int clearLength, int length, int indexWord) {
            int covered = Octets.getInt(packet, clearLength);
            Octets.putInt(packet, clearLength, indexWord);
            hash.update(packet, 0, clearLength + INDEX_WORD);
            Octets.putInt(packet, clearLength, covered);
            hash.update(packet, clearLength, length - clearLength);
            hash.updateLengths(clearLength + INDEX_WORD, length - clearLength);
        }

        void writeTag(byte[] packet, int offset) {
            byte[] mask = mask();
            Octets.putLong(packet, offset, Octets.getLong(mask, 0) ^ hash.high());
            Octets.putLong(packet, offset + 8, Octets.getLong(mask, 8) ^ hash.low());
        }

        boolean verifies(byte[] packet, int offset) {
            byte[] mask = mask();
            long difference = (Octets.getLong(packet, offset) ^ Octets.getLong(mask, 0) ^ hash.high())
                    | (Octets.getLong(packet, offset + 8) ^ Octets.getLong(mask, 8) ^ hash.low());
            return difference == 0;
        }

        private byte[] mask() {
            byte[] mask = workspace.block;
            Octets.putLong(mask, 0, ivHigh);
            Octets.putLong(mask, 8, ((long) ivLow << 32) | 1);
            workspace.aes.encryptBlock(keys.cipher, mask);
            return mask;
        }
    }
}
