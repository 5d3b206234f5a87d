package io.sbc.media.srtp;

import io.sbc.media.api.MediaState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SSRCs of one context: at most 16 in use, the one unused for longest makes room and where it stood is kept (see {@link
 * RetiredSources}). Callers add an SSRC only for a packet that is authentic, so that nobody without the key can push one
 * out. The state of one that made room is used again. One thread.
 */
final class SrtpStreams {

    /** SSRCs that one context keeps; a call has one or two at a time, each transfer or music on hold adds one. */
    static final int CAPACITY = 16;

    private final @Nullable SrtpStream[] streams = new @Nullable SrtpStream[CAPACITY];
    private final RetiredSources retired = new RetiredSources();
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
    int approach(int step) {
        SrtpStream stream = current;
        if (stream == null) {
            return 0;
        }
        return step < 3 ? stream.ssrc() : (int) stream.rtp.highest() + stream.resolver.approach();
    }

    private void use(SrtpStream stream) {
        stream.touch(++uses);
        current = stream;
    }

    /** The highest SRTP index of an SSRC that made room, or {@link ReplayWindow#NONE}. */
    long retiredRtp(int ssrc) {
        int place = retired.isEmpty() ? -1 : retired.find(ssrc);
        return place < 0 ? ReplayWindow.NONE : retired.rtp(place);
    }

    /** The highest SRTCP index of an SSRC that made room, or {@link ReplayWindow#NONE}. */
    long retiredRtcp(int ssrc) {
        int place = retired.isEmpty() ? -1 : retired.find(ssrc);
        return place < 0 ? ReplayWindow.NONE : retired.rtcp(place);
    }

    /** State for an SSRC that has none: fresh, or from where it stood; null when no more SSRCs can be told apart. */
    @Nullable
    SrtpStream add(int ssrc) {
        int place = retired.find(ssrc);
        if (place < 0 && size == CAPACITY && retired.isFull()) {
            return null;
        }
        long rtp = ReplayWindow.NONE;
        long rtcp = ReplayWindow.NONE;
        if (place >= 0) {
            rtp = retired.rtp(place);
            rtcp = retired.rtcp(place);
            retired.remove(place);
        }
        SrtpStream stream = room();
        stream.restart(ssrc);
        stream.rtp.continueAbove(rtp);
        stream.rtcp.continueAbove(rtcp);
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
        retired.add(oldest.ssrc(), oldest.rtp.highest(), oldest.rtcp.highest());
        return oldest;
    }

    /** The state of each SSRC, those that made room included; {@code sinceNanos} after the one before. */
    List<MediaState.Source> states(long sinceNanos) {
        List<MediaState.Source> states = new ArrayList<>(size + retired.size());
        for (int i = 0; i < retired.size(); i++) {
            states.add(new MediaState.Source(retired.ssrc(i), retired.rtp(i), retired.rtcp(i), 0, 0, 0));
        }
        for (int i = 0; i < size; i++) {
            SrtpStream stream = streams[i];
            if (stream != null) {
                states.add(stream.state(sinceNanos));
            }
        }
        return states;
    }

    int size() {
        return size;
    }
}
