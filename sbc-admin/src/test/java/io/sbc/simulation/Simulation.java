package io.sbc.simulation;

import io.sbc.admin.boot.SimulatedDisk;
import io.sbc.admin.boot.SimulatedPlane;
import io.sbc.core.Side;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.TransportProtocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One run: everything that one seed makes happen, from the first registration until nothing is left. */
final class Simulation implements Stage {

    /** What a call may outlive its parties by: an INVITE's time and that of a CANCEL, or silence of the media. */
    private static final long CALLS_GONE_MILLIS = 300_000;

    /** By then each flow that fell silent is closed (10 minutes), and each binding over. */
    private static final long FLOWS_GONE_MILLIS = 400_000;

    /** By then the PBX has been told, however often it had to be asked. */
    private static final long QUIET_MILLIS = 2 * 3_600_000L;

    /** Gauges that are no state of phones or calls. */
    private static final Set<String> ALWAYS = Set.of("sbc_shards");

    private static final int HEALTH_CHECK_SECONDS = 60;
    private static final long BEGIN_MILLIS = 5_000;

    /** Behind the last call: so long there is something to kill. */
    private static final long TALKING_MILLIS = 60_000;
    /** Longer than a datagram takes there and back: what was sent before the kill has been answered or repeated by then. */
    private static final long START_MILLIS = 1_000;
    private static final long AWAY_MAX_MILLIS = 130_000;
    /** {@code calls.survive-outage}, and the age of a record. */
    private static final long OUTAGE_MILLIS = 110_000;

    @SuppressWarnings("InlineFormatString") // for the reader it stands on top
    private static final String CONFIG = """
            interface: {address: 203.0.113.10}
            set: {domain: set.example, realm: %s}
            icp:
              address: 10.77.0.1
              pbxs: [{id: pbx, domain: pbx.example, transport: %s, nodes: [%s]}]
            signalling: {shards: %d}
            """;

