package io.sbc.simulation;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.SimulatedEdge;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the SBC and everyone else. Datagrams get lost, late, twice and out of order; streams deliver in
 * order until they are reset or fall silent. It is the SBC's connector too.
 */
final class Network implements Connector {

    static final InetSocketAddress SET = address("203.0.113.10", 5061);
    static final InetSocketAddress ICP = address("10.77.0.1", 5080);

    /** What the shipped edge allows on streams to phones; more is not taken. */
    private static final int UNREAD_MAX = 256 << 10;

    /** Hears what the SBC receives and sends, octet by octet. */
    interface Tap {

        void received(Flow flow, String message);

        void sent(Flow flow, String message);
    }

    /** One at whom messages of the SBC arrive. */
    interface Receiver {

        void onMessage(Wire wire, Sip message);

        /** The connection broke. */
        void onBroken(Wire wire);
    }

    /** One who takes connections of the SBC. */
    interface Server extends Receiver {

        boolean isUp();
    }

    private final World world;
    private final RandomGenerator random;
    private final Conditions conditions;
    private final Tap tap;
    private final Map<InetSocketAddress, Server> servers = new HashMap<>();
    private final Map<InetSocketAddress, Wire> datagrams = new LinkedHashMap<>();
    private final Map<NextHop, Wire> outbound = new LinkedHashMap<>();
    private @Nullable SimulatedEdge edge;
    private final Set<Wire> streams = new LinkedHashSet<>();
    /** How often the SBC was killed. */
    private int generation;

    /**
     * How bad it is.
     *
     * @param loss of datagrams, 0 to 1
     * @param twice of datagrams, 0 to 1
     * @param latencyMillis at least
     * @param jitterMillis more at most; datagrams overtake each other by it
     */
    record Conditions(double loss, double twice, int latencyMillis, int jitterMillis) {}

    Network(World world, Conditions conditions, Tap tap) {
        this.world = world;
        this.random = world.newRandom();
        this.conditions = conditions;
        this.tap = tap;
    }

    void attach(SimulatedEdge sbc) {
        edge = sbc;
        datagrams.values().forEach(Wire::renew);
    }

    /** The SBC is killed: its streams are reset, what comes before it is {@linkplain #attach there again} is lost. */
    void detach() {
        edge = null;
        generation++;
        outbound.clear();
        List.copyOf(streams).forEach(Wire::breakOff);
    }

    private boolean isUp() {
        return edge != null;
    }

    void listen(InetSocketAddress address, Server server) {
        servers.put(address, server);
    }

    /** Resets every stream of that actor. */
    @SuppressWarnings("ReferenceEquality") // this actor, not one like it
    void breakAll(Receiver receiver) {
        streams.stream().filter(wire -> wire.receiver == receiver).toList().forEach(Wire::breakOff);
    }

    /** Open streams of a side. */
    long open(Side side) {
        return streams.stream().filter(wire -> wire.side == side).count();
    }

    /** A connection of a phone or a PBX to the SBC; while that is not there, it is refused a little later. */
    Wire connect(Side side, TransportProtocol protocol, InetSocketAddress from, Receiver receiver) {
        Wire wire = new Wire(side, protocol, from, receiver);
        if (!isUp()) {
            wire.breakOff();
        }
        return wire;
    }

    /** The way between the SBC's UDP socket of the ICP side and that address. */
    Wire datagrams(InetSocketAddress remote, Receiver receiver) {
        return datagrams.computeIfAbsent(remote,
                address -> new Wire(Side.ICP, TransportProtocol.UDP, address, receiver));
    }

    @Override
    public CompletionStage<Flow> connect(NextHop hop) {
        Server server = servers.get(hop.address());
        if (!hop.protocol().isStream()) {
            return server == null
                    ? CompletableFuture.failedFuture(new IOException("nobody is at " + hop))
                    : CompletableFuture.completedFuture(datagrams(hop.address(), server).flow);
        }
        Wire known = outbound.get(hop);
        if (known != null && known.isOpen()) {
            return CompletableFuture.completedFuture(known.flow);
        }
        CompletableFuture<Flow> opening = new CompletableFuture<>();
        int asker = generation;
        world.afterMillis(2L * latency(), () -> {
            if (asker != generation) {
                return; // who asked is no more
            }
            if (server == null || !server.isUp()) {
                opening.completeExceptionally(new IOException("refused by " + hop));
            } else {
                Wire wire = outbound.get(hop);
                if (wire == null || !wire.isOpen()) {
                    wire = new Wire(Side.ICP, hop.protocol(), hop.address(), server);
                    outbound.put(hop, wire);
                }
                opening.complete(wire.flow);
            }
        });
        return opening;
    }

