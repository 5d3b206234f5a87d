package io.sbc.core.call;

import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSide;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the media of one call went through, in words; the first {@value #KEPT_MAX} are kept. On the shard. */
final class MediaNotes {

    /** A phone that changes its network every minute of an hour fills it. */
    static final int KEPT_MAX = 64;

    private final List<MediaNote> notes = new ArrayList<>();

    /** Takes an event; the note that was made of it, if it is worth one and there is room. */
    Optional<MediaNote> take(MediaEvent event, long nowMillis) {
        Optional<MediaNote> note = notes.size() == KEPT_MAX ? Optional.empty() : noteOf(event, nowMillis);
        note.ifPresent(notes::add);
        return note;
    }

    List<MediaNote> all() {
        return List.copyOf(notes);
    }

    private static Optional<MediaNote> noteOf(MediaEvent event, long nowMillis) {
        return switch (event) {
            case MediaEvent.AddressLearned moved -> note(nowMillis, moved.side(), "moved",
                    "stream " + (moved.stream() + 1) + " comes from " + text(moved.learned()) + ", not from "
                            + text(moved.previous()));
            case MediaEvent.AddressRefused refused -> note(nowMillis, refused.side(), "address-refused",
                    "stream " + (refused.stream() + 1) + ": media must not go to " + text(refused.address()));
            case MediaEvent.RolloverResolved resolved -> note(nowMillis, resolved.side(), "rollover-resolved",
                    "stream " + (resolved.stream() + 1)
                            + " goes on with another rollover counter than its packets told");
            case MediaEvent.KeyLifetime life -> note(nowMillis, life.side(), "key-lifetime",
                    "stream " + (life.stream() + 1) + ": " + (life.ours() ? "our key" : "the peer's key")
                            + (life.ended() ? " has been used for all" : " has been used for most")
                            + " of the packets that it may protect");
            case MediaEvent.Opened _,MediaEvent.OpenRefused _,MediaEvent.FirstPacket _,MediaEvent.MediaTimeout _,MediaEvent.Report _,MediaEvent.Sampled _,MediaEvent.Closed _ ->
                Optional.empty();
        };
    }

    private static Optional<MediaNote> note(long nowMillis, MediaSide side, String kind, String words) {
        return Optional.of(new MediaNote(nowMillis, side.name().toLowerCase(Locale.ROOT), kind, words));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
