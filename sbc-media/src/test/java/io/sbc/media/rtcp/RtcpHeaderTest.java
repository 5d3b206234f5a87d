package io.sbc.media.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtcpHeaderTest {

    private static final byte[] COMPOUND = HexFormat.of()
            .parseHex("80c90001cafebabe81ca0003cafebabe010361626300" + "0000");

    @Test
    void shouldTakeACompoundPacketThatFillsTheDatagram() {
        assertTrue(RtcpHeader.isCompound(COMPOUND, COMPOUND.length));
        assertEquals(0xcafebabe, RtcpHeader.senderSsrc(COMPOUND));
    }

    @Test
    void shouldRefuseLengthsThatLie() {
        assertFalse(RtcpHeader.isCompound(COMPOUND, COMPOUND.length - 1));
        assertFalse(RtcpHeader.isCompound(COMPOUND, 7));
        byte[] other = COMPOUND.clone();
        other[3] = 2;
        assertFalse(RtcpHeader.isCompound(other, other.length));
    }
}
