package io.sbc.simulation;

import io.sbc.admin.boot.SimulatedPlane;
import io.sbc.base.Gauge;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.SimulatedEdge;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** One run: everything that one seed makes happen, from the first registration until nothing is left. */
final class Simulation implements Stage {

    /** How long after the last of the actors the SBC may remember anything: an idle flow, a binding, a transaction. */
    private static final long QUIET_MILLIS = 3 * 3_600_000L;

    private static final long BEGIN_MILLIS = 5_000;

    private static final String CONFIG = """
            interface: {address: 203.0.113.10}
            set: {domain: set.example, realm: %s}
            icp:
              address: 10.77.0.1
              pbxs: [{id: pbx, domain: pbx.example, host: 10.77.0.2, port: 5070, transport: %s}]
            signalling: {shards: %d}
            """;

    private final World world;
    private final RandomGenerator random;
    private final Verdicts verdicts;
    private final Counts counts = new Counts();
    private final Temper temper;
    private final Network network;
    private final PlayedMedia media;
    private final SimulatedPlane sbc;
    private final Pbx pbx;
    private final List<Phone> phones = new ArrayList<>();
    private final int calls;
    private long steps;

    /**
     * How it ended.
     *
     * @param wrong empty when all is well
     * @param last the last that happened
     */
    record Outcome(String hash, Counts counts, long steps, List<String> wrong, List<String> last) {}

    /** @param calls that are tried */
    Simulation(long seed, int calls) {
        this.calls = calls;
        this.world = new World(seed);
        this.random = world.newRandom();
        this.verdicts = new Verdicts(world);
        this.temper = Temper.of(random);
        boolean datagrams = random.nextInt(3) > 0;
        this.network = new Network(world, conditions(datagrams), new WireRules(world, verdicts));
        this.media = new PlayedMedia(world, temper.media(), this::isSpokenTo, verdicts);
        int users = 5 + random.nextInt(20);
        SbcConfig config = config(datagrams ? TransportProtocol.UDP : TransportProtocol.TCP);
        this.sbc = new SimulatedPlane(config, new Users(users), (_, _) -> List.of(), network, media, world,
                world::newRandom);
        network.attach(new SimulatedEdge(config.limits(), sbc.counters(), sbc.engine()));
        this.pbx = new Pbx(this, datagrams ? TransportProtocol.UDP : TransportProtocol.TCP, 5);
        for (int i = 1; i <= users; i++) {
            phones.add(new Phone(this, i));
        }
    }

    private Network.Conditions conditions(boolean datagrams) {
        double[] losses = {0, 0.02, 0.2};
        return new Network.Conditions(datagrams ? losses[random.nextInt(3)] : 0, random.nextBoolean() ? 0.1 : 0,
                1 + random.nextInt(60), random.nextBoolean() ? random.nextInt(200) : 0);
    }

