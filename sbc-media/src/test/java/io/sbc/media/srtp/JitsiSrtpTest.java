package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we protect jitsi-srtp unprotects, and the other way round: another implementation by other people. */
class JitsiSrtpTest {

    private static final int SSRC = 0x00c0_ffee;
    private static final int PACKETS = 3_000;

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldUnderstandEachOther(SrtpSuite suite) throws GeneralSecurityException {
        long seed = 99L + suite.ordinal();
        Random random = new Random(seed);
        SrtpKey key = Packets.key(suite, seed);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        SrtpCryptoContext jitsiSender = factory(key, true).deriveContext(SSRC, 0);
        SrtpCryptoContext jitsiReceiver = factory(key, false).deriveContext(SSRC, 0);
        int sequenceNumber = 0x8000 - 1000;
        for (int i = 0; i < PACKETS; i++) {
            sequenceNumber = (sequenceNumber + 1 + random.nextInt(100)) & 0xffff;
            byte[] plain = Packets.anyRtp(random, SSRC, sequenceNumber, 400);
            plain[0] &= (byte) 0xdf;

            byte[] ours = Hex.roomy(plain);
            int length = sender.protectRtp(ours, plain.length);
            Buffer theirs = new Buffer(plain);
            assertEquals(SrtpErrorStatus.OK, jitsiSender.transformPacket(theirs));
            assertArrayEquals(theirs.content(), Arrays.copyOf(ours, length), "seed " + seed + " packet " + i);

            Buffer toThem = new Buffer(Arrays.copyOf(ours, length));
            assertEquals(SrtpErrorStatus.OK, jitsiReceiver.reverseTransformPacket(toThem, false));
            assertArrayEquals(plain, toThem.content());
            assertEquals(plain.length, receiver.unprotectRtp(ours, length));
            assertArrayEquals(plain, Arrays.copyOf(ours, plain.length));
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldUnderstandEachOthersReports(SrtpSuite suite) throws GeneralSecurityException {
        SrtpKey key = Packets.key(suite, 5);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        SrtcpCryptoContext jitsiSender = factory(key, true).deriveControlContext(SSRC);
        SrtcpCryptoContext jitsiReceiver = factory(key, false).deriveControlContext(SSRC);
        for (int i = 0; i < 500; i++) {
            byte[] plain = Packets.senderReport(SSRC, i);

            byte[] ours = Hex.roomy(plain);
            Buffer toThem = new Buffer(Arrays.copyOf(ours, sender.protectRtcp(ours, plain.length)));
            assertEquals(SrtpErrorStatus.OK, jitsiReceiver.reverseTransformPacket(toThem));
            assertArrayEquals(plain, toThem.content());

            Buffer theirs = new Buffer(plain);
            assertEquals(SrtpErrorStatus.OK, jitsiSender.transformPacket(theirs));
            byte[] toUs = Hex.roomy(theirs.content());
            assertEquals(plain.length, receiver.unprotectRtcp(toUs, theirs.getLength()));
            assertArrayEquals(plain, Arrays.copyOf(toUs, plain.length));
        }
    }

    private static SrtpContextFactory factory(SrtpKey key, boolean sender) {
        SrtpSuite suite = key.suite();
        return new SrtpContextFactory(sender, key.masterKey(), key.masterSalt(), policy(suite, suite.srtpTagLength()),
                policy(suite, suite.srtcpTagLength()), new LoggerImpl("jitsi-srtp"));
    }

    private static SrtpPolicy policy(SrtpSuite suite, int tagLength) {
        return suite.isAead()
                ? new SrtpPolicy(SrtpPolicy.AESGCM_ENCRYPTION, suite.masterKeyLength(),
                        SrtpPolicy.NULL_AUTHENTICATION, 0, 16, suite.masterSaltLength())
                : new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, suite.masterKeyLength(),
                        SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, tagLength, suite.masterSaltLength());
    }

    /** The buffer that jitsi-srtp asks for. */
    private static final class Buffer implements ByteArrayBuffer {

        private byte[] octets;
        private int offset;
        private int length;

        Buffer(byte[] content) {
            octets = Arrays.copyOf(content, content.length + 64);
            length = content.length;
        }

        byte[] content() {
            return Arrays.copyOfRange(octets, offset, offset + length);
        }

        @Override
        public byte[] getBuffer() {
            return octets;
        }

        @Override
        public int getOffset() {
            return offset;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int newLength) {
            length = newLength;
        }

        @Override
        public void setOffset(int newOffset) {
            offset = newOffset;
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] to) {
            System.arraycopy(octets, offset + from, to, 0, count);
        }

        @Override
        public void grow(int by) {
            octets = Arrays.copyOf(octets, octets.length + by);
        }

        @Override
        public void append(byte[] data, int count) {
            grow(count);
            System.arraycopy(data, 0, octets, offset + length, count);
            length += count;
        }

        @Override
        public void shrink(int by) {
            length -= by;
        }
    }
}
