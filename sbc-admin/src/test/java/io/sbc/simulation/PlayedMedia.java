package io.sbc.simulation;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A media plane that carries nothing and answers as the real one does: later, in order, sometimes with no. It complains
 * about commands that make no sense and knows which plan holds behind which port.
 */
final class PlayedMedia implements MediaPlane {

    private static final int PORT_MIN = 20_000;
    private static final long SILENCE_MILLIS = 60_000;
    private static final long SAMPLE_MILLIS = 5_000;
    private static final int PORT_MAX = 60_000;

    private final World world;
    private final RandomGenerator random;
    private final double trouble;
    private final IntPredicate spokenTo;
    private final Verdicts verdicts;
    private final Map<MediaSessionId, Session> sessions = new LinkedHashMap<>();
    private final Map<Integer, Place> byPort = new LinkedHashMap<>();
    /** Which port of ours sends under a key of ours: it is no other's, before a kill of the SBC and after. */
    private final Map<SrtpKey, Integer> senders = new HashMap<>();
    private int nextPort = PORT_MIN;

    private record Place(Session session, int stream) {}

    private static final class Session {
        final MediaSessionId id;
        final Executor thread;
        final Consumer<MediaEvent> listener;
        final List<StreamPorts> ports = new ArrayList<>();
        @Nullable
        MediaPlan plan;
        boolean closing;
        /** Its process was killed. */
        boolean gone;

        Session(MediaSessionId id, Executor thread, Consumer<MediaEvent> listener) {
            this.id = id;
            this.thread = thread;
            this.listener = listener;
        }
    }

    /**
     * @param trouble how often something is refused, 0 to 1
     * @param spokenTo whether somebody sends media to that port of ours
     */
    PlayedMedia(World world, double trouble, IntPredicate spokenTo, Verdicts verdicts) {
        this.spokenTo = spokenTo;
        this.world = world;
        this.random = world.newRandom();
        this.trouble = trouble;
        this.verdicts = verdicts;
    }

    @Override
    public void open(MediaCommand.Open open, Executor thread, Consumer<MediaEvent> listener) {
        Session session = new Session(open.session(), thread, listener);
        if (random.nextDouble() < trouble) {
            later(session, new MediaEvent.OpenRefused(open.session(), MediaEvent.RefusalReason.PORTS_EXHAUSTED));
            return;
        }
        if (sessions.put(open.session(), session) != null) {
            verdicts.wrong("media session opened twice " + open.session());
        }
        open.before().ifPresentOrElse(before -> openAgain(session, before), () -> openPorts(session, open.streams()));
        listen(session);
        sample(session);
    }

    /** The SBC is killed. */
    void forget() {
        sessions.values().forEach(session -> session.gone = true);
        sessions.clear();
        byPort.clear();
    }

    /** On the ports that a process before had. */
    private void openAgain(Session session, MediaState before) {
        for (MediaState.Stream stream : before.streams()) {
            take(session, stream.setPort(), stream.icpPort());
        }
        later(session, new MediaEvent.Opened(session.id, session.ports));
    }

    private void take(Session session, int setPort, int icpPort) {
        Place place = new Place(session, session.ports.size());
        if (byPort.put(setPort, place) != null || byPort.put(icpPort, place) != null) {
            verdicts.wrong("ports " + setPort + ", " + icpPort + " of two sessions");
        }
        session.ports.add(new StreamPorts(Network.address(Network.SET.getHostString(), setPort),
                Network.address(Network.ICP.getHostString(), icpPort)));
    }

    /** Where the session stands is told from time to time. */
    private void sample(Session session) {
        world.afterMillis(SAMPLE_MILLIS, () -> {
            if (!session.closing && !session.gone) {
                MediaState state = new MediaState(world.epochMillis(), IntStream.range(0, session.ports.size())
                        .mapToObj(i -> new MediaState.Stream(session.ports.get(i).set().getPort(),
                                session.ports.get(i).icp().getPort(), standing(session, i, MediaSide.SET),
                                standing(session, i, MediaSide.ICP)))
                        .toList());
                later(session, new MediaEvent.Sampled(session.id, new MediaStats(List.of()), MediaQuality.NONE, state));
                sample(session);
            }
        });
    }

