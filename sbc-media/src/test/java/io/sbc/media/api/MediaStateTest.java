package io.sbc.media.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaStateTest {

    private static StreamPorts ports(int set) {
        return new StreamPorts(new InetSocketAddress("192.0.2.1", set), new InetSocketAddress("10.0.0.1", set + 2));
    }

    /** Audio keeps its rollover counters when video comes behind the last look at the session. */
    @Test
    void shouldKeepWhatIsKnownOfStreamsThatThereWere() {
        MediaState.Endpoint heard = new MediaState.Endpoint(Optional.of(new InetSocketAddress("192.0.2.9", 7)),
                Optional.empty(), Optional.empty(), Optional.empty());
        MediaState audio = new MediaState(5, List.of(new MediaState.Stream(4000, 4002, heard, heard)));

        MediaState both = audio.extendedTo(List.of(ports(4000), ports(4004)));

        assertEquals(5, both.takenMillis());
        assertEquals(audio.streams().getFirst(), both.streams().getFirst());
        assertEquals(new MediaState.Stream(4004, 4006, MediaState.Endpoint.UNHEARD, MediaState.Endpoint.UNHEARD),
                both.streams().get(1));
        assertSame(audio, audio.extendedTo(List.of(ports(4000))));
    }
}
