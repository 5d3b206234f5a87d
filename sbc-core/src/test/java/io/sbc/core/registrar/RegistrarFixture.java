package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.Directory;
import io.sbc.core.directory.Secret;
import io.sbc.core.icp.Icps;
import io.sbc.core.icp.PbxHealthListener;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.auth.Digest;
import io.sbc.core.sip.auth.DigestAlgorithm;
import io.sbc.core.sip.auth.DigestAuthenticator;
import io.sbc.core.sip.auth.DigestClient;
import io.sbc.core.sip.auth.DigestCredentials;
import io.sbc.core.sip.auth.NonceCounts;
import io.sbc.core.sip.auth.NonceSigner;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A registrar with two devices ({@code 1006} and {@code 1*006}), phones to drive it and a PBX to answer for. As an extension of
 * a test it lets everything expire, and nothing may be left.
 */
final class RegistrarFixture implements AfterEachCallback {

    static final String DOMAIN = "sbc.example.test";
    static final List<String> DOMAINS = List.of(DOMAIN, "sbc2.example.test", "203.0.113.2");
    static final RegistrationSettings SETTINGS = settings(4, 1000);

    final FakeShard shard = new FakeShard();
    final FakeDirectory directory = new FakeDirectory();
    /** What registrars look into: another one before {@link #newRegistrar}. */
    Directory seen = directory;
    final MemoryStore store = new MemoryStore();
    final List<SavedRegistration> handedOver = new ArrayList<>();
    FakeTransactions transactions = new FakeTransactions();
    BindingTable table = new BindingTable();
    final RegistrationBoard board = new RegistrationBoard(100);
    RegistrarMetrics metrics = new RegistrarMetrics(table);
    WriteBehindJournal journal = new WriteBehindJournal(store, 100_000, metrics);
    final Device desktop = FakeDirectory.device(1, "1006");
    final Device mobile = FakeDirectory.device(2, "1*006");
    final Icps icps;
    final UpstreamBudget budget;
    RegistrarService registrar;
    private final RegistrationSettings settings;
    private final PbxDefinition pbx;

    RegistrarFixture() {
        this(SETTINGS);
    }

    RegistrarFixture(RegistrationSettings settings) {
        this(settings, PbxProfile.GENERIC);
    }

    /** With a PBX of that kind. */
    RegistrarFixture(RegistrationSettings settings, PbxProfile profile) {
        this.settings = settings;
        budget = new UpstreamBudget(settings.pbxRate());
        PbxDefinition plain = new PbxDefinition("pbx", "pbx.test", "192.0.2.50", 5070, TransportProtocol.UDP,
                List.of());
        pbx = new PbxDefinition(plain.id(), plain.domain(), plain.host(), plain.port(), plain.transport(), List.of(),
                plain.nodes(), true, profile);
        directory.put(desktop);
        directory.put(mobile);
        PbxDefinition pair = new PbxDefinition("pair", "pair.test", "pair.test", 5070, TransportProtocol.UDP,
                List.of());
        icps = new Icps(List.of(pbx, pair), RegistrarFixture::lookup, shard.clock(), Runnable::run);
        registrar = newRegistrar();
        icps.listen(new PbxHealthListener() {

            @Override
            public void onReachable(String pbxId) {
                registrar.onPbxReachable(pbxId);
            }

            @Override
            public void onUnreachable(String pbxId) {
                registrar.onPbxUnreachable(pbxId);
            }
        });
    }

