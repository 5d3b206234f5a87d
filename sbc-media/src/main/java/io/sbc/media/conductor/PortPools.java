package io.sbc.media.conductor;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaEvent.RefusalReason;
import io.sbc.media.api.MediaSide;
import io.sbc.media.loop.LoopCommand.BoundStream;
import io.sbc.media.socket.MediaIo;
import io.sbc.media.socket.PortPool;
import io.sbc.media.socket.PortPool.Acquisition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The pools of both sides, which are one pool when both bind to one address. One thread: the conductor. */
final class PortPools {

    private final PortPool set;
    private final PortPool icp;
    private final int setTrafficClass;
    private final int icpTrafficClass;

    PortPools(MediaPlaneSettings settings, MediaIo io, Clock clock, RandomGenerator random) {
        set = pool(settings, MediaSide.SET, io, clock, random);
        icp = settings.set().bind().equals(settings.icp().bind())
                ? set
                : pool(settings, MediaSide.ICP, io, clock, random);
        setTrafficClass = settings.set().trafficClass();
        icpTrafficClass = settings.icp().trafficClass();
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
        List<BoundStream> bound = new ArrayList<>(streams);
        for (int i = 0; i < streams; i++) {
            Acquisition first = set.acquire(setTrafficClass);
            if (!(first instanceof Acquisition.Acquired setPair)) {
                return refuse(bound, first);
            }
            Acquisition second = icp.acquire(icpTrafficClass);
            if (!(second instanceof Acquisition.Acquired icpPair)) {
                set.releaseUnused(setPair.pair());
                return refuse(bound, second);
            }
            bound.add(new BoundStream(setPair.pair(), icpPair.pair()));
        }
        return new Ports.Bound(List.copyOf(bound));
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

    int portsHeld() {
        return set == icp ? set.portsHeld() : set.portsHeld() + icp.portsHeld();
    }

    int portsResting() {
        return set == icp ? set.portsResting() : set.portsResting() + icp.portsResting();
    }

}
