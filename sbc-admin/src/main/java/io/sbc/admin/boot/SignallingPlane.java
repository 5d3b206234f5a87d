package io.sbc.admin.boot;

import io.sbc.admin.http.Metrics;
import io.sbc.admin.life.CallsAfter;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.capture.SipTap;
import io.sbc.core.config.IcpSide;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.sql.SqlDirectory;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.engine.RandomReserve;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.guard.BlockStore;
import io.sbc.core.guard.Guard;
import io.sbc.core.guard.GuardView;
import io.sbc.core.icp.DnsJavaSource;
import io.sbc.core.icp.Icps;
import io.sbc.core.icp.PbxSight;
import io.sbc.core.medialink.PlaneMediaLink;
import io.sbc.core.record.CallRecords;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.registrar.IcpContacts;
import io.sbc.core.registrar.RegistrarMetrics;
import io.sbc.core.registrar.RegistrationStore;
import io.sbc.core.registrar.Registrations;
import io.sbc.core.registrar.WriteBehindJournal;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.SipTransport;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.core.sip.transport.tls.TlsIdentities;
import io.sbc.core.survival.CallVaults;
import io.sbc.media.api.MediaPlane;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transport, shards and what lives on them, as one part of the SBC. Started and closed by the main thread. */
final class SignallingPlane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SignallingPlane.class);

    /** How long a stop waits for peers to take their BYE. */
    private static final long HANG_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long ANSWER_MAX_MILLIS = 1_000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Some 100 µs for each call. */
    private static final Duration RESTORE_MAX = Duration.ofSeconds(10);

    private final Clock clock;
    private final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final TlsIdentities identities;
    private final Guard guard;
    private final SipTransport transport;
    private final SignallingEngine engine;
    private final ShardCores cores;
    private final WriteBehindJournal journal;
    private final RegistrationStore registrations;
    private final BlockStore blocks;
    private final Icps icps;
    private final CallVaults vaults;
    private final SipTap tap = new SipTap();

    /**
     * Wires everything; nothing listens yet.
     *
     * @param registrations what an earlier process left, and where this one leaves it; closed with this
     * @param blocks likewise, of the guard
     * @param random unpredictable and thread-safe: nonces, tags and keys come of it
     * @param records of calls, which it fills
     * @param recorder is told what shards do, unless it is switched off
     */
    SignallingPlane(SbcConfig config, SqlStore store, SqlDirectory directory, RegistrationStore registrations,
            BlockStore blocks, MediaPlane media, Clock clock, SecureRandom random, CallRecords records,
            Optional<FlightRecorder> recorder) {
        this.clock = clock;
        vaults = vaults(config, store, random, clock);
        guard = new Guard(config.guard(), config.emergency(), clock, random);
        BindingTable bindings = new BindingTable(guard.bindings());
        RegistrarMetrics registrarMetrics = new RegistrarMetrics(bindings);
        this.registrations = registrations;
        this.blocks = blocks;
        journal = new WriteBehindJournal(registrations, config.registration().bindings(), registrarMetrics);
        icps = new Icps(config.icp().pbxs(), DnsJavaSource.of(config.icp().dnsServers()), clock, blocking,
                transports(config.icp()),
                config.icp().failover().timeout(), config.icp().failover().giveUp());
        icps.refresh();
        identities = new TlsIdentities(config.set(), config.icp(), clock, random);
        transport = new SipTransport(config.set(), config.icp(), config.limits(), identities, new TrustInIcps(icps),
                counters, guard.gate());
        transport.markWith(config.signalling().dscp());
        transport.watchWith(tap);
        IcpContacts contacts = new IcpContacts(store.contactKey(), protocol -> transport.sentBy(Side.ICP, protocol));
        cores = new ShardCores(config, directory, icps, new PlaneMediaLink(media), transport, contacts,
                store.nonceKey(), clock, bindings, registrarMetrics, journal, guard, records, recorder, vaults);
        engine = new SignallingEngine(config.signalling(), config.limits().transactions(), transport, clock,
                () -> new RandomReserve(new SecureRandom()), counters, guard.emergencyNumbers()::matches, cores);
        cores.records().watchLegs(tap::legs);
        directory.onChange(cores::onDeviceChanged);
        icps.listen(cores);
    }

    private static CallVaults vaults(SbcConfig config, SqlStore store, SecureRandom random, Clock clock) {
        return config.calls().surviveOutage().isZero()
                ? CallVaults.none()
                : CallVaults.open(config.store().keyFile().resolveSibling("live-calls"), store.liveCallKey(),
                        config.signalling().shards(), config.calls().maximum(), random, clock);
    }

    private static Set<TransportProtocol> transports(IcpSide icp) {
        Set<TransportProtocol> enabled = EnumSet.noneOf(TransportProtocol.class);
        Map.of(TransportProtocol.UDP, icp.udp(), TransportProtocol.TCP, icp.tcp(), TransportProtocol.TLS,
                icp.tls().listener()).forEach((protocol, listener) -> {
                    if (listener.enabled()) {
                        enabled.add(protocol);
                    }
                });
        return enabled;
    }

    /**
     * Starts the shards, then the listeners, then what asks the PBXs.
     *
     * @throws IOException naming the listener that cannot be started
     */
    void start() throws IOException {
        guard.keep(blocks);
        engine.start();
        cores.restore(registrations.load());
        restoreCalls();
        journal.start();
        transport.start(guard.before(engine));
        cores.goAhead();
        cores.startHealthChecks();
    }

    /**
     * What became of the calls of a process before this one.
     *
     * @param calls that it had
     */
    CallsAfter callsAfter(int calls) {
        return CallsAfter.of(calls, vaults.counters()::value);
    }

    /** Calls that there are, ringing ones included. Any thread. */
    int liveCalls() {
        return cores.totals().calls();
    }

    /** Before the listeners open, so that whoever is in a call is known when the first message comes. */
    private void restoreCalls() {
        int records = vaults.kept().size();
        if (records == 0) {
            return;
        }
        cores.restoreCalls();
        boolean done = awaitShards(RESTORE_MAX);
        log.atInfo().addKeyValue("records", records).addKeyValue("calls", cores.totals().calls())
                .addKeyValue("inTime", done).log("calls go on after a restart");
    }

    /**
     * Takes up what may change while the SBC runs ({@code Applies.LIVE}): PBXs, limits of the guard, how calls that begin from now on are
     * negotiated. One thread at a time.
     */
    void reconfigure(SbcConfig now, Metrics metrics) {
        Set<String> known = icps.all().stream().map(PbxDefinition::id).collect(Collectors.toSet());
        try {
            identities.reconfigure(now.icp());
        } catch (IOException unusable) {
            log.error("PBXs cannot be reached by TLS: {}", unusable.getMessage());
        }
        icps.replace(now.icp().pbxs());
        icps.refresh();
        now.icp().pbxs().stream().map(PbxDefinition::id).filter(id -> !known.contains(id))
                .forEach(id -> icps.gauges(id).forEach(metrics::register));
        guard.reconfigure(now.guard());
        cores.reconfigure(now);
    }

    /** Another node may have blocked or unblocked somebody. Any thread. */
    void takeUpBlocks() {
        guard.takeUpBlocks();
    }

    /** For operators. */
    GuardView guard() {
        return guard.view();
    }

    /** The PBXs as the health checks see them. Any thread. */
    List<PbxSight> pbxs() {
        return icps.sights();
    }

    /** What was refused before anybody could record it. */
    EdgeTroubles troubles() {
        return guard.troubles();
    }

    /** The registrations of devices. */
    Registrations registrations() {
        return cores.registrations();
    }

    /** Where captures listen. */
    SipTap tap() {
        return tap;
    }

    /** The calls there are and were. */
    CallRecords calls() {
        return cores.records();
    }

    /** Ends the calls of a device, soon. Any thread. */
    void endCallsOf(DeviceId device) {
        cores.endCallsOf(device);
    }

    /** {@code set.tls}, {@code icp.udp} and so on with their ports. */
    Map<String, Integer> localPorts() {
        return transport.localPorts();
    }

    /**
     * Whether every shard does its work: each is given a task and has {@link #ANSWER_MAX_MILLIS} for it. Waits; for
     * virtual threads.
     */
    boolean answers() {
        return awaitShards(Duration.ofMillis(ANSWER_MAX_MILLIS));
    }

    /** Waits until every shard has done what it was told before; whether it came to that in time. Any thread that may wait. */
    boolean awaitShards(Duration atMost) {
        CountDownLatch answered = new CountDownLatch(engine.shards().size());
        try {
            engine.shards().forEach(shard -> shard.execute(answered::countDown));
            return answered.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Our certificates, which can be read again. */
    TlsIdentities identities() {
        return identities;
    }

    void register(Metrics metrics) {
        metrics.register(counters);
        metrics.register(cores.callCounters());
        metrics.register(cores.requestCounters());
        metrics.register(vaults.counters());
        vaults.gauges().forEach(metrics::register);
        metrics.register(cores.registrarMetrics().counters());
        metrics.register(identities.counters());
        identities.gauges().forEach(metrics::register);
        metrics.register(icps.counters());
        icps.gauges().forEach(metrics::register);
        metrics.register(guard.counters());
        guard.gauges().forEach(metrics::register);
        transport.gauges().forEach(metrics::register);
        engine.gauges().forEach(metrics::register);
        cores.totals().gauges().forEach(metrics::register);
        cores.subscriptions().gauges().forEach(metrics::register);
        cores.transfers().ids().gauges().forEach(metrics::register);
        cores.transfers().refers().gauges().forEach(metrics::register);
        cores.registrarMetrics().gauges().forEach(metrics::register);
    }

    /** Hangs up what is left, then stops listening. */
    @Override
    public void close() {
        cores.endCalls();
        long deadline = clock.nanoTime() + HANG_UP_NANOS;
        while (cores.totals().calls() > 0 && clock.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        transport.close();
        engine.close();
        vaults.close();
        journal.close();
        guard.close();
        blocking.close();
    }
}
