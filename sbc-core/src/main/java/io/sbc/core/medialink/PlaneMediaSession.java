package io.sbc.core.medialink;

import io.sbc.base.Timers;
import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.StreamPorts;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One session as its shard sees it. All methods, events included, run on that shard.
 *
 * <pre>
 * OPENING --Opened--> OPEN --close()--> CLOSING --Closed--> CLOSED
 *    |                  '----------------Closed------------^  (the plane ended it)
 *    |--OpenRefused------------------------------------> CLOSED
 *    '--close()--> CLOSING, in which Opened sends the Close that was not possible before
 * </pre>
 *
 * The plane's queue may be full: a command that was not taken is given again every 20 ms. After 250 tries (5 s, as long
 * as the plane takes to shut down) a Close counts as done, for then there is no plane any more.
 */
final class PlaneMediaSession implements MediaSession {

    private static final long RETRY_NANOS = 20_000_000;
    private static final int MAXIMUM_TRIES = 250;
    private static final MediaStats NO_STATS = new MediaStats(List.of());

    private enum State {
        OPENING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final MediaSessionId id;
    private final MediaPlane plane;
    private final boolean urgent;
    private final ShardContext shard;
    private final MediaListener listener;

    private State state = State.OPENING;
    private List<StreamPorts> ports = List.of();
    private @Nullable InetAddress phone;
    private @Nullable MediaPlan untaken;
    private @Nullable MediaState sampledState;
    private boolean samePeers;
    private boolean answered;
    private Timers.@Nullable Timer retry;
    private int tries;

    /** @param urgent of an emergency call */
    PlaneMediaSession(MediaSessionId id, MediaPlane plane, boolean urgent, ShardContext shard,
            MediaListener listener) {
        this.urgent = urgent;
        this.id = id;
        this.plane = plane;
        this.shard = shard;
        this.listener = listener;
    }

    /** Until there is a sample. */
    void stoodAt(MediaState before) {
        sampledState = before;
    }

    @Override
    public int streams() {
        return ports.size();
    }

    @Override
    public void extend(int streams) {
        if (state != State.OPEN || !plane.offer(new MediaCommand.Open(id, streams, urgent))) {
            shard.execute(() -> listener.onRefused("media plane busy"));
        }
    }

    @Override
    public MediaNegotiation.Result receiveOffer(MediaNegotiation negotiation, Side from, SdpSession offer,
            RandomGenerator random) {
        return negotiation.receiveOffer(from, offer, ports, random);
    }

    @Override
    public void signalledFrom(InetAddress host) {
        phone = host;
    }

    @Override
    public void apply(MediaNegotiation negotiation, boolean settled) {
        if (state == State.OPEN) {
            MediaPlan plan = negotiation.plan();
            // Until the call is answered each plan may be another fork's, the one of the answer too.
            samePeers = answered;
            answered |= settled;
            push(settled ? plan : plan.early());
        }
    }

    @Override
    public void expect(MediaNegotiation offered) {
        if (state == State.OPEN && answered) {
            samePeers = true;
            push(offered.planWhileOffered());
        }
    }

    private void push(MediaPlan plan) {
        InetAddress from = phone;
        untaken = from == null ? plan : plan.withSetSignallingFrom(from);
        push();
    }

    /** A sample from before an extension does not have its ports: the streams that it has stand where they stood. */
    @Override
    public Optional<SavedMedia> state() {
        MediaState sampled = sampledState;
        return switch (state) {
            case OPENING -> Optional.ofNullable(sampled).map(SavedMedia::new);
            case OPEN -> Optional.of(new SavedMedia(sampled == null
                    ? MediaState.unheard(shard.clock().epochMillis(), ports)
                    : sampled.extendedTo(ports)));
            case CLOSING, CLOSED -> Optional.empty();
        };
    }

    @Override
    public void close() {
        switch (state) {
            case OPENING -> state = State.CLOSING;
            case OPEN -> {
                state = State.CLOSING;
                untaken = null;
                tries = 0;
                push();
            }
            case CLOSING, CLOSED -> {
            }
        }
    }

    /** Gives the plane what it has not taken yet. */
    private void push() {
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        MediaPlan plan = untaken;
        boolean taken = state == State.CLOSING
                ? plane.offer(new MediaCommand.Close(id))
                : plan == null || plane.offer(new MediaCommand.Apply(id, plan, samePeers));
        if (taken) {
            untaken = null;
            tries = 0;
        } else if (++tries < MAXIMUM_TRIES) {
            retry = shard.schedule(RETRY_NANOS, this::push);
        } else if (state == State.CLOSING) {
            closed(NO_STATS);
        }
    }

    void onEvent(MediaEvent event) {
        switch (event) {
            case MediaEvent.Opened opened -> opened(opened.streams());
            case MediaEvent.OpenRefused refused -> refused(refused.reason());
            case MediaEvent.MediaTimeout _ -> listener.onTimeout();
            case MediaEvent.Sampled sampled -> {
                sampledState = sampled.state();
                listener.onSampled(sampled.stats(), sampled.quality());
            }
            case MediaEvent.Closed gone -> {
                if (state != State.CLOSED) {
                    listener.onSampled(gone.stats(), gone.quality());
                }
                closed(gone.stats());
            }
            case MediaEvent.KeyLifetime life -> {
                MediaNews.of(event).ifPresent(listener::onNoted);
                if (life.ours()) {
                    listener.onKeyRunsOut(Side.of(life.side()));
                }
            }
            case MediaEvent.FirstPacket _,MediaEvent.AddressLearned _,MediaEvent.RolloverResolved _,MediaEvent.AddressRefused _,MediaEvent.KeyChanged _,MediaEvent.Resumed _ ->
                MediaNews.of(event).ifPresent(listener::onNoted);
            case MediaEvent.Report _ -> {
            }
        }
    }

    private void opened(List<StreamPorts> streams) {
        ports = streams;
        if (state == State.CLOSING) {
            push();
            return;
        }
        state = State.OPEN;
        listener.onOpened();
    }

    private void refused(MediaEvent.RefusalReason reason) {
        if (state == State.OPEN) { // an extension; the session stays as it was
            listener.onRefused(reason.name());
            return;
        }
        if (state == State.OPENING) {
            listener.onRefused(reason.name());
        }
        if (ports.isEmpty()) {
            closed(NO_STATS);
        }
    }

    private void closed(MediaStats stats) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        if (retry != null) {
            retry.cancel();
            retry = null;
        }
        listener.onClosed(stats);
    }
}
