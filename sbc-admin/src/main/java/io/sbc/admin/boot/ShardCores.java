package io.sbc.admin.boot;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.call.CallControl;
import io.sbc.core.call.CallCounter;
import io.sbc.core.call.CallEnvironment;
import io.sbc.core.call.CallKeeping;
import io.sbc.core.call.CallParameters;
import io.sbc.core.call.CallTotals;
import io.sbc.core.call.ReferTotals;
import io.sbc.core.call.RejectionMapper;
import io.sbc.core.call.Transfers;
import io.sbc.core.config.PolicySettings;
import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.Side;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.dialogid.DialogIds;
import io.sbc.core.dialogid.DialogSeal;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import io.sbc.core.engine.RequestRouter;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.engine.ShardRouting;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.guard.Guard;
import io.sbc.core.icp.HealthChecks;
import io.sbc.core.icp.Icps;
import io.sbc.core.icp.PbxHealthListener;
import io.sbc.core.icp.ProfiledMessages;
import io.sbc.core.medialink.MediaLink;
import io.sbc.core.policy.IdentityRules;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.record.CallRecords;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.registrar.IcpContacts;
import io.sbc.core.registrar.RegistrarMetrics;
import io.sbc.core.registrar.RegistrarService;
import io.sbc.core.registrar.RegistrarShared;
import io.sbc.core.registrar.RegistrationBoard;
import io.sbc.core.registrar.RegistrationJournal;
import io.sbc.core.registrar.Registrations;
import io.sbc.core.registrar.SavedRegistration;
import io.sbc.core.registrar.UpstreamBudget;
import io.sbc.core.sip.auth.AuthObserver;
import io.sbc.core.sip.auth.DigestAlgorithm;
import io.sbc.core.sip.auth.DigestAuthenticator;
import io.sbc.core.sip.auth.NonceCounts;
import io.sbc.core.sip.auth.NonceSigner;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.subscription.RequestCounter;
import io.sbc.core.subscription.RequestEnvironment;
import io.sbc.core.subscription.RequestService;
import io.sbc.core.subscription.SubscriptionTotals;
import io.sbc.core.survival.CallVaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes what lives on each signalling shard (a registrar, call control, the service for other requests, and the
 * router before them) and keeps what all
 * shards share: bindings, totals, records. Made and used for wiring by the main thread; what it keeps is thread-safe.
 */
final class ShardCores implements SignallingEngine.CoreFactory, PbxHealthListener {

    /** What we call ourselves towards peers: nothing of version or make. */
    static final String AGENT = "SBC";

    /** One, and a few forks of those that ring. */
    private static final int DIALOG_PAIRS_PER_CALL = 4;

    /** Nonces of one shard whose counts are remembered against replay. */
    private static final int NONCE_COUNTS = 20_000;

    private final SbcConfig config;
    private volatile CallParameters callParameters;
    private final Directory directory;
    private final Icps icps;
    private final MediaLink media;
    private final Connector connector;
    private final IcpContacts icpContacts;
    private final NonceSigner nonces;
    private final AuthObserver logins;
    private final EdgeTroubles troubles;
    private final PhoneContacts contacts;
    private final BindingTable bindings;
    private final RegistrarMetrics registrarMetrics;
    private final Counters<CallCounter> callCounters = new Counters<>(CallCounter.class);
    private final CallTotals totals;
    private final RegistrarShared shared;
    private final Registrations registrations;
    private final ShardRouting routing;
    private final long startedAtMillis;
    private final Transfers transfers;
    private final Counters<RequestCounter> requestCounters = new Counters<>(RequestCounter.class);
    private final SubscriptionTotals subscriptions;
    private final CallRecords records;
    private final Optional<FlightRecorder> recorder;
    private final CallVaults vaults;
    private final List<Placed> placed = new ArrayList<>();

    private final List<HealthChecks> checks = new ArrayList<>();

    private record Placed(ShardContext shard, RegistrarService registrar, CallControl calls) {}

