package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.config.SubscriptionSettings;
import io.sbc.core.dialogid.DialogIds;
import io.sbc.core.dialogid.DialogSeal;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Directory;
import io.sbc.core.directory.Secret;
import io.sbc.core.engine.RegisterHandler;
import io.sbc.core.engine.RequestRouter;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.icp.ProfiledMessages;
import io.sbc.core.policy.IdentityRules;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.record.CallRecords;
import io.sbc.core.registrar.Binding;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionTable;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.survival.SurvivalCounter;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.core.subscription.RequestCounter;
import io.sbc.core.subscription.RequestEnvironment;
import io.sbc.core.subscription.RequestService;
import io.sbc.core.subscription.SubscriptionTotals;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One shard with its transactions and call control on a virtual clock, two phones (alice and bob, registered over TLS
 * flows) and a PBX with two nodes over UDP. Messages go to the wire and are parsed again on each way. As an extension of a
 * test it ends whatever that left unfinished, and nothing may be left.
 */
final class CallBench implements AfterEachCallback {

    static final String SET_DOMAIN = "set.example";
    static final String PBX_DOMAIN = "pbx.example";
    static final InetSocketAddress PBX_1 = new InetSocketAddress("10.0.0.9", 5060);
    static final InetSocketAddress PBX_2 = new InetSocketAddress("10.0.0.10", 5060);
    static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32,
            SrtpSuite.AES_CM_128_HMAC_SHA1_80);

    static final SubscriptionSettings SUBSCRIPTIONS = new SubscriptionSettings(
            List.of("message-summary", "dialog", "presence", "reg", "conference", "as-feature-event"), 10, 4,
            Duration.ofSeconds(60), Duration.ofSeconds(3600), Duration.ofSeconds(60), 4096,
            SubscriptionSettings.Publish.PASS, 100, Duration.ofSeconds(180));

    final VirtualClock clock = new VirtualClock(1_700_000_000_000L);
    final Counters<EdgeCounter> edge = new Counters<>(EdgeCounter.class);
    final Counters<CallCounter> counters = new Counters<>(CallCounter.class);
    SignallingShard shard = new SignallingShard(0, clock, new Random(7), edge);
    FakeMediaLink media = new FakeMediaLink();
    final FakeBindings bindings = new FakeBindings();
    final FakeDirectory directory = new FakeDirectory();
    final FakeRoutes routes = new FakeRoutes();
    CallTotals totals;
    final Counters<RequestCounter> requestCounters = new Counters<>(RequestCounter.class);
    final SubscriptionTotals subscriptions = new SubscriptionTotals(SUBSCRIPTIONS.maximum(),
            SUBSCRIPTIONS.perDevice());
    CallRecords records = new CallRecords(100);
    DialogIds dialogIds = new DialogIds(1000);
    final ReferTotals refers = new ReferTotals(100, Duration.ofSeconds(180));
    Transfers transfers;
    final MemoryVault vault = new MemoryVault();
    final Counters<SurvivalCounter> survival = new Counters<>(SurvivalCounter.class);
    TransactionTable transactions;
    CallControl control;
    RequestService requests;
    final ScriptedPeer.SipCalls ids = new ScriptedPeer.SipCalls();
    final Map<InetSocketAddress, FakeFlow> icpFlows = new HashMap<>();
    final List<InetSocketAddress> unreachable = new ArrayList<>();
    final List<SipMessage> wire = new ArrayList<>();
    LossyNetworkTest.Weather icpWeather = (message, deliver) -> deliver.run();

    final ScriptedPeer alice;
    final ScriptedPeer bob;
    final ScriptedPeer pbx;
    final ScriptedPeer pbx2;
    private long flows;
    final FakeFlow aliceFlow;
    final FakeFlow bobFlow;

    CallBench() {
        this(100);
    }

    CallBench(int maximum) {
        this(new CallTotals(maximum),
                (flow, user) -> SipUri.of(user, "192.0.2.1", 5061).withParameter("transport", "tls"));
    }

    CallBench(CallTotals limit, SetContacts contacts) {
        totals = limit;
        boot(contacts);
        pbx = peer("pbx-1", "sip:node1@10.0.0.9:5060", PBX_1);
        pbx2 = peer("pbx-2", "sip:node2@10.0.0.10:5060", PBX_2);
        Device aliceDevice = device(1, "alice", "1001");
        Device bobDevice = device(2, "1*006", "1006");
        directory.add(aliceDevice);
        directory.add(bobDevice);
        alice = new ScriptedPeer("alice", "sip:alice@198.51.100.7:40001;transport=tls", ids,
                message -> fromPhone(message, aliceFlow()), this::settle);
        bob = new ScriptedPeer("bob", "sip:1*006@198.51.100.8:40002;transport=tls", ids,
                message -> fromPhone(message, bobFlow()), this::settle);
        aliceFlow = phoneFlow(alice, "198.51.100.7", 40001);
        bobFlow = phoneFlow(bob, "198.51.100.8", 40002);
        register(aliceDevice, alice, aliceFlow, "");
        register(bobDevice, bob, bobFlow, "");
    }

    static CallParameters parameters() {
        return new CallParameters("SBC", SET_DOMAIN, Duration.ofSeconds(180), Duration.ofMillis(500),
                Duration.ofSeconds(4),
                new RtpSecurityPolicy(RtpSecurityPolicy.Inbound.SRTP_OR_RTP,
                        RtpSecurityPolicy.Outbound.SRTP_ONLY, SUITES.getFirst(), SUITES),
                new RtpSecurityPolicy(RtpSecurityPolicy.Inbound.SRTP_OR_RTP,
                        RtpSecurityPolicy.Outbound.AVP_CRYPTO, SUITES.getLast(), SUITES.reversed()),
                true, Duration.ofMinutes(30), Duration.ofSeconds(90));
    }

    private void boot(SetContacts contacts) {
        transactions = new TransactionTable(shard, new FakeConnector(),
                new SignallingSettings(1, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5)), 1000,
                edge);
        transfers = new Transfers(dialogIds,
                new DialogTranslator(dialogIds, new DialogSeal(new byte[32])), refers);
        TopologyPolicy policy = new TopologyPolicy("SBC", IdentityRules.passing(false));
        transactions.use(new ProfiledMessages(PbxProfile.GENERIC, SET_DOMAIN, routes::bySource,
                io.sbc.core.sip.transaction.Witness.NONE));
        RejectionMapper rejections = new RejectionMapper(policy, shard.random());
        CallEnvironment env = new CallEnvironment(shard, transactions,
                CallBench::parameters,
                directory, bindings, routes, new FakeAuthentication(), new FakeAuthorization(),
                contacts, media, policy,
                rejections, counters, totals, records, transfers,
                new CallKeeping(shard, vault, survival, Duration.ofSeconds(120)));
        control = new CallControl(env);
        requests = new RequestService(new RequestEnvironment(shard, transactions, SUBSCRIPTIONS, SET_DOMAIN, directory,
                bindings, routes, env.authentication(), env.authorization(), env.contacts(), policy, rejections,
                transfers.dialogs(), requestCounters, subscriptions));
        transactions.serve(new RequestRouter(shard, new NoRegistrar(), control, requests, bindings, routes, rejections,
                "SBC"));
    }

    /** How many calls have a record, once what is due is written. */
    int records() {
        pass(Duration.ofNanos(2 * DueRecords.GATHER_NANOS));
        return vault.size();
    }

    /** The process ends from one moment to the next; another one takes up what the vault has, some time later. */
    void killAndStartAgain(Duration away) {
        killAndStartAgain(away, false);
    }

    /** The same, but somebody has taken the ports. */
    void killAndStartAgainWithoutPorts(Duration away) {
        killAndStartAgain(away, true);
    }

    private void killAndStartAgain(Duration away, boolean portsTaken) {
        records();
        shard = new SignallingShard(0, clock, new Random(8), edge);
        media = new FakeMediaLink();
        media.refuse = portsTaken;
        totals = new CallTotals(100);
        records = new CallRecords(100, 1000);
        dialogIds = new DialogIds(1000);
        bindings.all.clear();
        clock.advance(away.toNanos());
        boot((flow, user) -> SipUri.of(user, "192.0.2.1", 5061).withParameter("transport", "tls"));
        vault.takeAll().forEach((slot, record) -> control.restore(record, slot));
        settle();
    }

    /** A phone registers over a new connection. */
    void comeBack(ScriptedPeer phone, long device, FakeFlow before) {
        FakeFlow now = phoneFlow(phone, "203.0.113.9", 50_000 + (int) device);
        register(directory.get(device), phone, now, "");
        bindings.replaced.put(before, now);
    }

    private FakeFlow aliceFlow() {
        return aliceFlow;
    }

    private FakeFlow bobFlow() {
        return bobFlow;
    }

    private void fromPhone(SipMessage message, FakeFlow first) {
        receive(message, bindings.replaced.getOrDefault(first, first));
    }

    static Device device(long id, String setUser, String icpUser) {
        return new Device(new DeviceId(id), setUser + "@example.com", DeviceKind.DESKTOP, setUser,
                new DigestHa1("sbc", "0".repeat(32), "0".repeat(64)), icpUser, icpUser, new Secret("secret"), "pbx",
                true);
    }

    private ScriptedPeer peer(String name, String contact, InetSocketAddress address) {
        ScriptedPeer peer = new ScriptedPeer(name, contact, ids,
                message -> icpWeather.on(message,
                        () -> receive(message, Objects.requireNonNull(icpFlows.get(address)))),
                this::settle);
        icpFlows.put(address,
                new FakeFlow(++flows, Side.ICP, TransportProtocol.UDP, new InetSocketAddress("10.0.0.1", 5080),
                        address, message -> icpWeather.on(message, () -> peer.onMessage(onWire(message)))));
        return peer;
    }

    FakeFlow phoneFlow(ScriptedPeer phone, String host, int port) {
        return new FakeFlow(++flows, Side.SET, TransportProtocol.TLS, new InetSocketAddress("192.0.2.1", 5061),
                new InetSocketAddress(host, port), message -> phone.onMessage(onWire(message)));
    }

    /** Another app of a device, on a flow of its own. */
    ScriptedPeer anotherApp(Device device, String name, String host, int port) {
        FakeFlow[] flow = new FakeFlow[1];
        ScriptedPeer app = new ScriptedPeer(name, "sip:" + device.setUser() + "@" + host + ":" + port
                + ";transport=tls", ids, message -> fromPhone(message, flow[0]), this::settle);
        flow[0] = phoneFlow(app, host, port);
        register(device, app, flow[0], "<urn:uuid:" + name + ">");
        return app;
    }

    /** Binds a device; an instance id makes the dialog follow it to newer flows. */
    void register(Device device, ScriptedPeer phone, FakeFlow flow, String instance) {
        NameAddr contact = new NameAddr("", phone.contact, Parameters.NONE);
        bindings.add(
                new Binding(device, instance.isEmpty() ? contact : contact.withParameter("+sip.instance", instance),
                        flow, icpContact(device), Long.MAX_VALUE));
    }

    static SipUri icpContact(Device device) {
        return SipUri.of("token-" + device.icpUser(), "10.0.0.1", 5080).withParameter("transport", "udp");
    }

    /** Through bytes and back, as on the wire. */
    private SipMessage onWire(SipMessage message) {
        byte[] bytes = message.toBytes();
        if (SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT) instanceof ParseResult.Parsed parsed) {
            wire.add(parsed.message());
            return parsed.message();
        }
        throw new AssertionError("not to be parsed:\n" + message);
    }

    void receive(SipMessage message, Flow flow) {
        switch (onWire(message)) {
            case SipRequest request -> transactions.onRequest(request, flow);
            case SipResponse response -> transactions.onResponse(response, flow);
        }
    }

    void settle() {
        while (shard.runOnce() > 0) {
            // until it rests
        }
    }

    /** Time passes in steps of 100 ms. */
    void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 100) {
            clock.advance(Duration.ofMillis(Math.min(left, 100)).toNanos());
            settle();
        }
    }

    /** The flow is gone, as the transport tells it. */
    void close(FakeFlow flow) {
        flow.close("test");
        bindings.all.removeIf(binding -> binding.flow().equals(flow));
        transactions.onFlowClosed(flow);
        settle();
    }

    /**
     * A test may end in the midst of anything. What an end of the SBC does to it is done: calls are ended, connections lost; all
     * else has a time of its own, of which the longest is that of a subscription.
     */
    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            endAndAssertNothingLeft();
        }
    }

    private void endAndAssertNothingLeft() {
        settle();
        control.shutDown();
        settle();
        bindings.all.stream().map(Binding::flow).distinct().toList().forEach(flow -> close((FakeFlow) flow));
        close(aliceFlow);
        close(bobFlow);
        pass(SUBSCRIPTIONS.expiresMaximum());
        assertNothingLeft();
    }

    /** Lets everything run out and checks that nothing is left of any call. */
    void assertNothingLeft() {
        pass(Duration.ofSeconds(70));
        assertEquals(0, totals.calls(), "calls");
        assertEquals(0, totals.dialogs(), "dialogs");
        assertEquals(0, vault.size(), "records of live calls");
        assertEquals(0, dialogIds.size(), "dialog ids");
        assertEquals(0, refers.pending(), "pending refers");
        assertEquals(0, control.size(), "calls of the shard");
        assertEquals(List.of(), records.live(), "calls that are shown as going on");
        assertEquals(0, subscriptions.size(), "subscriptions");
        assertEquals(0, requests.size(), "subscriptions of the shard");
        assertEquals(0, transactions.size(), "transactions");
        for (FakeMediaLink.Session session : media.sessions) {
            assertEquals(1, session.closedEvents, "ends of a media session");
        }
        assertEquals(0, counters.value(CallCounter.FAULT), "faults");
        assertEquals(0, edge.value(EdgeCounter.SHARD_ERRORS), "errors");
    }

    // Fakes

    /** Registered phones. */
    static final class FakeBindings implements Bindings {

        final List<Binding> all = new ArrayList<>();
        final Map<FakeFlow, FakeFlow> replaced = new HashMap<>();
        final Map<String, List<NameAddr>> serviceRoutes = new HashMap<>();
        final Map<String, DeviceId> absent = new HashMap<>();

        @Override
        public List<NameAddr> serviceRoute(String icpContactUser) {
            return serviceRoutes.getOrDefault(icpContactUser, List.of());
        }

        @Override
        public Optional<DeviceId> deviceBehind(String icpContactUser) {
            return Optional.ofNullable(absent.get(icpContactUser))
                    .or(() -> Bindings.super.deviceBehind(icpContactUser));
        }

        void add(Binding binding) {
            all.addFirst(binding);
        }

        @Override
        public List<Binding> of(DeviceId device) {
            return all.stream().filter(binding -> binding.device().id().equals(device)).toList();
        }

        @Override
        public Optional<Binding> byIcpContactUser(String user) {
            return all.stream().filter(binding -> binding.icpContact().user().equals(user)).findFirst();
        }

        Flow onFlowOf(int remotePort) {
            return all.stream().map(Binding::flow).filter(flow -> flow.remote().getPort() == remotePort).findFirst()
                    .orElseThrow();
        }

        @Override
        public List<Binding> onFlow(Flow flow) {
            return all.stream().filter(binding -> binding.flow().id() == flow.id()).toList();
        }

        @Override
        public Collection<Binding> all() {
            return List.copyOf(all);
        }

        @Override
        public int size() {
            return all.size();
        }
    }

    /** Devices by id. */
    static final class FakeDirectory implements Directory {

        private final Map<DeviceId, Device> devices = new HashMap<>();

        void add(Device device) {
            devices.put(device.id(), device);
        }

        Device get(long id) {
            return byId(new DeviceId(id)).orElseThrow();
        }

        void disable(long id) {
            Device d = get(id);
            add(new Device(d.id(), d.email(), d.kind(), d.setUser(), d.ha1(), d.icpUser(), d.icpAuthUser(),
                    d.icpSecret(), d.icp(), false));
        }

        @Override
        public Optional<Device> bySetUser(String setUser) {
            return devices.values().stream().filter(device -> device.setUser().equals(setUser)).findFirst();
        }

        @Override
        public Optional<Device> byId(DeviceId id) {
            return Optional.ofNullable(devices.get(id));
        }

        @Override
        public Optional<Device> byIcpUser(String icp, String icpUser) {
            return devices.values().stream()
                    .filter(device -> device.icp().equals(icp) && device.icpUser().equals(icpUser)).findFirst();
        }

        @Override
        public int size() {
            return devices.size();
        }

        @Override
        public void onChange(Consumer<DeviceId> listener) {}
    }

    /** One PBX; its hops are what the test says. */
    static class FakeRoutes implements PbxRoutes {

        /** How long a call bears silence, all hops together. */
        static final Duration GIVE_UP = Duration.ofSeconds(12);

        PbxDefinition pbx = new PbxDefinition("pbx", PBX_DOMAIN, "10.0.0.9", 5060, TransportProtocol.UDP,
                List.of());
        List<NextHop> hops = List.of(hop(PBX_1));
        /** Those that failed their checks. */
        List<NextHop> down = List.of();
        final List<NextHop> failed = new ArrayList<>();
        final List<NextHop> silent = new ArrayList<>();
        /** Those that answer checks. */
        final Set<NextHop> alive = new HashSet<>();
        final Map<String, String> names = new HashMap<>();

        @Override
        public List<NextHop> known(String host, int port, TransportProtocol transport) {
            return names.containsKey(host)
                    ? List.of(new NextHop(transport, new InetSocketAddress(names.get(host), port), host))
                    : List.of();
        }

        /** The PBX is of a kind. */
        void profile(PbxProfile profile) {
            pbx = new PbxDefinition(pbx.id(), pbx.domain(), pbx.host(), pbx.port(), pbx.transport(), List.of(),
                    pbx.nodes(), true, profile);
        }

        static NextHop hop(InetSocketAddress address) {
            return new NextHop(TransportProtocol.UDP, address, "pbx.example");
        }

        @Override
        public Optional<PbxDefinition> byId(String id) {
            return id.equals(pbx.id()) ? Optional.of(pbx) : Optional.empty();
        }

        @Override
        public Optional<PbxDefinition> bySource(InetAddress source) {
            return source.equals(PBX_1.getAddress()) || source.equals(PBX_2.getAddress())
                    ? Optional.of(pbx)
                    : Optional.empty();
        }

        @Override
        public PbxRoutes urgent() {
            FakeRoutes all = new FakeRoutes() {

                @Override
                public void resolve(PbxDefinition definition, ShardContext shard, Consumer<List<NextHop>> then) {
                    List<NextHop> now = new ArrayList<>(FakeRoutes.this.hops);
                    now.addAll(FakeRoutes.this.down);
                    shard.execute(() -> then.accept(now));
                }

                @Override
                public Optional<Duration> giveUp() {
                    return Optional.empty();
                }
            };
            return all;
        }

        @Override
        public void resolve(PbxDefinition definition, ShardContext shard, Consumer<List<NextHop>> then) {
            List<NextHop> now = hops;
            shard.execute(() -> then.accept(now));
        }

        @Override
        public void onFailed(NextHop hop) {
            failed.add(hop);
        }

        @Override
        public void onAnswered(NextHop hop) {}

        @Override
        public Optional<Duration> giveUp() {
            return Optional.of(GIVE_UP);
        }

        @Override
        public void onSilent(NextHop hop) {
            silent.add(hop);
        }

        @Override
        public boolean isAlive(NextHop hop, Duration within) {
            return alive.contains(hop);
        }
    }

    private final class FakeConnector implements Connector {

        @Override
        public CompletionStage<Flow> connect(NextHop hop) {
            FakeFlow flow = icpFlows.get(hop.address());
            return flow == null || unreachable.contains(hop.address())
                    ? CompletableFuture.failedFuture(new IOException("refused"))
                    : CompletableFuture.completedFuture(flow);
        }

        @Override
        public SentBy sentBy(Side side, TransportProtocol protocol) {
            return side == Side.SET ? new SentBy("192.0.2.1", 5061) : new SentBy("10.0.0.1", 5080);
        }

        @Override
        public Flow responseFlow(Flow arrival, Via topmostVia) {
            return arrival;
        }
    }

    /** Challenges; {@code Proxy-Authorization: right} is right for the device that From names. */
    private static final class FakeAuthentication implements InviteAuthentication {

        @Override
        public Verdict check(SipRequest request, Flow flow, Optional<Device> claimed) {
            boolean right = request.header(HeaderName.PROXY_AUTHORIZATION).filter("right"::equals).isPresent();
            return right && claimed.isPresent()
                    ? new Verdict.Authenticated(claimed.get())
                    : new Verdict.Answer(SipResponse.to(request, 407).set(HeaderName.PROXY_AUTHENTICATE, "challenge"));
        }
    }

    /** Answers the first challenge of each request. */
    private static final class FakeAuthorization implements PbxAuthorization {

        @Override
        public Client of(Device device) {
            return new Client() {

                @Override
                public SipRequest begin(SipRequest request) {
                    return request;
                }

                @Override
                public Optional<SipRequest> answer(SipRequest sent, SipResponse challenge) {
                    return sent.has(HeaderName.PROXY_AUTHORIZATION)
                            ? Optional.empty()
                            : Optional.of(sent.edit()
                                    .set(HeaderName.PROXY_AUTHORIZATION, "credentials of " + device.icpAuthUser())
                                    .build());
                }
            };
        }
    }

    private static final class NoRegistrar implements RegisterHandler {

        @Override
        public void onRegister(ServerTransaction transaction) {
            transaction.respond(SipResponse.to(transaction.request(), 200).toTag("registrar").build());
        }

        @Override
        public void onFlowClosed(Flow flow) {}
    }
}
