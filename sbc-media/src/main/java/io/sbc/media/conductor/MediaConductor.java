package io.sbc.media.conductor;

import io.sbc.base.AgentThread;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Distribution;
import io.sbc.base.Gauge;
import io.sbc.base.Mailbox;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaTap;
import io.sbc.media.api.TapReader;
import io.sbc.media.loop.MediaLoop;
import io.sbc.media.relay.ReportMaking;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.socket.MediaIo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media plane of this process: one conductor thread and the loops it directs. Thread-safe. */
public final class MediaConductor implements MediaPlane {

    private static final Logger LOG = LoggerFactory.getLogger(MediaConductor.class);
    /** Commands and loop events that may wait: ten for each of 1,600 calls set up at once. */
    private static final int MAILBOX_CAPACITY = 16_384;

    /** From here on only urgent sessions are opened: the rest is for them, and for those that live. */
    private static final int MAILBOX_OPENS_MAX = MAILBOX_CAPACITY / 4 * 3;
    private static final long CLOSE_MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RETRY_NANOS = 1_000_000;

    private final Clock clock;
    private final Counters<MediaCounter> counters;
    private final FaultLog faults;
    private final Mailbox<ConductorMessage> mailbox;
    private final List<LoopHandle> loops;
    private final ConductorAgent agent;
    private final AgentThread thread;
    private final String ioDescription;
    private volatile boolean closing;

    private MediaConductor(MediaPlaneSettings settings, Clock clock, RandomGenerator random, MediaIo io)
            throws IOException {
        this.clock = clock;
        this.counters = new Counters<>(MediaCounter.class);
        this.faults = new FaultLog(counters);
        this.mailbox = new Mailbox<>(MAILBOX_CAPACITY);
        this.ioDescription = io.description();
        this.loops = newLoops(settings, io, random);
        this.agent = new ConductorAgent(settings, mailbox, new PortPools(settings, io, clock, random), loops,
                counters, faults, clock);
        this.thread = new AgentThread(agent, faults::onFault);
    }

    /** Starts the plane; ports are chosen at random. */
    public static MediaConductor start(MediaPlaneSettings settings, Clock clock) {
        return start(settings, clock, new SecureRandom());
    }

    /** Starts the plane with a source of randomness for the choice of ports. */
    public static MediaConductor start(MediaPlaneSettings settings, Clock clock, RandomGenerator random) {
        try {
            MediaConductor conductor = new MediaConductor(settings, clock, random, MediaIo.of(settings.io()));
            conductor.loops.forEach(LoopHandle::start);
            conductor.thread.start();
            LOG.info("Media plane started: {} loops, {} I/O, ports {} to {}", settings.loops(),
                    conductor.ioDescription, settings.portMin(), settings.portMax());
            return conductor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<LoopHandle> newLoops(MediaPlaneSettings settings, MediaIo io, RandomGenerator random)
            throws IOException {
        NtpClock ntp = new NtpClock(clock);
        List<LoopHandle> handles = new ArrayList<>();
        for (int i = 0; i < settings.loops(); i++) {
            MediaLoop loop = new MediaLoop(i, io.newPoller(), clock, settings.mediaTimeout(), settings.rules(),
                    settings.quality().interval(),
                    new ReportMaking(settings.quality().rtcpInterval().toNanos(),
                            new SplittableRandom(random.nextLong()), ntp),
                    counters, event -> mailbox.offer(new ConductorMessage.FromLoop(event)));
            handles.add(new LoopHandle(loop, new AgentThread(loop, faults::onFault)));
        }
        return handles;
    }

    @Override
    public void open(MediaCommand.Open open, Executor executor, Consumer<MediaEvent> listener) {
        boolean full = !open.urgent() && mailbox.size() >= MAILBOX_OPENS_MAX;
        if (closing || full || !mailbox.offer(new ConductorMessage.OpenSession(open, executor, listener))) {
            counters.increment(MediaCounter.OPENS_REFUSED);
            MediaEvent.RefusalReason reason = closing
                    ? MediaEvent.RefusalReason.CLOSING
                    : MediaEvent.RefusalReason.TOO_MANY_SESSIONS;
            executor.execute(() -> listener.accept(new MediaEvent.OpenRefused(open.session(), reason)));
        }
    }

    @Override
    public boolean offer(MediaCommand command) {
        if (closing || !mailbox.offer(new ConductorMessage.Command(command))) {
            counters.increment(MediaCounter.COMMANDS_REFUSED);
            return false;
        }
        return true;
    }

    @Override
    public boolean tap(MediaTap tap) {
        return !closing && mailbox.offer(new ConductorMessage.Tap(tap));
    }

    @Override
    public long readTapped(TapReader reader) {
        return agent.readTapped(reader);
    }

    @Override
    public int sessions() {
        return agent.sessions();
    }

    @Override
    public int portsInUse() {
        return agent.portsHeld() + agent.portsResting();
    }

    /** What the plane has counted; packets are added ten times a second. */
    public Counters<MediaCounter> counters() {
        return counters;
    }

    /** What goes up and down. */
    public List<Gauge> gauges() {
        List<Gauge> gauges = new ArrayList<>();
        gauges.add(new Gauge("sbc_media_sessions", "media sessions that are open", agent::sessions));
        gauges.add(new Gauge("sbc_media_ports", "UDP ports held by media sessions", agent::portsHeld));
        gauges.add(new Gauge("sbc_media_ports_resting", "freed UDP ports that rest before they are used again",
                agent::portsResting));
        gauges.add(new Gauge("sbc_media_conductor_queue", "messages waiting for the media conductor", mailbox::size));
        gauges.add(new Gauge("sbc_media_loop_queue", "commands waiting for media loops",
                () -> loops.stream().mapToInt(LoopHandle::queueDepth).sum()));
        gauges.add(new Gauge("sbc_media_loops_reserved",
                "media loops that time on a core is kept for: those with sessions, but none that is overloaded",
                () -> loops.stream().filter(LoopHandle::hasReservedTime).count()));
        return List.copyOf(gauges);
    }

    /** The quality of ended sessions. */
    public List<Distribution> distributions() {
        return agent.distributions();
    }

    /** How packets get in and out, for logs and consoles. */
    public String ioDescription() {
        return ioDescription;
    }

    /** Whether the conductor and every loop run: for health checks. */
    public boolean isAlive() {
        return !closing && thread.isAlive() && loops.stream().allMatch(LoopHandle::isAlive);
    }

    @Override
    public void close() {
        long deadline = clock.nanoTime() + CLOSE_MAX_NANOS;
        if (closing) {
            return;
        }
        closing = true;
        while (!mailbox.offer(new ConductorMessage.Shutdown()) && clock.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
        boolean ended = thread.join(millisUntil(deadline));
        for (LoopHandle loop : loops) {
            ended &= loop.join(millisUntil(deadline));
        }
        if (!ended) {
            LOG.warn("The media plane did not end within 5 s");
        }
    }

    private long millisUntil(long deadlineNanos) {
        return Math.max(1, (deadlineNanos - clock.nanoTime()) / 1_000_000);
    }
}