    /**
     * @param connector knows our addresses
     * @param nonceKey signs nonces and, by a key derived from it, seals dialog ids; the same over restarts
     * @param bindings to be filled, with {@code registrarMetrics} of them
     * @param journal keeps registrations over a restart
     * @param guard hears of logins, and knows emergency calls
     * @param records of calls, which it fills
     * @param recorder is told what shards do, unless it is switched off
     * @param vaults keep calls over a restart
     */
    ShardCores(SbcConfig config, Directory directory, Icps icps, MediaLink media, Connector connector,
            IcpContacts icpContacts, byte[] nonceKey, Clock clock, BindingTable bindings,
            RegistrarMetrics registrarMetrics, RegistrationJournal journal, Guard guard, CallRecords records,
            Optional<FlightRecorder> recorder, CallVaults vaults) {
        this.vaults = vaults;
        this.records = records;
        this.recorder = recorder;
        this.config = config;
        this.callParameters = callParameters(config, config);
        this.directory = directory;
        this.icps = icps;
        this.media = media;
        this.connector = connector;
        this.icpContacts = icpContacts;
        this.nonces = new NonceSigner(nonceKey, config.registration().nonceLifetime(), clock);
        this.logins = guard.logins();
        this.troubles = guard.troubles();
        this.contacts = new PhoneContacts(connector, icpContacts,
                invite -> config.emergency().fromUnregistered() && guard.emergencyNumbers().matches(invite));
        this.bindings = bindings;
        this.registrarMetrics = registrarMetrics;
        RegistrationBoard board = new RegistrationBoard(config.registration().bindings());
        this.shared = new RegistrarShared(bindings, registrarMetrics, journal,
                new UpstreamBudget(config.registration().pbxRate()), board);
        this.registrations = new Registrations(bindings, board, clock);
        this.routing = new ShardRouting(config.signalling().shards());
        this.startedAtMillis = clock.epochMillis();
        this.totals = new CallTotals(config.calls().maximum(), guard.emergencyNumbers()::matches);
        this.subscriptions = new SubscriptionTotals(config.subscriptions().maximum(),
                config.subscriptions().perDevice());
        DialogIds dialogIds = new DialogIds(config.calls().maximum() * DIALOG_PAIRS_PER_CALL);
        this.transfers = new Transfers(dialogIds, new DialogTranslator(dialogIds, new DialogSeal(nonceKey)),
                new ReferTotals(config.subscriptions().transfers(), config.subscriptions().transferLifetime()));
    }

    @Override
    public ServerTransactionUser create(ShardContext shard, Transactions transactions) {
        Witness witness = recorder.map(flight -> flight.on(shard)).orElse(Witness.NONE);
        recorder.ifPresent(flight -> transactions.watch(witness));
        DigestAuthenticator authenticator = new DigestAuthenticator(config.set().realm(), algorithms(), nonces,
                new NonceCounts(NONCE_COUNTS, startedAtMillis), shard.random(),
                recorder.isPresent() ? new LoginWitness(logins, witness, troubles) : logins);
        RegistrarService registrar = new RegistrarService(shard, transactions, directory, icps, authenticator,
                config.registration(), domains(), icpContacts, shared, saved -> handOver(saved, shard));
        transactions.use(new ProfiledMessages(config.policies().setProfile(), config.set().domain(), icps::bySource,
                witness));
        TopologyPolicy policy = new TopologyPolicy(AGENT, passing());
        RejectionMapper rejections = new RejectionMapper(policy, shard.random(), witness);
        RoutesToIcps routes = new RoutesToIcps(icps);
        DigestForInvites authentication = new DigestForInvites(authenticator);
        DigestAtPbx authorization = new DigestAtPbx(shard.random());
        CallControl calls = new CallControl(new CallEnvironment(shard, transactions, this::callParameters, directory,
                bindings, routes, authentication, authorization, contacts, media, policy, rejections,
                callCounters, totals, records, transfers,
                new CallKeeping(shard, vaults.of(shard.index()), vaults.counters(), surviveOutage(config))));
        RequestService requests = new RequestService(new RequestEnvironment(shard, transactions,
                config.subscriptions(), config.set().domain(), directory, bindings, routes, authentication,
                authorization, contacts, policy, rejections, transfers.dialogs(), requestCounters,
                subscriptions));
        placed.add(new Placed(shard, registrar, calls));
        if (shard.index() == 0) { // one shard asks the PBXs for all
            checks.add(new HealthChecks(shard, transactions, connector, icps, config.icp().failover(), AGENT));
        }
        return new RequestRouter(shard, new ShardRegistrar(registrar), calls, requests, bindings, routes, rejections,
                AGENT);
    }

    /** Without samples of the counters nobody knows where media stands. */
    private static Duration surviveOutage(SbcConfig config) {
        return config.media().qualityInterval().isZero() ? Duration.ZERO : config.calls().surviveOutage();
    }

    /** What the identity rules have seen to, and what profiles let pass. */
    private Set<HeaderName> passing() {
        Set<HeaderName> passing = new HashSet<>(
                IdentityRules.passing(config.policies().diversion() == PolicySettings.Diversion.SHOW));
        passing.addAll(config.policies().setProfile().pass());
        config.icp().pbxs().forEach(pbx -> passing.addAll(pbx.profile().pass()));
        return passing;
    }

    private List<DigestAlgorithm> algorithms() {
        return config.registration().algorithms().stream().map(ShardCores::algorithm).toList();
    }

    private static DigestAlgorithm algorithm(RegistrationSettings.DigestAlgorithm configured) {
        return switch (configured) {
            case MD5 -> DigestAlgorithm.MD5;
            case SHA_256 -> DigestAlgorithm.SHA_256;
        };
    }