    /** Phones fall silent, the PBX does whatever it is asked for: by the longest expiry nothing is registered any more. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        for (int minutes = 0; minutes < 2 * settings.pbxExpires().toMinutes(); minutes++) {
            advance(60);
            transactions.answerAll();
            shard.run();
        }
        for (String gauge : List.of("sbc_bindings", "sbc_upstream_registrations", "sbc_upstream_registers_in_flight",
                "sbc_upstream_registers_waiting", "sbc_upstream_registrations_suspended")) {
            assertEquals(0, gauge(gauge), gauge);
        }
    }

    /** A registrar as it is on another shard, with the same table, directory and PBX. */
    RegistrarService newRegistrar() {
        DigestAuthenticator authenticator = new DigestAuthenticator(FakeDirectory.REALM, List.of(DigestAlgorithm.MD5),
                new NonceSigner(new byte[32], settings.nonceLifetime(), shard.clock()),
                new NonceCounts(100_000, shard.clock().epochMillis()), shard.random());
        return new RegistrarService(shard, transactions, seen, icps, authenticator, settings,
                DOMAINS, new IcpContacts(new byte[32], _ -> SentBy.of("10.9.9.9", 5080)),
                new RegistrarShared(table, metrics, journal, budget, board), handedOver::add);
    }

    /** Kills the process and starts it again: what was in memory is gone, what was not written is lost. */
    void restart() {
        shard.kill();
        transactions = new FakeTransactions();
        table = new BindingTable();
        metrics = new RegistrarMetrics(table);
        journal = new WriteBehindJournal(store, 100_000, metrics);
        registrar = newRegistrar();
        store.load().forEach(registrar::restore);
    }

    static RegistrationSettings settings(int contactsPerDevice, int bindings) {
        return new RegistrationSettings(Duration.ofSeconds(300), Duration.ofSeconds(60), Duration.ofSeconds(3600),
                Duration.ofSeconds(60), 200, Duration.ofSeconds(300), List.of(RegistrationSettings.DigestAlgorithm.MD5),
                contactsPerDevice,
                bindings, Duration.ofSeconds(120), false, List.of());
    }

    private static List<org.xbill.DNS.Record> lookup(String name, int type) throws IOException {
        if (!name.equals("pair.test") || type != org.xbill.DNS.Type.A) {
            return List.of();
        }
        org.xbill.DNS.Name owner = org.xbill.DNS.Name.fromString("pair.test.");
        return List.of(record(owner, "192.0.2.51"), record(owner, "192.0.2.52"));
    }

    private static org.xbill.DNS.Record record(org.xbill.DNS.Name owner, String address) {
        return new org.xbill.DNS.ARecord(owner, org.xbill.DNS.DClass.IN, 60, java.net.InetAddress.ofLiteral(address));
    }

    Phone phone(Device device, long flow) {
        return new Phone(device.setUser(), "set-" + device.setUser(), FakeFlow.tls(flow));
    }

    long count(RegistrarCounter counter) {
        return metrics.counters().value(counter);
    }

    long gauge(String metric) {
        return metrics.gauges().stream().filter(gauge -> gauge.metric().equals(metric)).findFirst().orElseThrow()
                .value().getAsLong();
    }

    void advance(long seconds) {
        shard.advance(Duration.ofSeconds(seconds));
    }

    // The PBX

    /** The next REGISTER that reaches the PBX. */
    FakeTransactions.Sent atPbx() {
        shard.run();
        return transactions.next();
    }

    /** The PBX challenges, checks the answer, and grants. */
    SipRequest pbxAccepts(Device device, long grantedSeconds) {
        FakeTransactions.Sent first = atPbx();
        FakeTransactions.Sent next = first.request().has(HeaderName.AUTHORIZATION) ? first : challenge(first);
        assertAuthorized(device, next.request());
        grant(next, grantedSeconds);
        return next.request();
    }

    FakeTransactions.Sent challenge(FakeTransactions.Sent sent) {
        sent.respond(401, response -> response.set(HeaderName.WWW_AUTHENTICATE,
                "Digest realm=\"pbx\", nonce=\"abc\", qop=\"auth\", algorithm=MD5"));
        return atPbx();
    }

    void grant(FakeTransactions.Sent sent, long seconds) {
        sent.respond(200, response -> response.set(HeaderName.CONTACT,
                sent.request().contacts().getFirst().withParameter("expires", Long.toString(seconds))));
        shard.run();
    }

