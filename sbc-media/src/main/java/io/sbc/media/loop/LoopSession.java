package io.sbc.media.loop;

import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import io.sbc.media.relay.RelayEvents;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.tap.StreamTap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session as its loop has it: streams in the order of the m-lines. One thread: the loop. */
final class LoopSession implements RelayEvents {

    /** An owner is told of a move at once, of further ones no faster than this. */
    private static final long MOVE_REPORT_NANOS = 100_000_000;

    private final MediaSessionId id;
    private final Outbox outbox;
    private final List<RelayStream> streams = new ArrayList<>();
    private @Nullable StreamTap tap;
    private boolean dirty;
    private boolean faulted;
    private boolean timeoutRaised;
    private long timeoutRaisedNanos;
    private boolean refusalReported;
    private long refusalReportedNanos;
    private boolean moveReported;
    private long moveReportedNanos;
    private long nowNanos;
    private long nextSampleNanos;

    LoopSession(MediaSessionId id, Outbox outbox, long firstSampleNanos) {
        this.nextSampleNanos = firstSampleNanos;
        this.id = id;
        this.outbox = outbox;
    }

    MediaSessionId id() {
        return id;
    }

    void add(RelayStream stream) {
        streams.add(stream);
        if (tap != null) {
            stream.tap(tap);
        }
    }

    /** Streams that are added to a tapped session are tapped too. */
    void tap(@Nullable StreamTap now) {
        tap = now;
        streams.forEach(stream -> stream.tap(now));
    }

    List<RelayStream> streams() {
        return streams;
    }

    void apply(List<StreamSetup> setups, long now) {
        int count = Math.min(setups.size(), streams.size());
        for (int i = 0; i < count; i++) {
            streams.get(i).apply(setups.get(i), now);
        }
        // Whoever should send has the whole time for it: a call may have rung in silence before it was answered.
        timeoutRaised = false;
    }

    MediaStats snapshot() {
        return new MediaStats(streams.stream().map(RelayStream::snapshot).toList());
    }

    /** Where its streams stand, for a process that goes on with them. */
    MediaState state(long nowMillis, long now) {
        return new MediaState(nowMillis, streams.stream().map(stream -> stream.state(now)).toList());
    }

    /** Whether it is time to look at the counters; once for each {@code intervalNanos}. */
    boolean sampleDue(long now, long intervalNanos) {
        if (now - nextSampleNanos < 0) {
            return false;
        }
        nextSampleNanos = now + intervalNanos;
        return true;
    }

    /** Makes the RTCP that is due for peers that send none. */
    void makeReports(Datagram scratch, long now) {
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).makeReports(scratch, now);
        }
    }

    boolean hasEvents() {
        for (RelayStream stream : streams) {
            if (stream.hasEvents()) {
                return true;
            }
        }
        return false;
    }

    /** Marks that packets have shown something; true if it was not marked before. */
    boolean markDirty() {
        boolean before = dirty;
        dirty = true;
        return !before;
    }

    boolean isFaulted() {
        return faulted;
    }

    void markFaulted() {
        faulted = true;
    }

    /** Tells what packets have shown; true when all of it was told. */
    boolean drainEvents(long now) {
        nowNanos = now;
        dirty = false;
        for (int i = 0; i < streams.size(); i++) {
            RelayStream stream = streams.get(i);
            if (stream.hasEvents()) {
                stream.drainEvents(i, this);
                dirty |= stream.hasEvents();
            }
        }
        return !dirty;
    }

    @Override
    public boolean firstPacket(int stream, MediaSide side, UdpAddress source) {
        return outbox.offer(new LoopEvent.Raised(
                new MediaEvent.FirstPacket(id, stream, side, source.toSocketAddress())));
    }

    @Override
    public boolean addressLearned(int stream, MediaSide side, UdpAddress previous, UdpAddress learned) {
        if (moveReported && nowNanos - moveReportedNanos < MOVE_REPORT_NANOS) {
            return false;
        }
        boolean taken = outbox.offer(new LoopEvent.Raised(new MediaEvent.AddressLearned(id, stream, side,
                previous.toSocketAddress(), learned.toSocketAddress())));
        if (taken) {
            moveReported = true;
            moveReportedNanos = nowNanos;
        }
        return taken;
    }

    @Override
    public boolean addressRefused(int stream, MediaSide side, UdpAddress address) {
        if (refusalReported && nowNanos - refusalReportedNanos < MOVE_REPORT_NANOS) {
            return false;
        }
        refusalReported = outbox.offer(new LoopEvent.Raised(
                new MediaEvent.AddressRefused(id, stream, side, address.toSocketAddress())));
        refusalReportedNanos = nowNanos;
        return refusalReported;
    }

    @Override
    public boolean rolloverResolved(int stream, MediaSide side, int times) {
        return outbox.offer(new LoopEvent.Raised(new MediaEvent.RolloverResolved(id, stream, side, times)));
    }

    @Override
    public boolean keyChanged(int stream, MediaSide side, boolean ours) {
        return outbox.offer(new LoopEvent.Raised(new MediaEvent.KeyChanged(id, stream, side, ours)));
    }

    @Override
    public boolean keyLifetime(int stream, MediaSide side, boolean ours, boolean ended) {
        return outbox.offer(new LoopEvent.Raised(new MediaEvent.KeyLifetime(id, stream, side, ours, ended)));
    }

    /** True when no peer that should send was heard for {@code timeoutNanos}, and again after each further such time. */
    boolean timesOut(long now, long timeoutNanos) {
        if (timeoutRaised && now - timeoutRaisedNanos < timeoutNanos) {
            return false;
        }
        long silent = Long.MAX_VALUE;
        for (RelayStream stream : streams) {
            long streamSilent = stream.silentNanos(now);
            if (streamSilent >= 0) {
                silent = Math.min(silent, streamSilent);
            }
        }
        timeoutRaised = silent != Long.MAX_VALUE && silent >= timeoutNanos;
        timeoutRaisedNanos = now;
        return timeoutRaised;
    }
}