    private List<String> domains() {
        return Stream.concat(Stream.of(config.set().domain(), config.set().advertisedAddress()),
                config.registration().domains().stream()).toList();
    }

    private CallParameters callParameters() {
        return callParameters;
    }

    /** What may change while the SBC runs: how calls are negotiated that begin from now on. Any thread, one at a time. */
    void reconfigure(SbcConfig now) {
        callParameters = callParameters(config, now);
    }

    private static CallParameters callParameters(SbcConfig config, SbcConfig now) {
        return new CallParameters(AGENT, config.set().domain(), now.calls().answerTimeout(),
                config.signalling().t1(), config.signalling().t2(),
                policy(config, Side.SET, now.set().rtpSecurity()), policy(config, Side.ICP, now.icp().rtpSecurity()),
                now.calls().followRedirects(),
                now.calls().sessionExpires(), now.calls().minimumSessionExpires());
    }

    private static RtpSecurityPolicy policy(SbcConfig config, Side side, RtpSecurityPolicy configured) {
        return configured.within(MediaPlaneWiring.networks(config, side))
                .offeringRtcpMux(config.media().sides().on(side).rtcpMux());
    }

    /**
     * Gives each shard what an earlier process left of its devices, before anything else reaches it. Called once, when
     * all cores are made and no message can come yet.
     */
    void restore(List<SavedRegistration> saved) {
        Map<Integer, List<SavedRegistration>> byShard = saved.stream()
                .collect(Collectors.groupingBy(this::shardOf));
        byShard.forEach((shard, its) -> {
            Placed core = placed.get(shard);
            core.shard().execute(() -> its.forEach(core.registrar()::restore));
        });
    }

    /** Gives each shard the calls that an earlier process had on it; as {@link #restore}, and after it. Then {@link #goAhead}. */
    void restoreCalls() {
        placed.forEach(core -> core.shard().execute(core.calls()::holdBack));
        for (CallVaults.Kept kept : vaults.kept()) {
            Placed core = placed.get(kept.shard());
            core.shard().execute(() -> core.calls().restore(kept.record(), kept.slot()));
        }
    }

    /** The transport has started: calls that cannot go on may be hung up. */
    void goAhead() {
        placed.forEach(core -> core.shard().execute(core.calls()::goAhead));
    }

    /** From one registrar to that of the shard that the device belongs to now; on the shard of the first. */
    private void handOver(SavedRegistration saved, ShardContext from) {
        Placed heir = placed.get(shardOf(saved));
        if (heir.shard().index() == from.index()) {
            heir.registrar().restore(saved);
        } else {
            heir.shard().execute(() -> heir.registrar().restore(saved));
        }
    }

    /** A device that is gone belongs to any: it only has to be forgotten. */
    private int shardOf(SavedRegistration saved) {
        return directory.byId(saved.device()).map(device -> routing.ofUser(device.setUser())).orElse(0);
    }

    /** A device changed: the registrar that has it, whichever it is, hears of it on its own thread. Any thread. */
    void onDeviceChanged(DeviceId device) {
        for (Placed core : placed) {
            core.shard().execute(() -> core.registrar().onDeviceChanged(device));
        }
    }

    /** Every registrar hears of it on its own thread. */
    @Override
    public void onReachable(String pbxId) {
        for (Placed core : placed) {
            core.shard().execute(() -> core.registrar().onPbxReachable(pbxId));
        }
    }

    /** Likewise. */
    @Override
    public void onUnreachable(String pbxId) {
        for (Placed core : placed) {
            core.shard().execute(() -> core.registrar().onPbxUnreachable(pbxId));
        }
    }

    /** Begins to ask the PBXs whether they serve: once the transport is there. */
    void startHealthChecks() {
        checks.forEach(HealthChecks::start);
    }

    /** Ends every call, each on its shard: BYE to those that talk, 503 to those that wait. Any thread; does not wait. */
    void endCalls() {
        for (Placed core : placed) {
            core.shard().execute(core.calls()::shutDown);
        }
    }

    /** Ends the calls of a device, whichever shards they are on. Any thread; does not wait. */
    void endCallsOf(DeviceId device) {
        for (Placed core : placed) {
            core.shard().execute(() -> core.calls().endCallsOf(device));
        }
    }

    Counters<CallCounter> callCounters() {
        return callCounters;
    }

    Registrations registrations() {
        return registrations;
    }

    CallRecords records() {
        return records;
    }

    CallTotals totals() {
        return totals;
    }

    Counters<RequestCounter> requestCounters() {
        return requestCounters;
    }

    SubscriptionTotals subscriptions() {
        return subscriptions;
    }

    Transfers transfers() {
        return transfers;
    }

    RegistrarMetrics registrarMetrics() {
        return registrarMetrics;
    }
}