    void assertAuthorized(Device device, SipRequest request) {
        DigestCredentials credentials = DigestCredentials
                .parse(request.header(HeaderName.AUTHORIZATION).orElseThrow()).orElseThrow();
        String ha1 = Digest.ha1(DigestAlgorithm.MD5, device.icpAuthUser(), "pbx", device.icpSecret().reveal());
        assertEquals(Digest.response(DigestAlgorithm.MD5, ha1, credentials, "REGISTER", new byte[0]),
                credentials.response());
    }

    /** A phone: one Call-ID, rising CSeq, digest with its set-side password. */
    final class Phone {
        final String user;
        FakeFlow flow;
        private final String callId;
        private final DigestClient digest;
        private final long place;
        private long cseq;

        Phone(String user, String password, FakeFlow flow) {
            this.user = user;
            this.flow = flow;
            this.place = flow.id();
            this.callId = "phone-" + user + "-" + flow.id();
            this.digest = new DigestClient(user, new Secret(password), shard.random());
        }

        String contact() {
            return "<sip:" + user + "@10.0.0." + place + ":5061;transport=tls>";
        }

        SipRequest request(UnaryOperator<SipRequest.Builder> edit) {
            NameAddr self = NameAddr.of(SipUri.of(user, DOMAIN));
            SipRequest.Builder builder = SipRequest.builder(SipMethod.REGISTER, SipUri.of("", DOMAIN))
                    .set(HeaderName.VIA, "SIP/2.0/TLS 10.0.0.1:5061;branch=z9hG4bK" + callId + cseq)
                    .set(HeaderName.MAX_FORWARDS, 70).set(HeaderName.FROM, self.withTag("f"))
                    .set(HeaderName.TO, self).set(HeaderName.CALL_ID, callId)
                    .set(HeaderName.CSEQ, new CSeq(++cseq, SipMethod.REGISTER))
                    .set(HeaderName.CONTACT, contact()).set(HeaderName.EXPIRES, 3600);
            return edit.apply(builder).build();
        }

        /** A REGISTER with credentials for the last challenge that it knows. */
        SipRequest signed() {
            return signed(request(UnaryOperator.identity()));
        }

        SipRequest signed(SipRequest request) {
            return digest.begin(request);
        }

        /** As it is, without answering a challenge. */
        FakeServerTransaction send(SipRequest request) {
            FakeServerTransaction transaction = new FakeServerTransaction(request, flow);
            registrar.onRegister(transaction);
            shard.run();
            return transaction;
        }

        /** With credentials, whatever it takes. */
        FakeServerTransaction register(UnaryOperator<SipRequest.Builder> edit) {
            SipRequest request = digest.begin(request(edit));
            FakeServerTransaction transaction = send(request);
            if (transaction.isAnswered() && transaction.response().status() == 401) {
                SipRequest answer = assertInstanceOf(DigestClient.Answer.Retry.class,
                        digest.answer(request, transaction.response())).request();
                cseq = answer.cseq().number();
                SipRequest.Builder again = answer.edit();
                request.headers(HeaderName.VIA).forEach(via -> again.add(HeaderName.VIA, via + cseq));
                transaction = send(again.build());
            }
            return transaction;
        }

        FakeServerTransaction register() {
            return register(UnaryOperator.identity());
        }

        FakeServerTransaction registerFor(long seconds) {
            return register(builder -> builder.set(HeaderName.EXPIRES, seconds));
        }

        /** Registers and lets the PBX accept. */
        SipResponse registered(Device device) {
            FakeServerTransaction transaction = register();
            if (!transaction.isAnswered()) {
                pbxAccepts(device, 3600);
            }
            assertEquals(200, transaction.response().status());
            return transaction.response();
        }

        /** Comes back over another connection. */
        void reconnect(long flow) {
            this.flow = FakeFlow.tls(flow);
        }

        void loseFlow() {
            flow.close("test");
            registrar.onFlowClosed(flow);
            shard.run();
        }
    }

    static List<String> contactUris(SipResponse response) {
        return response.contacts().stream().map(NameAddr::uri).toList();
    }

    static Optional<String> expiresOf(SipResponse response) {
        return response.contacts().getFirst().parameters().get("expires");
    }
}
