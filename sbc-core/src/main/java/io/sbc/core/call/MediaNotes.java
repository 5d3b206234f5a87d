package io.sbc.core.call;

import io.sbc.core.medialink.MediaNews;
import io.sbc.core.record.MediaNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the media of one call went through; the first {@value #KEPT_MAX} are kept. On the shard. */
final class MediaNotes {

    /** A phone that changes its network every minute of an hour fills it. */
    static final int KEPT_MAX = 64;

    private final List<MediaNote> notes = new ArrayList<>();

    /** The note that was made, if there is room. */
    Optional<MediaNote> take(MediaNews news, long nowMillis) {
        if (notes.size() == KEPT_MAX) {
            return Optional.empty();
        }
        MediaNote note = new MediaNote(nowMillis, news.side().name().toLowerCase(Locale.ROOT), news.kind(),
                news.words());
        notes.add(note);
        return Optional.of(note);
    }

    List<MediaNote> all() {
        return List.copyOf(notes);
    }
}
