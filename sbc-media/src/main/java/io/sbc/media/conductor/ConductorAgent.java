package io.sbc.media.conductor;

import io.sbc.base.Agent;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Distribution;
import io.sbc.base.Mailbox;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaEvent.RefusalReason;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.api.TapReader;
import io.sbc.media.loop.LoopCommand;
import io.sbc.media.loop.LoopEvent;
import io.sbc.media.quality.Moment;
import io.sbc.media.quality.SessionQuality;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conductor's work: turns commands into work for the loops and what the loops tell into events for owners. All methods
 * but {@link #sessions}, {@link #distributions}, {@link #portsHeld} and {@link #portsResting} are called on the conductor's thread.
 */
final class ConductorAgent implements Agent {

    private static final Logger LOG = LoggerFactory.getLogger(MediaConductor.class);
    private static final long SLEEP_MAX_NANOS = 250_000_000;
    private static final int MESSAGES_PER_TURN = 64;

    private final MediaPlaneSettings settings;
    private final Mailbox<ConductorMessage> mailbox;
    private final PortPools ports;
    private final List<LoopHandle> loops;
    private final Counters<MediaCounter> counters;
    private final FaultLog faults;
    private final Clock clock;
    private final QualityTotals quality;
    private final Taps taps;
    private final Map<MediaSessionId, MediaSession> sessions = new HashMap<>();
    private final TurnPace pace;
    private long pauseNanos;
    private boolean closing;
    private volatile int sessionsNow;
    private volatile int portsHeldNow;
    private volatile int portsRestingNow;

    ConductorAgent(MediaPlaneSettings settings, Mailbox<ConductorMessage> mailbox, PortPools ports,
            List<LoopHandle> loops, Counters<MediaCounter> counters, FaultLog faults, Clock clock) {
        this.clock = clock;
        this.pace = new TurnPace(clock.nanoTime());
        this.quality = new QualityTotals(counters);
        this.settings = settings;
        this.mailbox = mailbox;
        this.ports = ports;
        this.loops = List.copyOf(loops);
        this.counters = counters;
        this.faults = faults;
        this.taps = new Taps(this.loops, clock);
    }

    @Override
    public String name() {
        return "media-conductor";
    }

    @Override
    public boolean doWork() {
        if (pauseNanos > 0) {
            LockSupport.parkNanos(this, pauseNanos);
        }
        mailbox.await(SLEEP_MAX_NANOS);
        int messages = 0;
        try {
            for (; messages < MESSAGES_PER_TURN; messages++) {
                ConductorMessage message = mailbox.poll();
                if (message == null) {
                    break;
                }
                onMessage(message);
            }
            ports.reclaim();
            if (!closing) {
                ports.keepSpares();
            }
        } finally {
            loops.forEach(LoopHandle::flush);
            publish();
            pauseNanos = messages < MESSAGES_PER_TURN ? pace.pauseNanos(messages, clock.nanoTime()) : 0;
        }
        return !(closing && sessions.isEmpty());
    }

    private void publish() {
        sessionsNow = sessions.size();
        portsHeldNow = ports.portsHeld();
        portsRestingNow = ports.portsResting();
    }

    private void onMessage(ConductorMessage message) {
        switch (message) {
            case ConductorMessage.OpenSession open -> onOpen(open);
            case ConductorMessage.Command command -> onCommand(command.command());
            case ConductorMessage.FromLoop told -> onLoopEvent(told.event());
            case ConductorMessage.Tap tapped -> taps.on(tapped.tap(), sessions.values());
            case ConductorMessage.Shutdown shutdown -> onShutdown();
        }
    }

    private void onOpen(ConductorMessage.OpenSession message) {
        MediaSessionId id = message.open().session();
        MediaSession known = sessions.get(id);
        if (known != null) {
            onExtend(known, message.open());
            return;
        }
        MediaSession session = new MediaSession(id, message.thread(), message.listener(), loopForNext(),
                new SessionQuality(settings.quality().silence().toNanos(), counters));
        boolean full = sessions.size() >= settings.maxSessions() && !message.open().urgent();
        if (closing || full) {
            refuse(session, closing ? RefusalReason.CLOSING : RefusalReason.TOO_MANY_SESSIONS);
        } else if (addStreams(session, message.open())) {
            sessions.put(id, session);
            session.loop().onSessionAdded();
            counters.increment(MediaCounter.SESSIONS_OPENED);
            publish();
            tell(session, new MediaEvent.Opened(id, addressesOf(session)));
        }
    }

    private void onExtend(MediaSession session, MediaCommand.Open open) {
        if (session.isClosing()) {
            refuse(session, RefusalReason.CLOSING);
            return;
        }
        int missing = open.streams() - session.streams().size();
        if (missing <= 0 || addStreams(session, missing, open.urgent())) {
            tell(session, new MediaEvent.Opened(session.id(), addressesOf(session)));
        }
    }

    private boolean addStreams(MediaSession session, MediaCommand.Open open) {
        if (open.before().isEmpty()) {
            return addStreams(session, open.streams(), open.urgent());
        }
        MediaState before = open.before().get();
        boolean added = addStreams(session, ports.acquireAgain(before.streams()));
        if (added) {
            session.restore(before, clock.epochMillis());
        }
        return added;
    }

    private boolean addStreams(MediaSession session, int count, boolean urgent) {
        return addStreams(session, urgent ? ports.acquireUrgently(count) : ports.acquire(count));
    }

    private boolean addStreams(MediaSession session, PortPools.Ports acquired) {
        switch (acquired) {
            case PortPools.Ports.Refused refused -> {
                if (refused.reason() == RefusalReason.SOCKET_FAILED) {
                    LOG.warn("Media ports cannot be bound: {}", refused.detail());
                }
                refuse(session, refused.reason());
                return false;
            }
            case PortPools.Ports.Bound bound -> {
                for (LoopCommand.BoundStream stream : bound.streams()) {
                    MediaSession.Stream added = new MediaSession.Stream(stream.set().rtpPort(),
                            stream.icp().rtpPort(), session.loop().workspace(), settings.rules());
                    session.streams().add(added);
                    session.quality().onStream(addressOf(added));
                }
                session.loop().send(new LoopCommand.Attach(session.id(), bound.streams()));
                return true;
            }
        }
    }

    private void refuse(MediaSession session, RefusalReason reason) {
        counters.increment(MediaCounter.OPENS_REFUSED);
        if (reason == RefusalReason.PORTS_EXHAUSTED) {
            counters.increment(MediaCounter.PORTS_EXHAUSTED);
        }
        tell(session, new MediaEvent.OpenRefused(session.id(), reason));
    }

    /**
     * One loop is filled before the next begins: its batches are larger then, and its caches have one call's state less often
     * pushed out by another thread. When all have had their fill, the one with the fewest sessions.
     */
    private LoopHandle loopForNext() {
        return loops.stream().filter(LoopHandle::hasRoom).findFirst()
                .orElseGet(() -> loops.stream().min(Comparator.comparingInt(LoopHandle::sessions)).orElseThrow());
    }

    private List<StreamPorts> addressesOf(MediaSession session) {
        return session.streams().stream().map(this::addressOf).toList();
    }

    private StreamPorts addressOf(MediaSession.Stream stream) {
        return new StreamPorts(new InetSocketAddress(settings.set().advertised(), stream.setPort()),
                new InetSocketAddress(settings.icp().advertised(), stream.icpPort()));
    }

    private void onCommand(MediaCommand command) {
        MediaSession session = sessions.get(command.session());
        if (session == null || session.isClosing()) {
            counters.increment(MediaCounter.UNKNOWN_SESSIONS);
            return;
        }
        switch (command) {
            case MediaCommand.Open open -> onExtend(session, open);
            case MediaCommand.Apply apply -> {
                session.loop().send(new LoopCommand.Apply(session.id(),
                        session.setupsOf(apply.plan(), apply.samePeers())));
                session.quality().onPlan(apply.plan(), Moment.of(clock));
            }
            case MediaCommand.Query query -> session.loop().send(new LoopCommand.Query(query.session()));
            case MediaCommand.Close close -> beginClose(session);
        }
    }

    private void beginClose(MediaSession session) {
        session.markClosing();
        session.loop().send(new LoopCommand.Detach(session.id()));
    }

    private void onLoopEvent(LoopEvent event) {
        switch (event) {
            case LoopEvent.Raised raised -> {
                MediaSession session = sessions.get(raised.event().session());
                if (session != null) {
                    tell(session, raised.event());
                }
            }
            case LoopEvent.Detached detached -> onDetached(detached);
            case LoopEvent.Sampled sampled -> sampled.samples().forEach(this::onSample);
            case LoopEvent.Faulted faulted ->
                faults.log("Media of " + faulted.session() + " is dropped after a fault of ours",
                        faulted.fault());
        }
    }

    private void onDetached(LoopEvent.Detached detached) {
        MediaSession session = sessions.remove(detached.session());
        if (session == null) {
            throw new IllegalStateException("a loop detached an unknown session: " + detached.session());
        }
        session.loop().onSessionRemoved();
        session.streams().forEach(ports::release);
        counters.increment(MediaCounter.SESSIONS_CLOSED);
        publish();
        MediaQuality last = judge(session, detached.stats());
        quality.onEnd(detached.stats(), last);
        tell(session, new MediaEvent.Closed(session.id(), detached.stats(), last));
    }

    private void onSample(LoopEvent.Sample sample) {
        MediaSession session = sessions.get(sample.session());
        if (session != null) {
            tell(session, new MediaEvent.Sampled(session.id(), sample.stats(), judge(session, sample.stats()),
                    sample.state()));
        }
    }

    /** What the counters say; whose silence they show to be over is told first. */
    private MediaQuality judge(MediaSession session, MediaStats stats) {
        MediaQuality said = session.quality().onSample(stats, Moment.of(clock));
        for (MediaVerdict over : session.quality().takeResumed()) {
            tell(session, new MediaEvent.Resumed(session.id(), over.stream(), over.side(),
                    over.endedMillis().orElseThrow() - over.beganMillis()));
        }
        return said;
    }

    private void onShutdown() {
        closing = true;
        for (MediaSession session : sessions.values()) {
            if (!session.isClosing()) {
                beginClose(session);
            }
        }
    }

    private void tell(MediaSession session, MediaEvent event) {
        try {
            session.tell(event);
        } catch (RejectedExecutionException e) {
            // The owner's thread has ended; its session is closed by whoever ended it, or with the plane.
            counters.increment(MediaCounter.EVENTS_REFUSED);
        }
    }

    @Override
    public void onClose() {
        ports.close();
        loops.forEach(loop -> loop.send(new LoopCommand.Stop()));
        loops.forEach(LoopHandle::flush);
    }

    /** Of ended sessions. Any thread. */
    List<Distribution> distributions() {
        return quality.distributions();
    }

    /** The tap's packets; see {@link Taps#read}. */
    long readTapped(TapReader reader) {
        return taps.read(reader);
    }

    int sessions() {
        return sessionsNow;
    }

    int portsHeld() {
        return portsHeldNow;
    }

    int portsResting() {
        return portsRestingNow;
    }
}