    private static MediaState.Endpoint standing(Session session, int stream, MediaSide side) {
        MediaPlan plan = session.plan;
        return plan == null || stream >= plan.streams().size()
                ? MediaState.Endpoint.UNHEARD
                : plan.streams().get(stream).on(side).map(its -> new MediaState.Endpoint(Optional.empty(),
                        Optional.empty(), standing(its.receive()), standing(its.send())))
                        .orElse(MediaState.Endpoint.UNHEARD);
    }

    private static Optional<MediaState.Context> standing(Protection protection) {
        return protection instanceof Protection.Srtp(SrtpKey key)
                ? Optional.of(new MediaState.Context(key, 100, 1, 1,
                        List.of(new MediaState.Source(1, 100, -1, 50, 0, 0))))
                : Optional.empty();
    }

    private void noteKeys(Session session, MediaPlan plan) {
        for (int i = 0; i < plan.streams().size() && i < session.ports.size(); i++) {
            noteKey(session.ports.get(i).set(), plan.streams().get(i).set());
            noteKey(session.ports.get(i).icp(), plan.streams().get(i).icp());
        }
    }

    private void noteKey(InetSocketAddress ours, Optional<EndpointPlan> plan) {
        if (plan.isPresent() && plan.get().send() instanceof Protection.Srtp(SrtpKey key)) {
            Integer before = senders.putIfAbsent(key, ours.getPort());
            verdicts.that(before == null || before == ours.getPort(),
                    "a key of port " + before + " is used by port " + ours.getPort());
        }
    }

    private void openPorts(Session session, int streams) {
        while (session.ports.size() < streams) {
            int port = nextPort;
            nextPort = nextPort + 4 >= PORT_MAX ? PORT_MIN : nextPort + 4;
            if (!byPort.containsKey(port)) {
                take(session, port, port + 2);
            }
        }
        later(session, new MediaEvent.Opened(session.id, session.ports));
    }

    /** Silence from everyone is reported, again and again. */
    private void listen(Session session) {
        world.afterMillis(SILENCE_MILLIS, () -> {
            if (!session.closing && !session.gone) {
                if (session.plan != null && session.ports.stream().noneMatch(ports -> spokenTo
                        .test(ports.set().getPort()) || spokenTo.test(ports.icp().getPort()))) {
                    later(session, new MediaEvent.MediaTimeout(session.id));
                }
                listen(session);
            }
        });
    }

    @Override
    public boolean offer(MediaCommand command) {
        if (random.nextDouble() < trouble) {
            return false;
        }
        Session session = sessions.get(command.session());
        if (session == null || session.closing) {
            verdicts.wrong("media command for a session that is not open: " + command);
            return true;
        }
        switch (command) {
            case MediaCommand.Open open -> openPorts(session, open.streams());
            case MediaCommand.Apply apply -> {
                if (apply.plan().streams().size() > session.ports.size()) {
                    verdicts.wrong("media plan of more streams than there are ports");
                }
                session.plan = apply.plan();
                noteKeys(session, apply.plan());
            }
            case MediaCommand.Close _ -> close(session);
            case MediaCommand.Query _ -> later(session, new MediaEvent.Report(session.id, new MediaStats(List.of())));
        }
        return true;
    }

    private void close(Session session) {
        session.closing = true;
        for (StreamPorts ports : session.ports) {
            byPort.remove(ports.set().getPort());
            byPort.remove(ports.icp().getPort());
        }
        world.afterMillis(1, () -> {
            sessions.remove(session.id, session);
            tell(session, new MediaEvent.Closed(session.id, new MediaStats(List.of())));
        });
    }

    /** Events of a session come in order: all of them after the same time. */
    private void later(Session session, MediaEvent event) {
        world.afterMillis(1, () -> tell(session, event));
    }

    private static void tell(Session session, MediaEvent event) {
        if (!session.gone) {
            session.thread.execute(() -> session.listener.accept(event));
        }
    }

    /** What holds for the stream that uses this port of ours; empty when none does. */
    Optional<StreamPlan> planAt(InetSocketAddress ours) {
        Place place = byPort.get(ours.getPort());
        return place == null || place.session().plan == null
                || place.stream() >= place.session().plan.streams().size()
                        ? Optional.empty()
                        : Optional.of(place.session().plan.streams().get(place.stream()));
    }

    /** Whether a session holds this port of ours. */
    boolean isHeld(int port) {
        return byPort.containsKey(port);
    }

    @Override
    public int sessions() {
        return sessions.size();
    }

    @Override
    public int portsInUse() {
        return byPort.size();
    }

    @Override
    public void close() {}
}
