package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.medialink.MediaNews;
import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaSide;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaNotesTest {

    private final MediaNotes notes = new MediaNotes();

    @Test
    void shouldKeepNewsWithTheirTime() {
        notes.take(new MediaNews(MediaSide.ICP, "moved", "stream 1 comes from elsewhere"), 20);

        assertEquals(List.of(new MediaNote(20, "icp", "moved", "stream 1 comes from elsewhere")), notes.all());
    }

    @Test
    void shouldKeepSoManyOnly() {
        for (int i = 0; i < 1000; i++) {
            boolean kept = notes.take(new MediaNews(MediaSide.SET, "moved", "again"), i).isPresent();
            assertEquals(i < MediaNotes.KEPT_MAX, kept);
        }

        assertEquals(MediaNotes.KEPT_MAX, notes.all().size());
    }
}
