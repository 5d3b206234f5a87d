package io.sbc.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {

    @Test
    void shouldReadTheFixedHeader() {
        byte[] packet = HexFormat.of().parseHex("800f1234decafbadcafebabeabab");

        assertEquals(12, RtpHeader.length(packet, packet.length));
        assertEquals(0x1234, RtpHeader.sequenceNumber(packet));
        assertEquals(0xdecafbad, RtpHeader.timestamp(packet));
        assertEquals(0xcafebabe, RtpHeader.ssrc(packet));
    }

    @Test
    void shouldStepOverContributingSourcesAndExtension() {
        byte[] packet = HexFormat.of().parseHex("910f1235decafbadcafebabe11223344bede000110aabb0068656c6c6f");

        assertEquals(24, RtpHeader.length(packet, packet.length));
    }

    @Test
    void shouldRefuseAHeaderThatIsLongerThanThePacket() {
        byte[] csrcs = HexFormat.of().parseHex("8f0f1235decafbadcafebabe11223344");
        byte[] extension = HexFormat.of().parseHex("900f1235decafbadcafebabebedeffff00000000");
        byte[] cut = HexFormat.of().parseHex("900f1235decafbadcafebabebede");

        assertEquals(RtpHeader.MALFORMED, RtpHeader.length(csrcs, csrcs.length));
        assertEquals(RtpHeader.MALFORMED, RtpHeader.length(extension, extension.length));
        assertEquals(RtpHeader.MALFORMED, RtpHeader.length(cut, cut.length));
        assertEquals(RtpHeader.MALFORMED, RtpHeader.length(cut, -3));
    }

    @Test
    void shouldNeverReadBeyondThePacketWhateverIsInIt() {
        Random random = new Random(17);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = new byte[random.nextInt(40)];
            random.nextBytes(packet);

            int length = RtpHeader.length(packet, packet.length);

            assertTrue(length == RtpHeader.MALFORMED || (length >= 12 && length <= packet.length));
        }
    }
}
