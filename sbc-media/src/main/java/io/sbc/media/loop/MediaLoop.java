package io.sbc.media.loop;

import io.sbc.media.api.RelayRules;
import io.sbc.base.Agent;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import io.sbc.media.relay.RelayCounters;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.relay.ReportMaking;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.Poller;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpChannel;
import io.sbc.media.srtp.SrtpWorkspace;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import io.sbc.media.tap.StreamTap;
import org.jspecify.annotations.Nullable;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * Carries the packets of its sessions. A turn: commands, pause (see {@link Coalescing}), packets, events, and ten times a
 * second what has to be done without packets. {@link #offer} may be called by any thread, all else is the loop's own.
 */
public final class MediaLoop implements Agent {

    /** Commands that may wait; the conductor sends a handful for each call. */
    private static final int COMMANDS_MAX = 4096;
    /** Commands taken in one turn, so that packets do not wait for a burst of calls. */
    private static final int COMMANDS_PER_TURN = 64;
    private static final long TICK_NANOS = 100_000_000;
    /** Without sessions there is nothing to do at a tick: a loop that nobody uses looks around once in a while. */
    private static final int IDLE_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String name;
    private final Poller poller;
    private final Clock clock;
    private final long mediaTimeoutNanos;
    private final RelayRules rules;
    private final Counters<MediaCounter> counters;
    private final PacketBatch batch;
    /** For packets of our own. */
    private final Datagram scratch = new Datagram();
    private final SrtpWorkspace workspace = new SrtpWorkspace();
    private final RelayCounters totals = new RelayCounters();
    private final CounterPublisher publisher;
    private final Outbox outbox;
    private final Coalescing coalescing;
    private final ReportMaking making;
    private final SessionCare care;
    private final MpscAtomicArrayQueue<LoopCommand> commands = new MpscAtomicArrayQueue<>(COMMANDS_MAX);
    private final Map<MediaSessionId, LoopSession> sessions = new HashMap<>();
    private final List<LoopSession> dirty = new ArrayList<>();
    private long nextTickNanos;
    private long pauseNanos;
    private int turn;
    private boolean stopping;
    /** Whether a command has to wake it. Written by the loop. */
    private volatile boolean sleeping;
    private @Nullable StreamTap tap;
    private boolean tapsAll;

    /**
     * Not running yet: an {@code AgentThread} runs it.
     *
     * @param mediaTimeout silence after which {@code MediaTimeout} is raised; zero for never
     * @param sampleInterval how often the owner gets the counters of a session; zero for never
     * @param making for peers that send no RTCP
     */
    public MediaLoop(int number, Poller poller, Clock clock, Duration mediaTimeout, RelayRules rules,
            Duration sampleInterval, ReportMaking making, Counters<MediaCounter> counters, LoopOwner owner) {
        this.name = "media-loop-" + number;
        this.poller = poller;
        this.batch = new PacketBatch(clock, poller);
        this.clock = clock;
        this.mediaTimeoutNanos = mediaTimeout.toNanos();
        this.rules = rules;
        this.counters = counters;
        this.publisher = new CounterPublisher(totals, counters);
        this.outbox = new Outbox(owner, counters);
        this.making = making;
        this.care = new SessionCare(sampleInterval.toNanos(), scratch, outbox);
        this.coalescing = new Coalescing(clock.nanoTime());
        this.nextTickNanos = clock.nanoTime() + TICK_NANOS;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void onStart() {
        poller.onPollingThread(clock.nanoTime());
    }

    /** Hands the loop a command; false when its queue is full. Any thread. */
    public boolean offer(LoopCommand command) {
        if (!enqueue(command)) {
            return false;
        }
        wake();
        return true;
    }

    /** Leaves the loop a command that it need not look at before {@link #wake}; false when its queue is full. Any thread. */
    public boolean enqueue(LoopCommand command) {
        return commands.offer(command);
    }

    /** Has the loop look at what was left for it. Any thread. */
    public void wake() {
        VarHandle.fullFence(); // the command is there before we look, as the loop says that it sleeps before it looks
        if (sleeping) {
            poller.wakeup();
        }
    }

    /** The scratch for contexts that are made for this loop; only the loop writes to it. Any thread. */
    public SrtpWorkspace workspace() {
        return workspace;
    }

    /** Packets that come in. Any thread. */
    public long packetsPerSecond() {
        return coalescing.packetsPerSecond();
    }

    /** Whether time on a core is kept for it now. Any thread. */
    public boolean hasReservedTime() {
        return poller.hasReservedTime();
    }

    /** Commands that wait. Any thread. */
    public int queueDepth() {
        return commands.size();
    }

    @Override
    public boolean doWork() {
        handleCommands();
        if (stopping) {
            outbox.flush();
            return false;
        }
        if (pauseNanos > 0) {
            poller.pause(pauseNanos);
        }
        turn++;
        int packets = poll();
        batch.relay();
        long now = clock.nanoTime();
        pauseNanos = coalescing.pauseNanos(packets, sessions.size(), now);
        if (!dirty.isEmpty()) {
            drainDirty(now);
        }
        if (now - nextTickNanos >= 0) {
            nextTickNanos = now + TICK_NANOS;
            tick(now);
        }
        return true;
    }

    /** Sleeps until there are packets, but not while commands wait: who hands one to a loop that sleeps wakes it. */
    private int poll() {
        int timeoutMillis = pollTimeoutMillis();
        if (timeoutMillis == 0) {
            return poller.poll(0);
        }
        sleeping = true;
        int packets = poller.poll(commands.isEmpty() ? timeoutMillis : 0);
        sleeping = false;
        return packets;
    }

    private int pollTimeoutMillis() {
        if (sessions.isEmpty() && outbox.isEmpty()) {
            return IDLE_MILLIS;
        }
        long untilTick = nextTickNanos - clock.nanoTime();
        return (int) Math.max(0, (untilTick + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    private void handleCommands() {
        for (int i = 0; i < COMMANDS_PER_TURN; i++) {
            LoopCommand command = commands.poll();
            if (command == null) {
                return;
            }
            onCommand(command);
        }
    }

    private void onCommand(LoopCommand command) {
        switch (command) {
            case LoopCommand.Attach attach -> onAttach(attach);
            case LoopCommand.Apply apply -> onApply(apply);
            case LoopCommand.Query query -> onQuery(query.session());
            case LoopCommand.Detach detach -> onDetach(detach.session());
            case LoopCommand.Tap changed -> onTap(changed);
            case LoopCommand.TapSession tapped -> onTapSession(tapped.session());
            case LoopCommand.Stop stop -> stopping = true;
        }
    }

    private void onTap(LoopCommand.Tap changed) {
        tap = changed.tap().orElse(null);
        tapsAll = changed.all();
        StreamTap now = tapsAll ? tap : null;
        sessions.values().forEach(session -> session.tap(now));
    }

    private void onTapSession(MediaSessionId id) {
        LoopSession session = sessions.get(id);
        if (session != null && tap != null) {
            session.tap(tap);
        }
    }

    private void onAttach(LoopCommand.Attach attach) {
        LoopSession session = sessions.computeIfAbsent(attach.session(), id -> new LoopSession(id, outbox,
                care.firstSampleNanos(id, clock.nanoTime())));
        for (LoopCommand.BoundStream ports : attach.streams()) {
            RelayStream stream = new RelayStream(ports.set(), ports.icp(), rules, totals, making);
            session.add(stream);
            if (tapsAll) {
                stream.tap(tap);
            }
            for (MediaSide side : MediaSide.values()) {
                watch(session, stream, side, false, stream.ports(side).rtp());
                watch(session, stream, side, true, stream.ports(side).rtcp());
            }
        }
    }

    private void watch(LoopSession session, RelayStream stream, MediaSide side, boolean rtcp, UdpChannel channel) {
        if (!poller.add(channel, new SessionPort(this, session, stream, side, rtcp, channel))) {
            onFault(session, new IllegalStateException("port " + channel.localPort() + " cannot be polled"));
        }
    }

    private void onApply(LoopCommand.Apply apply) {
        LoopSession session = sessions.get(apply.session());
        if (session != null) {
            session.apply(apply.streams(), clock.nanoTime());
            if (session.hasEvents()) {
                onEvents(session);
            }
        }
    }

    private void onQuery(MediaSessionId id) {
        LoopSession session = sessions.get(id);
        if (session != null) {
            outbox.offer(new LoopEvent.Raised(new MediaEvent.Report(id, session.snapshot())));
        }
    }

    private void onDetach(MediaSessionId id) {
        LoopSession session = sessions.remove(id);
        if (session == null) {
            return;
        }
        long now = clock.nanoTime();
        session.drainEvents(now);
        dirty.remove(session);
        for (RelayStream stream : session.streams()) {
            stream.sayBye(scratch, now);
            for (MediaSide side : MediaSide.values()) {
                release(stream.ports(side));
            }
        }
        publisher.publish();
        outbox.offer(new LoopEvent.Detached(id, session.snapshot()));
    }

    private void release(PortPair ports) {
        poller.remove(ports.rtp());
        poller.remove(ports.rtcp());
        ports.close();
    }

    private void drainDirty(long now) {
        for (Iterator<LoopSession> sessionsLeft = dirty.iterator(); sessionsLeft.hasNext();) {
            if (sessionsLeft.next().drainEvents(now)) {
                sessionsLeft.remove();
            }
        }
    }

    private void tick(long now) {
        outbox.flush();
        publisher.publish();
        if (mediaTimeoutNanos > 0) {
            sessions.values().forEach(session -> raiseTimeout(session, now));
        }
        care.turn(sessions.values(), now);
        poller.review(!sessions.isEmpty(), now);
    }

    private void raiseTimeout(LoopSession session, long now) {
        if (session.timesOut(now, mediaTimeoutNanos)) {
            counters.increment(MediaCounter.MEDIA_TIMEOUTS);
            outbox.offer(new LoopEvent.Raised(new MediaEvent.MediaTimeout(session.id())));
        }
    }

    /** Counts how often packets were asked for; runs over. */
    int turn() {
        return turn;
    }

    /** The packets in hand. */
    PacketBatch batch() {
        return batch;
    }

    void onEvents(LoopSession session) {
        if (session.markDirty()) {
            dirty.add(session);
        }
    }

    void onFault(LoopSession session, Throwable fault) {
        session.markFaulted();
        counters.increment(MediaCounter.FAULTS);
        outbox.offer(new LoopEvent.Faulted(session.id(), fault));
    }

    @Override
    public void onClose() {
        for (MediaSessionId id : List.copyOf(sessions.keySet())) {
            onDetach(id);
        }
        publisher.publish();
        poller.close();
        batch.close();
        scratch.close();
    }
}
