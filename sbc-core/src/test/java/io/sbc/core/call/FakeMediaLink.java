package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.medialink.MediaLink;
import io.sbc.core.medialink.MediaListener;
import io.sbc.core.medialink.MediaSession;
import io.sbc.core.medialink.SavedMedia;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.api.MediaState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Media sessions that only remember what was asked of them. */
final class FakeMediaLink implements MediaLink {

    final List<Session> sessions = new ArrayList<>();
    boolean refuse;
    boolean silent;
    final List<MediaState> resumed = new ArrayList<>();
    private int lastPort = 20_000;

    @Override
    public MediaSession open(int streams, ShardContext shard, MediaListener listener) {
        return open(streams, shard, listener, false);
    }

    @Override
    public MediaLink urgent() {
        return (streams, shard, listener) -> open(streams, shard, listener, true);
    }

    private MediaSession open(int streams, ShardContext shard, MediaListener listener, boolean urgent) {
        Session session = new Session(shard, listener, urgent);
        sessions.add(session);
        session.ask(streams);
        return session;
    }

    /** On the ports of before; refused if so told. */
    @Override
    public MediaSession openAgain(SavedMedia before, ShardContext shard, MediaListener listener) {
        resumed.add(before.state());
        Session session = new Session(shard, listener, false);
        sessions.add(session);
        before.state().streams().forEach(stream -> session.wanted.add(new StreamPorts(
                new InetSocketAddress("192.0.2.1", stream.setPort()),
                new InetSocketAddress("10.0.0.1", stream.icpPort()))));
        session.ask(before.state().streams().size());
        return session;
    }

    Session only() {
        if (sessions.size() != 1) {
            throw new AssertionError("sessions: " + sessions.size());
        }
        return sessions.getFirst();
    }

    /** A session: ports are given one turn later, unless the link refuses or stays silent. */
    final class Session implements MediaSession {

        final List<MediaPlan> applied = new ArrayList<>();
        /** While offers inside the call were out. */
        final List<MediaPlan> expected = new ArrayList<>();
        int closeRequests;
        int closedEvents;
        private final boolean urgent;
        private final ShardContext shard;
        final MediaListener listener;
        private final List<StreamPorts> ports = new ArrayList<>();
        private final List<StreamPorts> wanted = new ArrayList<>();

        Session(ShardContext shard, MediaListener listener, boolean urgent) {
            this.urgent = urgent;
            this.shard = shard;
            this.listener = listener;
        }

        private void ask(int streams) {
            if (silent) {
                return;
            }
            shard.execute(() -> {
                if (refuse && !urgent) {
                    listener.onRefused("PORTS_EXHAUSTED");
                    if (ports.isEmpty()) {
                        closed();
                    }
                    return;
                }
                ports.addAll(wanted);
                wanted.clear();
                while (ports.size() < streams) {
                    lastPort += 2;
                    ports.add(new StreamPorts(new InetSocketAddress("192.0.2.1", lastPort),
                            new InetSocketAddress("10.0.0.1", lastPort + 10_000)));
                }
                listener.onOpened();
            });
        }

        /** Gives the ports that a silent link has kept back. */
        void openNow(int streams) {
            silent = false;
            ask(streams);
        }

        @Override
        public int streams() {
            return ports.size();
        }

        @Override
        public void extend(int streams) {
            ask(streams);
        }

        @Override
        public MediaNegotiation.Result receiveOffer(MediaNegotiation negotiation, Side from, SdpSession offer,
                RandomGenerator random) {
            return negotiation.receiveOffer(from, offer, ports, random);
        }

        @Override
        public void apply(MediaNegotiation negotiation, boolean settled) {
            if (closeRequests == 0) {
                applied.add(settled ? negotiation.plan() : negotiation.plan().early());
            }
        }

        @Override
        public void expect(MediaNegotiation offered) {
            if (closeRequests == 0) {
                expected.add(offered.planWhileOffered());
            }
        }

        @Override
        public Optional<SavedMedia> state() {
            List<StreamPorts> known = ports.isEmpty() ? wanted : ports;
            return known.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SavedMedia(MediaState.unheard(shard.clock().epochMillis(), known)));
        }

        @Override
        public void close() {
            closeRequests++;
            if (closedEvents == 0) {
                shard.execute(this::closed);
            }
        }

        /** Counters come, with what they say. */
        void sample(MediaQuality quality) {
            shard.execute(() -> listener.onSampled(new MediaStats(List.of()), quality));
        }

        void timeOut() {
            shard.execute(listener::onTimeout);
        }

        /** The plane ends it by itself. */
        void closed() {
            if (closedEvents == 0) {
                closedEvents++;
                listener.onClosed(new MediaStats(List.of()));
            }
        }
    }
}
