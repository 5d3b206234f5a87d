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
    private @Nullable SrtpStream current;
    private int size;
    /** Counts changes of the SSRC: runs of one SSRC are one use. */
    private long uses;

    /** The state of {@code ssrc}, if there is one. */
    @Nullable
    SrtpStream find(int ssrc) {
        SrtpStream latest = current;
        return latest != null && latest.ssrc() == ssrc ? latest : findOther(ssrc);
    }

    private @Nullable SrtpStream findOther(int ssrc) {
        for (int i = 0; i < size; i++) {
            SrtpStream stream = streams[i];
            if (stream != null && stream.ssrc() == ssrc) {
                use(stream);
                return stream;
            }
        }
        return null;
    }

    /** Touches the state of the current SSRC; for the caches only. */
    int approach() {
        SrtpStream stream = current;
        return stream == null ? 0 : stream.ssrc() + (int) stream.rtp.highest() + stream.resolver.approach();
    }

    private void use(SrtpStream stream) {
        stream.touch(++uses);
        current = stream;
    }

    /** The SSRC that was used last, or null when there is none. */
    @Nullable
    SrtpStream latest() {
        return current;
    }

    /** Fresh state for an SSRC that has none. */
    SrtpStream add(int ssrc) {
        SrtpStream stream = room();
        stream.restart(ssrc);
        use(stream);
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
