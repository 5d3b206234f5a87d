package io.sbc.media.conductor;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaEvent.RefusalReason;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaState;
import io.sbc.media.loop.LoopCommand.BoundStream;
import io.sbc.media.socket.MediaIo;
import io.sbc.media.socket.PortPool;
import io.sbc.media.socket.PortPool.Acquisition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The pools of both sides, which are one pool when both bind to one address. Some streams' ports are kept bound for emergency
 * calls, which then need neither a free port nor a free descriptor. One thread: the conductor.
 */
final class PortPools {

    /** Streams whose ports are kept: emergency calls that begin before a port is freed for the next. */
    private static final int SPARES_MAX = 16;

    /** Where none is to be had, it is tried again so much later: each try may cost many calls of the kernel. */
    private static final long SPARE_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** One in so many pairs at most is kept. */
    private static final int PAIRS_PER_SPARE = 100;

    private final PortPool set;
    private final PortPool icp;
    private final int setTrafficClass;
    private final int icpTrafficClass;
    private final Clock clock;
    private final int sparesWanted;
    private long nextSpareNanos;
    private final Deque<BoundStream> spares = new ArrayDeque<>();

    PortPools(MediaPlaneSettings settings, MediaIo io, Clock clock, RandomGenerator random) {
        set = pool(settings, MediaSide.SET, io, clock, random);
        icp = settings.set().bind().equals(settings.icp().bind())
                ? set
                : pool(settings, MediaSide.ICP, io, clock, random);
        setTrafficClass = settings.set().trafficClass();
        icpTrafficClass = settings.icp().trafficClass();
        this.clock = clock;
        nextSpareNanos = clock.nanoTime();
        sparesWanted = Math.min(SPARES_MAX, (settings.portMax() - settings.portMin()) / 2 / PAIRS_PER_SPARE);
    }

    private static PortPool pool(MediaPlaneSettings settings, MediaSide side, MediaIo io, Clock clock,
            RandomGenerator random) {
        return new PortPool(io, settings.on(side).bind(), settings.portMin(), settings.portMax(),
                settings.quarantine(), clock, random);
    }

    /** All the ports that were asked for, or none. */
    sealed interface Ports {

        /** One entry for each m-line. */
        record Bound(List<BoundStream> streams) implements Ports {}

        /** Why not. */
        record Refused(RefusalReason reason, String detail) implements Ports {}
    }

    Ports acquire(int streams) {
        return acquire(streams, stream -> set.acquire(setTrafficClass), stream -> icp.acquire(icpTrafficClass));
    }

    /** These ports; what is kept for emergency calls, which may be among them, is chosen anew. */
    Ports acquireAgain(List<MediaState.Stream> streams) {
        close();
        return acquire(streams.size(), stream -> set.acquireAt(streams.get(stream).setPort(), setTrafficClass),
                stream -> icp.acquireAt(streams.get(stream).icpPort(), icpTrafficClass));
    }

    private Ports acquire(int streams, IntFunction<Acquisition> ofSet, IntFunction<Acquisition> ofIcp) {
        List<BoundStream> bound = new ArrayList<>(streams);
        for (int i = 0; i < streams; i++) {
            Acquisition first = ofSet.apply(i);
            if (!(first instanceof Acquisition.Acquired setPair)) {
                return refuse(bound, first);
            }
            Acquisition second = ofIcp.apply(i);
            if (!(second instanceof Acquisition.Acquired icpPair)) {
                set.releaseUnused(setPair.pair());
                return refuse(bound, second);
            }
            bound.add(new BoundStream(setPair.pair(), icpPair.pair()));
        }
        return new Ports.Bound(List.copyOf(bound));
    }

    /** The same; what is kept is given when there is nothing else. */
    Ports acquireUrgently(int streams) {
        Ports found = acquire(streams);
        if (found instanceof Ports.Bound || spares.size() < streams) {
            return found;
        }
        List<BoundStream> kept = new ArrayList<>(streams);
        for (int i = 0; i < streams; i++) {
            kept.add(spares.remove());
        }
        return new Ports.Bound(List.copyOf(kept));
    }

    /** Binds one more of those to be kept, if one is missing and there was one to be had lately. */
    void keepSpares() {
        if (spares.size() >= sparesWanted || clock.nanoTime() - nextSpareNanos < 0) {
            return;
        }
        if (acquire(1) instanceof Ports.Bound bound) {
            spares.addAll(bound.streams());
        } else {
            nextSpareNanos = clock.nanoTime() + SPARE_RETRY_NANOS;
        }
    }

    /** Frees what is kept. */
    void close() {
        for (BoundStream spare = spares.poll(); spare != null; spare = spares.poll()) {
            set.releaseUnused(spare.set());
            icp.releaseUnused(spare.icp());
        }
    }

    private Ports refuse(List<BoundStream> bound, Acquisition failure) {
        for (BoundStream ports : bound) {
            set.releaseUnused(ports.set());
            icp.releaseUnused(ports.icp());
        }
        return switch (failure) {
            case Acquisition.Exhausted exhausted -> new Ports.Refused(RefusalReason.PORTS_EXHAUSTED, "");
            case Acquisition.Refused refused -> new Ports.Refused(RefusalReason.SOCKET_FAILED, refused.reason());
            case Acquisition.Acquired acquired -> throw new IllegalStateException("acquired is no failure");
        };
    }

    /** Takes back ports whose channels are closed. */
    void release(MediaSession.Stream stream) {
        set.release(stream.setPort());
        icp.release(stream.icpPort());
    }

    void reclaim() {
        set.reclaim();
        icp.reclaim();
    }

    /** By sessions: what is kept for emergency calls is not counted. */
    int portsHeld() {
        int kept = 4 * spares.size();
        return (set == icp ? set.portsHeld() : set.portsHeld() + icp.portsHeld()) - kept;
    }

    int portsResting() {
        return set == icp ? set.portsResting() : set.portsResting() + icp.portsResting();
    }

}
