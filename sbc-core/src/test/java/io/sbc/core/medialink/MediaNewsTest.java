package io.sbc.core.medialink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaNewsTest {

    private static final MediaSessionId ID = new MediaSessionId(1);
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4000);
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 5000);

    @Test
    void shouldTellWhatHappenedInWords() {
        assertEquals(
                news(MediaSide.SET, "rollover-resolved",
                        "stream 1 goes on with another rollover counter than its packets told"),
                MediaNews.of(new MediaEvent.RolloverResolved(ID, 0, MediaSide.SET, 1)));
        assertEquals(
                news(MediaSide.ICP, "moved", "stream 2 comes from 192.0.2.9 port 5000, not from 192.0.2.1 port 4000"),
                MediaNews.of(new MediaEvent.AddressLearned(ID, 1, MediaSide.ICP, HERE, THERE)));
        assertEquals(news(MediaSide.SET, "address-refused", "stream 1: media must not go to 192.0.2.9 port 5000"),
                MediaNews.of(new MediaEvent.AddressRefused(ID, 0, MediaSide.SET, THERE)));
        assertEquals(
                news(MediaSide.SET, "key-lifetime",
                        "stream 1: the peer's key has been used for all of the packets that it may protect"),
                MediaNews.of(new MediaEvent.KeyLifetime(ID, 0, MediaSide.SET, false, true)));
    }

    @Test
    void shouldTellOfKeysThatChangeAndOfSilenceThatEnds() {
        assertEquals(news(MediaSide.SET, "key-changed", "stream 1: the peer's packets come under its new key"),
                MediaNews.of(new MediaEvent.KeyChanged(ID, 0, MediaSide.SET, false)));
        assertEquals(news(MediaSide.ICP, "key-changed", "stream 2: our key was changed"),
                MediaNews.of(new MediaEvent.KeyChanged(ID, 1, MediaSide.ICP, true)));
        assertEquals(news(MediaSide.SET, "resumed", "stream 1 is heard again after 13 s of silence"),
                MediaNews.of(new MediaEvent.Resumed(ID, 0, MediaSide.SET, 12_600)));
    }

    @Test
    void shouldTellOfTheFirstPacketAsOfWhatIsUsual() {
        MediaNews first = MediaNews.of(new MediaEvent.FirstPacket(ID, 0, MediaSide.SET, HERE)).orElseThrow();

        assertEquals(new MediaNews(MediaSide.SET, "first-packet",
                "stream 1: the first packet came from 192.0.2.1 port 4000"), first);
        assertTrue(first.isUsual());
    }

    private static Optional<MediaNews> news(MediaSide side, String kind, String words) {
        return Optional.of(new MediaNews(side, kind, words));
    }
}
