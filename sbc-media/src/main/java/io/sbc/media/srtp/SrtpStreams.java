package io.sbc.media.srtp;

import org.jspecify.annotations.Nullable;

/**
 * The SSRCs of one context: at most 16, the one unused for longest makes room. Callers add an SSRC only for a packet
 * that is authentic, so that nobody without the key can push one out. An evicted state is used again, so that nothing is
 * allocated once the table is full.
 */
final class SrtpStreams {

    /** SSRCs that one context keeps; a call has one or two at a time, each transfer or music on hold adds one. */
    static final int CAPACITY = 16;

    private final @Nullable SrtpStream[] streams = new @Nullable SrtpStream[CAPACITY];
    private int size;
    private long uses;

    /** The state of {@code ssrc}, if there is one. */
    @Nullable
    SrtpStream find(int ssrc) {
        for (int i = 0; i < size; i++) {
            SrtpStream stream = streams[i];
            if (stream != null && stream.ssrc() == ssrc) {
                stream.touch(++uses);
                return stream;
            }
        }
        return null;
    }

    /** The SSRC that was used last, or null when there is none. */
    @Nullable
    SrtpStream latest() {
        SrtpStream latest = null;
        for (int i = 0; i < size; i++) {
            SrtpStream stream = streams[i];
            if (stream != null && (latest == null || stream.lastUse() > latest.lastUse())) {
                latest = stream;
            }
        }
        return latest;
    }

    /** Fresh state for an SSRC that has none. */
    SrtpStream add(int ssrc) {
        SrtpStream stream = room();
        stream.restart(ssrc);
        stream.touch(++uses);
        return stream;
    }

    private SrtpStream room() {
        if (size < CAPACITY) {
            SrtpStream stream = new SrtpStream();
            streams[size++] = stream;
            return stream;
        }
        SrtpStream oldest = null;
        for (SrtpStream stream : streams) {
            if (stream != null && (oldest == null || stream.lastUse() < oldest.lastUse())) {
                oldest = stream;
            }
        }
        if (oldest == null) {
            throw new IllegalStateException("a full table has no stream");
        }
        return oldest;
    }

    int size() {
        return size;
    }
}