    private SbcConfig config(TransportProtocol protocol) {
        String text = CONFIG.formatted(Users.REALM, protocol.name().toLowerCase(Locale.ROOT), 1 + random.nextInt(3));
        return switch (new ConfigReader(1).parse(text)) {
            case ConfigResult.Valid(SbcConfig config) -> config;
            case ConfigResult.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    Outcome run() {
        plan();
        runFor(lastCallAt() + 200_000);
        phones.forEach(this::retire);
        pbx.desks().forEach(Party::hangUpAll);
        runFor(world.millis() + QUIET_MILLIS);
        if (!verdicts.any()) {
            checkNothingIsLeft();
        }
        List<String> last = world.trace().last();
        return new Outcome(world.trace().hash(), counts, steps, verdicts.found(), last);
    }

    private long lastCallAt() {
        return BEGIN_MILLIS + calls * 700L;
    }

    // ---- what is to happen

    private void plan() {
        long end = lastCallAt();
        for (Phone phone : phones) {
            world.afterMillis(random.nextLong(BEGIN_MILLIS), phone::appear);
            for (long at = BEGIN_MILLIS; at < end; at += 30_000) {
                if (random.nextDouble() < temper.flap()) {
                    boolean silently = random.nextDouble() < temper.vanish();
                    long away = random.nextBoolean() ? random.nextInt(2_000) : random.nextInt(60_000);
                    world.afterMillis(at + random.nextInt(30_000), () -> phone.flap(silently, away));
                }
            }
        }
        for (int i = 0; i < calls; i++) {
            world.afterMillis(BEGIN_MILLIS + random.nextLong(end - BEGIN_MILLIS), this::placeCall);
        }
        for (int i = 0; i < temper.outages(); i++) {
            planOutage(end, false);
        }
        for (int i = 0; i < temper.crashes(); i++) {
            planOutage(end, true);
        }
    }

    private void planOutage(long end, boolean forgetting) {
        long at = random.nextLong(end);
        world.afterMillis(at, () -> pbx.goDown(forgetting));
        world.afterMillis(at + 1_000 + random.nextInt(60_000), pbx::comeBack);
    }

    private void placeCall() {
        Phone phone = phones.get(random.nextInt(phones.size()));
        Desk desk = pbx.desks().get(random.nextInt(pbx.desks().size()));
        List<String> extensions = pbx.registered();
        int kind = random.nextInt(10);
        if (kind < 5) {
            phone.call(desk.user);
        } else if (kind < 8 && !extensions.isEmpty()) {
            desk.callExtension(extensions.get(random.nextInt(extensions.size())));
        } else if (!extensions.isEmpty()) {
            phone.call(extensions.get(random.nextInt(extensions.size())));
        }
    }

    /** Half of them say goodbye. */
    private void retire(Phone phone) {
        if (random.nextBoolean()) {
            phone.hangUpAll();
            world.afterMillis(5_000, phone::leave);
        } else {
            phone.vanishForEver();
        }
    }

    // ---- the run

    private void runFor(long untilMillis) {
        long until = untilMillis * 1_000_000;
        sbc.runShards();
        while (!verdicts.any() && world.nanoTime() < until) {
            world.advance(Math.min(until - world.nanoTime(),
                    Math.max(0, Math.min(world.nanosToNext(), sbc.nanosToNextTimer()))));
            world.step();
            sbc.runShards();
            steps++;
            if (steps % 512 == 0) {
                checkBounds();
            }
        }
    }

    private void checkBounds() {
        verdicts.that(sbc.counters().value(EdgeCounter.SHARD_ERRORS) == 0, "an exception in a shard");
        verdicts.that(sbc.counters().value(EdgeCounter.SHARD_OVERLOADS) == 0, "a shard's queue is full");
        verdicts.that(sbc.counters().value(EdgeCounter.EDGE_ERRORS) == 0, "an exception at the edge");
        verdicts.that(gauge("sbc_calls") <= calls && gauge("sbc_dialogs") == 2 * gauge("sbc_calls"),
                "calls and dialogs do not match");
    }

    private long gauge(String name) {
        return sbc.gauges().stream().filter(gauge -> gauge.metric().equals(name)).findFirst().orElseThrow().value()
                .getAsLong();
    }

    private void checkNothingIsLeft() {
        checkBounds();
        for (Gauge gauge : sbc.gauges()) {
            long value = gauge.value().getAsLong();
            verdicts.that(value == 0 || gauge.metric().equals("sbc_shards"),
                    gauge.metric() + " is " + value + " when nothing is left");
        }
        verdicts.that(media.sessions() == 0 && media.portsInUse() == 0, "media sessions are left");
        verdicts.that(network.open(io.sbc.core.Side.SET) == 0, "connections are left");
        verdicts.that(sbc.counters().value(EdgeCounter.MALFORMED_MESSAGES) == 0
                && sbc.counters().value(EdgeCounter.MALFORMED_HEADERS) == 0, "well-formed messages were not read");
    }

    private boolean isSpokenTo(int port) {
        return phones.stream().filter(Phone::isConnected).anyMatch(phone -> speaks(phone, port))
                || pbx.isUp() && pbx.desks().stream().anyMatch(desk -> speaks(desk, port));
    }

    private static boolean speaks(Party party, int port) {
        return party.talks().stream().anyMatch(talk -> talk.speaksTo(port));
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public PlayedMedia media() {
        return media;
    }

    @Override
    public Verdicts verdicts() {
        return verdicts;
    }

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public Temper temper() {
        return temper;
    }
}