    @Override
    public SentBy sentBy(Side side, TransportProtocol protocol) {
        InetSocketAddress own = side == Side.SET ? SET : ICP;
        return SentBy.of(own.getHostString(), own.getPort());
    }

    @Override
    public Flow responseFlow(Flow arrival, Via topmostVia) {
        return arrival;
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(java.net.InetAddress.ofLiteral(host), port);
    }

    private int latency() {
        return conditions.latencyMillis + random.nextInt(conditions.jitterMillis + 1);
    }

    private void deliver(Wire wire, String message) {
        if (wire.isOpen() && isUp()) {
            tap.received(wire.flow, message);
            edge().onBytes(wire.flow, message.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private SimulatedEdge edge() {
        if (edge == null) {
            throw new IllegalStateException("attach() comes first");
        }
        return edge;
    }

    /** Both ends of a way: the actor's methods here, the SBC's in {@link #flow}. */
    final class Wire {

        private final Side side;
        private final TransportProtocol protocol;
        private final InetSocketAddress remote;
        private final Receiver receiver;
        private End flow = new End();
        private long toActor;
        private long toSbc;
        private int unread;
        private boolean silent;
        private boolean broken;

        Wire(Side side, TransportProtocol protocol, InetSocketAddress remote, Receiver receiver) {
            this.side = side;
            this.protocol = protocol;
            this.remote = remote;
            this.receiver = receiver;
            if (protocol.isStream()) {
                streams.add(this);
            }
        }

        boolean isOpen() {
            return !broken;
        }

        /** The same way to an SBC that has started again. */
        private void renew() {
            flow = new End();
        }

        TransportProtocol protocol() {
            return protocol;
        }

        InetSocketAddress remote() {
            return remote;
        }

        long id() {
            return flow.id;
        }

        /** The actor sends. */
        void send(Sip message) {
            String text = message.toString();
            if (broken || silent) {
                return;
            }
            if (protocol.isStream()) {
                toSbc = Math.max(toSbc, world.nanoTime() + latency() * 1_000_000L);
                world.afterNanos(toSbc - world.nanoTime(), () -> deliver(this, text));
            } else {
                scatter(() -> deliver(this, text));
            }
        }

        private void scatter(Runnable arrival) {
            if (random.nextDouble() >= conditions.loss) {
                world.afterMillis(latency(), arrival);
                if (random.nextDouble() < conditions.twice) {
                    world.afterMillis(latency(), arrival);
                }
            }
        }

        /** Breaks it, as a reset or the actor's own closing does: what is on its way is lost. */
        void breakOff() {
            if (!broken && protocol.isStream()) {
                broken = true;
                streams.remove(this);
                world.trace().add("broken " + this, "");
                if (isUp()) {
                    edge().onClosed(flow);
                }
                world.afterMillis(latency(), () -> receiver.onBroken(this));
            }
        }

        /** The actor is gone without a word: the SBC notices when its idle time is over. */
        void vanish(long idleMillis) {
            silent = true;
            world.afterMillis(idleMillis, this::breakOff);
        }

        private boolean sendToActor(SipMessage message) {
            if (broken) {
                return false;
            }
            String text = new String(message.toBytes(), StandardCharsets.ISO_8859_1);
            if (protocol.isStream() && unread + text.length() > UNREAD_MAX) {
                return false;
            }
            tap.sent(flow, text);
            if (silent) {
                unread += text.length();
            } else if (protocol.isStream()) {
                toActor = Math.max(toActor, world.nanoTime() + latency() * 1_000_000L);
                world.afterNanos(toActor - world.nanoTime(), () -> arrive(text));
            } else {
                scatter(() -> arrive(text));
            }
            return true;
        }

        private void arrive(String text) {
            if (!broken && !silent) {
                receiver.onMessage(this, Sip.parse(text));
            }
        }

        @Override
        public String toString() {
            return flow.toString();
        }

        /** The SBC's end. */
        private final class End implements Flow {

            private final long id = isUp() ? edge().nextFlowId() : -1;
            private final int of = generation;

            @Override
            public long id() {
                return id;
            }

            @Override
            public Side side() {
                return side;
            }

            @Override
            public TransportProtocol protocol() {
                return protocol;
            }

            @Override
            public InetSocketAddress local() {
                return side == Side.SET ? SET : ICP;
            }

            @Override
            public InetSocketAddress remote() {
                return remote;
            }

            @Override
            public boolean isOpen() {
                return !broken && of == generation;
            }

            @Override
            public boolean send(SipMessage message) {
                return sendToActor(message);
            }

            @Override
            public void close(String why) {
                world.afterMillis(0, Wire.this::breakOff);
            }

            @Override
            public String toString() {
                return side + " " + protocol + " " + id + " " + remote;
            }
        }
    }
}
