package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaNotesTest {

    private static final MediaSessionId ID = new MediaSessionId(1);
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4000);
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 5000);

    private final MediaNotes notes = new MediaNotes();

    @Test
    void shouldTellWhatHappenedInWords() {
        notes.take(new MediaEvent.RolloverResolved(ID, 0, MediaSide.SET, 1), 10);
        notes.take(new MediaEvent.AddressLearned(ID, 1, MediaSide.ICP, HERE, THERE), 20);
        notes.take(new MediaEvent.AddressRefused(ID, 0, MediaSide.SET, THERE), 30);
        notes.take(new MediaEvent.KeyLifetime(ID, 0, MediaSide.SET, false, true), 40);
        notes.take(new MediaEvent.FirstPacket(ID, 0, MediaSide.SET, HERE), 50);

        assertEquals(List.of(
                new MediaNote(10, "set", "rollover-resolved",
                        "stream 1 goes on with another rollover counter than its packets told"),
                new MediaNote(20, "icp", "moved",
                        "stream 2 comes from 192.0.2.9 port 5000, not from 192.0.2.1 port 4000"),
                new MediaNote(30, "set", "address-refused", "stream 1: media must not go to 192.0.2.9 port 5000"),
                new MediaNote(40, "set", "key-lifetime",
                        "stream 1: the peer's key has been used for all of the packets that it may protect")),
                notes.all());
    }

    @Test
    void shouldKeepSoManyOnly() {
        for (int i = 0; i < 1000; i++) {
            boolean kept = notes.take(new MediaEvent.RolloverResolved(ID, 0, MediaSide.SET, 1), i).isPresent();
            assertEquals(i < MediaNotes.KEPT_MAX, kept);
        }

        assertTrue(notes.all().size() == MediaNotes.KEPT_MAX);
    }
}
