package io.sbc.perf.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.srtp.SrtpWorkspace;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the load generator says of packets. */
class PeerStreamTest {

    private final byte[] packet = new byte[TestPacket.CAPACITY];

    private static PeerStream stream(Optional<SrtpKey> key) {
        return new PeerStream(3, 0, key, key, new SrtpWorkspace());
    }

    @Test
    void shouldTakeAPacketOnceAndNotAgain() {
        PeerStream stream = stream(Optional.empty());
        int length = stream.make(packet, 1);

        assertEquals(1, stream.take(packet, length));
        assertEquals(PeerStream.DOUBLED, stream.take(packet, length));
    }

    @Test
    void shouldTakeAPacketThatWasOvertaken() {
        PeerStream stream = stream(Optional.empty());
        int length = stream.make(packet, 1);
        byte[] overtaken = packet.clone();
        stream.make(packet, 2);

        assertEquals(1, stream.take(packet, length));
        assertEquals(1, stream.take(overtaken, length));
        assertEquals(PeerStream.DOUBLED, stream.take(overtaken, length));
    }

    @Test
    void shouldNoticeASpoiltOctetOfPlainRtp() {
        PeerStream stream = stream(Optional.empty());
        int length = stream.make(packet, 1);
        packet[length - 1] ^= 1;

        assertEquals(PeerStream.WRONG, stream.take(packet, length));
    }

    @Test
    void shouldNoticeAPacketUnderAnotherKey() {
        var random = new Random(1);
        PeerStream stream = stream(Kind.newKey(Kind.SRTP32_SRTP80.phone, random));
        PeerStream other = stream(Kind.newKey(Kind.SRTP32_SRTP80.phone, random));

        assertEquals(PeerStream.WRONG, stream.take(packet, other.make(packet, 1)));
        assertEquals(1, other.take(packet, other.make(packet, 2)));
    }

    @Test
    void shouldNotCountPacketsFromBeforeTheWindow() {
        PeerStream stream = stream(Optional.empty());
        int length = stream.make(packet, 1);
        stream.beginWindow();

        assertEquals(0, stream.take(packet, length));
        assertEquals(1, stream.take(packet, stream.make(packet, 2)));
    }
}
