package io.sbc.admin.boot;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.Side;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.guard.Guard;
import io.sbc.core.icp.DnsSource;
import io.sbc.core.icp.Icps;
import io.sbc.core.medialink.PlaneMediaLink;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.CallRecords;
import io.sbc.core.survival.CallVaults;
import io.sbc.core.survival.SurvivalCounter;
import io.sbc.core.registrar.Binding;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.registrar.IcpContacts;
import io.sbc.core.registrar.RegistrarMetrics;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.SimulatedEdge;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.MediaPlane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@link SignallingPlane} without the sockets, the threads and the database: the same parts, wired by the same {@link
 * ShardCores}, on the caller's thread.
 */
public final class SimulatedPlane {

    private static final byte[] KEY = "a key of thirty-two octets, plain"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** What it remembers of flows and calls; of sources it keeps what it likes. */
    private static final Set<String> STATE_OF_GUARD = Set.of("sbc_guard_registered_flows",
            "sbc_guard_emergency_calls_live");

    private final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    private final Guard guard;
    private final SignallingEngine engine;
    private final ShardCores cores;
    private final SimulatedEdge edge;
    private final BindingTable bindings;
    private final CallRecords records = new CallRecords(100);
    private final SimulatedDisk disk;
    private final CallVaults vaults;

    /**
     * @param randoms one for each part that asks for chance
     * @param disk what a plane before this one left
     */
    public SimulatedPlane(SbcConfig config, Directory directory, DnsSource dns, Connector connector, MediaPlane media,
            Clock clock, Supplier<? extends RandomGenerator> randoms,
            SimulatedDisk disk) {
        this.disk = disk;
        vaults = disk.callVaults();
        guard = new Guard(config.guard(), config.emergency(), clock, randoms.get());
        bindings = new BindingTable(guard.bindings());
        Icps icps = new Icps(config.icp().pbxs(), dns, clock, Runnable::run,
                EnumSet.of(TransportProtocol.UDP, TransportProtocol.TCP), config.icp().failover().timeout(),
                config.icp().failover().giveUp());
        icps.refresh();
        IcpContacts contacts = new IcpContacts(KEY, protocol -> connector.sentBy(Side.ICP, protocol));
        cores = new ShardCores(config, directory, icps, new PlaneMediaLink(media), connector, contacts, KEY, clock,
                bindings, new RegistrarMetrics(bindings), disk.journal(), guard,
                records, Optional.empty(), vaults);
        engine = new SignallingEngine(config.signalling(), config.limits().transactions(), connector, clock, randoms,
                counters, guard.emergencyNumbers()::matches, cores);
        icps.listen(cores);
        edge = new SimulatedEdge(config.limits(), counters, guard.gate(), guard.before(engine));
    }

    /** The edge's end of the network, guard included. */
    public SimulatedEdge edge() {
        return edge;
    }

    /** As the start does: what was before is there when the first message can come. */
    public void start() {
        cores.restore(disk.registrations());
        cores.restoreCalls();
        runShards();
        cores.goAhead();
        cores.startHealthChecks();
    }

    /** As the directory does when an administrator changed something. */
    public void onDeviceChanged(DeviceId device) {
        cores.onDeviceChanged(device);
    }

    public Counters<EdgeCounter> counters() {
        return counters;
    }

    /** What became of the records that were found. */
    public Counters<SurvivalCounter> survival() {
        return vaults.counters();
    }

    /** Does everything that can be done now. */
    public void runShards() {
        int done;
        do {
            done = 0;
            for (SignallingShard shard : engine.shards()) {
                done += shard.runOnce();
            }
        } while (done > 0);
    }

    /** How long until a timer may fire. */
    public long nanosToNextTimer() {
        return engine.shards().stream().mapToLong(SignallingShard::nanosToNextTimer).min().orElseThrow();
    }

    /** Ends every call, as a stop does. */
    public void endCalls() {
        cores.endCalls();
    }

    /** Calls that go on. */
    public List<CallRecord> calls() {
        return records.live();
    }

    /** Bindings of phones. */
    public Collection<Binding> bindings() {
        return bindings.all();
    }

    /** What an operator watches; all of it is state. */
    public List<Gauge> gauges() {
        List<Gauge> gauges = new ArrayList<>(engine.gauges());
        gauges.addAll(cores.totals().gauges());
        gauges.addAll(cores.subscriptions().gauges());
        gauges.addAll(cores.transfers().ids().gauges());
        gauges.addAll(cores.transfers().refers().gauges());
        guard.gauges().stream().filter(gauge -> STATE_OF_GUARD.contains(gauge.metric())).forEach(gauges::add);
        gauges.addAll(cores.registrarMetrics().gauges());
        return gauges;
    }
}