    private final World world;
    private final RandomGenerator random;
    private final Verdicts verdicts;
    private final Counts counts = new Counts();
    private final Temper temper;
    private final Network network;
    private final PlayedMedia media;
    private final WireRules rules;
    private final SbcConfig config;
    private final SimulatedDisk disk;
    private SimulatedPlane sbc;
    private Bounds bounds;
    private boolean down;
    private final Pbx pbx;
    private final Users users;
    private final List<Phone> phones = new ArrayList<>();
    private final Map<String, Set<String>> ends = new HashMap<>();
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
        this.rules = new WireRules(world, verdicts);
        this.network = new Network(world, conditions(datagrams), rules);
        this.media = new PlayedMedia(world, temper.media(), this::isSpokenTo, verdicts);
        int count = 5 + random.nextInt(20);
        TransportProtocol protocol = datagrams ? TransportProtocol.UDP : TransportProtocol.TCP;
        int nodes = 1 + random.nextInt(Pbx.ADDRESSES.size());
        this.config = config(protocol, nodes);
        this.users = new Users(count);
        this.disk = new SimulatedDisk(config.signalling().shards());
        this.sbc = plane();
        network.attach(sbc.edge());
        this.bounds = new Bounds(world, verdicts, sbc, rules);
        this.pbx = new Pbx(this, protocol, nodes, 5);
        for (int i = 1; i <= count; i++) {
            phones.add(new Phone(this, i, 0));
            if (random.nextInt(3) == 0) {
                phones.add(new Phone(this, i, 1));
            }
        }
    }

    private SimulatedPlane plane() {
        return new SimulatedPlane(config, users, (_, _) -> List.of(), network, media, world, world::newRandom, disk);
    }

    private Network.Conditions conditions(boolean datagrams) {
        double[] losses = {0, 0.02, 0.2};
        return new Network.Conditions(datagrams ? losses[random.nextInt(3)] : 0, random.nextBoolean() ? 0.1 : 0,
                1 + random.nextInt(60), random.nextBoolean() ? random.nextInt(200) : 0);
    }

    private SbcConfig config(TransportProtocol protocol, int nodes) {
        String places = IntStream.range(0, nodes).mapToObj(i -> "{host: %s, port: %d, priority: %d}"
                .formatted(Pbx.ADDRESSES.get(i).getHostString(), Pbx.ADDRESSES.get(i).getPort(), i + 1))
                .collect(Collectors.joining(", "));
        String text = CONFIG.formatted(Users.REALM, protocol.name().toLowerCase(Locale.ROOT), places,
                1 + random.nextInt(3));
        return switch (new ConfigReader(1).parse(text)) {
            case ConfigResult.Valid(SbcConfig config) -> config;
            case ConfigResult.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    Outcome run() {
        sbc.start();
        plan();
        runFor(lastCallAt() + 200_000);
        phones.forEach(this::retire);
        pbx.desks().forEach(Party::hangUpAll);
        if (random.nextInt(4) == 0) {
            sbc.endCalls();
        }
        runFor(world.millis() + CALLS_GONE_MILLIS);
        checkGone("calls", List.of("sbc_calls", "sbc_dialogs"));
        verdicts.that(media.sessions() == 0 && media.portsInUse() == 0, "media sessions are left");
        runFor(world.millis() + FLOWS_GONE_MILLIS);
        checkGone("flows", List.of("sbc_bindings"));
        verdicts.that(network.open(Side.SET) == 0, "connections are left");
        runFor(world.millis() + QUIET_MILLIS);
        checkNothingIsLeft();
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
        for (int i = 0; i < calls / 10; i++) {
            world.afterMillis(BEGIN_MILLIS + random.nextLong(end - BEGIN_MILLIS), this::intrude);
        }
        for (int i = 0; i < calls / 5; i++) {
            world.afterMillis(BEGIN_MILLIS + random.nextLong(end - BEGIN_MILLIS), this::transfer);
        }
        for (int i = 0; i < temper.losses(); i++) {
            long at = random.nextLong(end);
            world.afterMillis(at, pbx::loseFirst);
            world.afterMillis(at + 1_000 + random.nextInt(60_000), pbx::comeBack);
        }
        for (int i = 0; i < temper.changes(); i++) {
            Phone phone = phones.get(random.nextInt(phones.size()));
            long at = random.nextLong(end);
            world.afterMillis(at, () -> enable(phone, false));
            world.afterMillis(at + random.nextInt(60_000), () -> enable(phone, true));
        }
        for (int i = 0; i < temper.outages(); i++) {
            planOutage(end, false);
        }
        for (int i = 0; i < temper.crashes(); i++) {
            planOutage(end, true);
        }
        planKills(end);
    }

    /** Of its own chance: what else happens is the same in runs without a kill. */
    private void planKills(long end) {
        RandomGenerator chance = world.newRandom();
        long last = end + TALKING_MILLIS;
        for (long at = chance.nextLong(2 * last); at < last; at += AWAY_MAX_MILLIS + chance.nextLong(last)) {
            long away = chance.nextInt(5) == 0
                    ? chance.nextLong(START_MILLIS, AWAY_MAX_MILLIS)
                    : START_MILLIS + chance.nextLong(5_000);
            world.afterMillis(at, () -> kill(away));
            if (chance.nextInt(3) == 0) {
                world.afterMillis(at + away + chance.nextLong(30_000), () -> kill(START_MILLIS));
            }
        }
    }

    /** As {@code kill -9} does it; what starts again has nothing but the disk. */
    private void kill(long awayMillis) {
        if (down) {
            return;
        }
        boolean mustLive = awayMillis < OUTAGE_MILLIS && temper.media() == 0 && temper.changes() == 0;
        Survivors survivors = new Survivors(this, Stream.<Party>concat(phones.stream(), pbx.desks().stream()).toList());
        world.trace().add("killed, " + disk.calls() + " calls are kept", "");
        down = true;
        network.detach();
        media.forget();
        rules.forget();
        world.afterMillis(awayMillis, () -> {
            world.trace().add("starts again", "");
            down = false;
            sbc = plane();
            bounds = new Bounds(world, verdicts, sbc, rules);
            network.attach(sbc.edge());
            sbc.start();
            survivors.onRestart(mustLive, sbc.survival());
        });
    }

    private void planOutage(long end, boolean forgetting) {
        long at = random.nextLong(end);
        world.afterMillis(at, () -> pbx.goDown(forgetting));
        world.afterMillis(at + 1_000 + random.nextInt(60_000), pbx::comeBack);
    }

    private void enable(Phone phone, boolean enabled) {
        DeviceId device = users.enable(phone.user, enabled);
        if (!down) {
            sbc.onDeviceChanged(device);
        }
    }

    private void intrude() {
        Phone victim = phones.get(random.nextInt(phones.size()));
        Phone intruder = phones.get(random.nextInt(phones.size()));
        List<Talk> talks = victim.talks();
        if (victim != intruder && !talks.isEmpty()) {
            talks.get(random.nextInt(talks.size())).intrude(intruder);
        }
    }

    /** One who has two calls connects them, if there is one. */
    private void transfer() {
        List<Party> busy = Stream.<Party>concat(phones.stream(), pbx.desks().stream())
                .filter(party -> party.talks().stream().filter(Talk::isEstablished).count() > 1).toList();
        if (!busy.isEmpty()) {
            busy.get(random.nextInt(busy.size())).transferAttended();
        }
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
        runShards();
        while (!verdicts.any() && world.nanoTime() < until) {
            long next = Math.min(world.nanosToNext(), down ? Long.MAX_VALUE : sbc.nanosToNextTimer());
            world.advance(Math.min(until - world.nanoTime(), Math.max(0, next)));
            world.step();
            runShards();
        }
    }

    private void runShards() {
        if (!down) {
            sbc.runShards();
            bounds.check();
        }
        steps++;
    }

    private Optional<String> leftOver() {
        return sbc.gauges().stream().filter(gauge -> !ALWAYS.contains(gauge.metric()))
                .filter(gauge -> gauge.value().getAsLong() != 0)
                .map(gauge -> gauge.metric() + " is " + gauge.value().getAsLong() + " when nothing is left")
                .findFirst();
    }

    private long gauge(String name) {
        return sbc.gauges().stream().filter(gauge -> gauge.metric().equals(name)).findFirst().orElseThrow().value()
                .getAsLong();
    }

    private void checkGone(String what, List<String> gauges) {
        for (String gauge : gauges) {
            long value = gauge(gauge);
            verdicts.that(value == 0, gauge + " is " + value + " when no " + what + " are left");
        }
    }

    /** The PBX is asked for its health for ever: between two of these everything is zero. */
    private void checkNothingIsLeft() {
        bounds.check();
        for (int i = 0; i < HEALTH_CHECK_SECONDS && leftOver().isPresent(); i++) {
            runFor(world.millis() + 1_000);
        }
        leftOver().ifPresent(verdicts::wrong);
        verdicts.that(sbc.counters().value(EdgeCounter.MALFORMED_MESSAGES) == 0
                && sbc.counters().value(EdgeCounter.MALFORMED_HEADERS) == 0, "well-formed messages were not read");
    }

    private boolean isSpokenTo(int port) {
        return phones.stream().filter(Phone::isConnected).anyMatch(phone -> speaks(phone, port))
                || (pbx.isUp() && pbx.desks().stream().anyMatch(desk -> speaks(desk, port)));
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
    public Set<String> endsOf(String who) {
        return ends.computeIfAbsent(who, fresh -> new HashSet<>());
    }

    @Override
    public Temper temper() {
        return temper;
    }
}
