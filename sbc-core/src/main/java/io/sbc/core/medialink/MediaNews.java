package io.sbc.core.medialink;

import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSide;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What media went through and a call's record tells, in words.
 *
 * @param kind for programs: {@code moved}, {@code address-refused}, {@code rollover-resolved}, {@code key-lifetime},
 *     {@code key-changed}, {@code resumed}, {@code first-packet}, {@code restored}, {@code last-known}
 * @param words for people; no key, no packet
 */
public record MediaNews(MediaSide side, String kind, String words) {

    private static final String USUAL = "first-packet";

    /** Whether it happens in every call: worth being recorded, not worth a line. */
    public boolean isUsual() {
        return kind.equals(USUAL);
    }

    /** Empty for events that are no news to a reader. */
    static Optional<MediaNews> of(MediaEvent event) {
        return switch (event) {
            case MediaEvent.AddressLearned moved -> news(moved.side(), "moved", moved.stream(),
                    " comes from " + text(moved.learned()) + ", not from " + text(moved.previous()));
            case MediaEvent.AddressRefused refused -> news(refused.side(), "address-refused", refused.stream(),
                    ": media must not go to " + text(refused.address()));
            case MediaEvent.RolloverResolved resolved -> news(resolved.side(), "rollover-resolved", resolved.stream(),
                    " goes on with another rollover counter than its packets told");
            case MediaEvent.KeyLifetime life -> news(life.side(), "key-lifetime", life.stream(),
                    ": " + (life.ours() ? "our key" : "the peer's key")
                            + (life.ended() ? " has been used for all" : " has been used for most")
                            + " of the packets that it may protect");
            case MediaEvent.KeyChanged changed -> news(changed.side(), "key-changed", changed.stream(),
                    changed.ours() ? ": our key was changed" : ": the peer's packets come under its new key");
            case MediaEvent.Resumed resumed -> news(resumed.side(), "resumed", resumed.stream(),
                    " is heard again after " + seconds(resumed.silentMillis()) + " s of silence");
            case MediaEvent.FirstPacket first -> news(first.side(), USUAL, first.stream(),
                    ": the first packet came from " + text(first.source()));
            default -> Optional.empty();
        };
    }

    private static Optional<MediaNews> news(MediaSide side, String kind, int stream, String words) {
        return Optional.of(new MediaNews(side, kind, "stream " + (stream + 1) + words));
    }

    /** Rounded: silence is noticed to within a sample's interval. */
    private static long seconds(long millis) {
        return (millis + 500) / 1000;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
