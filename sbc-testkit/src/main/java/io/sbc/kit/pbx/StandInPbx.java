package io.sbc.kit.pbx;

import io.sbc.kit.net.Trust;
import io.sbc.kit.sip.Digest;
import io.sbc.kit.sip.NextHop;
import io.sbc.kit.sip.ServerWire;
import io.sbc.kit.sip.SipHandler;
import io.sbc.kit.sip.SipNode;
import io.sbc.kit.sip.SipTrace;
import io.sbc.kit.sip.SipTransport;
import io.sbc.kit.sip.UdpWire;
import io.sbc.kit.sip.Wire;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * The PBX of tests and of the demo: registers extensions with digest over UDP, TCP and TLS, and connects them as a
 * back-to-back user agent or as a proxy.
 *
 * <pre>{@code
 * try (StandInPbx pbx = StandInPbx.builder().domain("pbx.local").extension("1001", "icp-secret").start()) {
 *     … a session border controller registers at pbx.address() …
 *     pbx.bindings("1001");
 * }
 * }</pre>
 */
public final class StandInPbx implements AutoCloseable {
    /** What it calls itself in User-Agent and Server: a session border controller must not let it through. */
    public static final String PRODUCT = "StandInPBX/1.0";
    private static final int CALLS_MAX = 10_000;
    private static final int BIND_ATTEMPTS = 20;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Builder settings;
    private final Map<String, Extension> extensions;
    private final SipNode node;
    private final PbxAuth auth;
    private final PbxRegistrar registrar;
    private final PbxProxy proxy;
    private final Random random;
    private final Map<String, B2bCall> calls = new LinkedHashMap<>();
    private volatile int refuseRegistrations;

    private StandInPbx(Builder settings, List<Wire> wires) {
        this.settings = settings;
        this.random = settings.random;
        this.extensions = new ConcurrentHashMap<>(settings.extensions);
        this.auth = new PbxAuth(settings.domain, settings.algorithms, this::token);
        boolean backToBack = settings.mode == PbxMode.BACK_TO_BACK;
        this.node = new SipNode("pbx-" + NUMBERS.incrementAndGet(), wires, backToBack, this::nextHop,
                settings.nanoClock, new Handler());
        this.registrar = new PbxRegistrar(node, settings.maximumExpiresSeconds, settings.nanoClock);
        this.proxy = new PbxProxy(node);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where it listens with UDP and TCP. */
    public InetSocketAddress address() {
        return node.wire(SipTransport.UDP).local();
    }

    /** Where it listens with TLS, if it does. */
    public InetSocketAddress tlsAddress() {
        return node.wire(SipTransport.TLS).local();
    }

    public String domain() {
        return settings.domain;
    }

    /** Every message that passed its sockets. */
    public SipTrace trace() {
        return node.trace();
    }

    /** What is registered for a number, newest first. */
    public List<PbxBinding> bindings(String number) {
        return registrar.of(number);
    }

    /** Calls that are neither refused nor ended; a proxy knows none. */
    public int liveCalls() {
        return node.submit(() -> (int) calls.values().stream().distinct().filter(call -> !call.isOver()).count());
    }

    /** Adds an extension, or gives one another authorization code; what is registered stays until it registers again. */
    public void provision(Extension extension) {
        extensions.put(extension.number(), extension);
    }

    /** Answers every REGISTER with this status, such as 503; 0: no longer. */
    public void refuseRegistrations(int status) {
        refuseRegistrations = status;
    }

    private Optional<NextHop> nextHop(Request request) {
        return registrar.flowTo(request.getRequestURI().toString());
    }

    private boolean isProxy() {
        return settings.mode == PbxMode.PROXY;
    }

    private String token() {
        return Long.toHexString(random.nextLong() & 0xFFFFFFFFFFFFL);
    }

    @Override
    public void close() {
        node.close();
    }

    private final class Handler implements SipHandler {

        @Override
        public void onRequest(Request request, @Nullable ServerTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            String callId = ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId();
            B2bCall call = calls.get(callId);
            if (transaction == null) {
                if (isProxy()) {
                    proxy.forwardAck(request);
                } else if (call != null) {
                    call.onAck(request, call.caller().callId.equals(callId) ? call.caller() : call.callee());
                }
                return;
            }
            boolean inDialog = ((ToHeader) request.getHeader(ToHeader.NAME)).getTag() != null;
            switch (request.getMethod()) {
                case Request.REGISTER -> onRegister(request, transaction);
                case Request.OPTIONS -> node.respond(transaction, Response.OK);
                case Request.CANCEL -> {
                    if (isProxy()) {
                        proxy.cancel(transaction);
                    } else if (call == null) {
                        node.respond(transaction, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
                    } else {
                        call.onCancel(transaction);
                    }
                }
                default -> {
                    if (inDialog && isProxy()) {
                        proxy.forward(request, transaction);
                    } else if (inDialog && call != null && transaction.getDialog() != null) {
                        call.onRequest(request, transaction);
                    } else if (!inDialog && request.getMethod().equals(Request.INVITE)) {
                        onInvite(request, transaction);
                    } else {
                        node.respond(transaction, inDialog
                                ? Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST
                                : Response.METHOD_NOT_ALLOWED);
                    }
                }
            }
        }

        private void onRegister(Request request, ServerTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            if (refuseRegistrations > 0) {
                node.respond(transaction, refuseRegistrations);
                return;
            }
            String number = userOf(((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI());
            if (admit(request, transaction, number, false)) {
                node.respond(transaction, registrar.register(number, request));
            }
        }

        /** Whether the sender has proved who it is; if not, the answer is on its way. */
        private boolean admit(Request request, ServerTransaction transaction, String number, boolean asProxy)
                throws SipException, ParseException, InvalidArgumentException {
            switch (auth.judge(request, Optional.ofNullable(extensions.get(number)), asProxy)) {
                case GOOD -> {
                    return true;
                }
                case MISSING -> node.respond(transaction, auth.challenge(node, request, asProxy, false));
                case STALE -> node.respond(transaction, auth.challenge(node, request, asProxy, true));
                case WRONG -> node.respond(transaction, Response.FORBIDDEN);
            }
            return false;
        }

        private void onInvite(Request request, ServerTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            FromHeader from = (FromHeader) request.getHeader(FromHeader.NAME);
            String caller = userOf(from.getAddress().getURI());
            if (settings.challengeInvites && !admit(request, transaction, caller, true)) {
                return;
            }
            String number = userOf(request.getRequestURI());
            List<PbxBinding> bindings = registrar.of(number);
            if (!extensions.containsKey(number)) {
                node.respond(transaction, Response.NOT_FOUND);
            } else if (bindings.isEmpty()) {
                node.respond(transaction, Response.TEMPORARILY_UNAVAILABLE);
            } else {
                connect(request, transaction, from, bindings.getFirst());
            }
        }

        private void connect(Request request, ServerTransaction transaction, FromHeader from, PbxBinding binding)
                throws SipException, ParseException, InvalidArgumentException {
            SipTransport inbound = SipTransport.of(((ViaHeader) request.getHeader(ViaHeader.NAME)).getTransport());
            SipTransport outbound = transportTo(binding);
            if (isProxy()) {
                proxy.forwardFirst(request, transaction, binding, inbound, outbound);
                return;
            }
            B2bLeg caller = new B2bLeg(((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId(), token(),
                    contact(binding.number(), inbound));
            B2bLeg callee = new B2bLeg(token() + "@" + settings.domain, token(),
                    contact(userOf(from.getAddress().getURI()), outbound));
            B2bCall call = new B2bCall(node, settings.crypto, caller, callee);
            remember(call);
            call.start(transaction, invite(request, from, callee, binding, outbound));
        }

        private SipTransport transportTo(PbxBinding binding) throws ParseException {
            if (binding.flow().isPresent()) {
                return binding.flow().get().transport();
            }
            SipURI uri = (SipURI) node.addresses().createURI(binding.contactUri());
            return uri.getTransportParam() == null ? SipTransport.UDP : SipTransport.of(uri.getTransportParam());
        }

        private String contact(String number, SipTransport transport) {
            InetSocketAddress local = node.wire(transport).local();
            String parameter = transport == SipTransport.UDP ? "" : ";transport=" + transport.parameter();
            return "sip:" + number + "@" + local.getAddress().getHostAddress() + ":" + local.getPort() + parameter;
        }

        private Request invite(Request inbound, FromHeader from, B2bLeg callee, PbxBinding binding,
                SipTransport transport)
                throws ParseException, InvalidArgumentException {
            String caller = "sip:" + userOf(from.getAddress().getURI()) + "@" + settings.domain;
            String name = from.getAddress().getDisplayName();
            String caption = name == null ? "" : "\"" + name + "\" ";
            int forwards = ((MaxForwardsHeader) inbound.getHeader(MaxForwardsHeader.NAME)).getMaxForwards() - 1;
            List<ViaHeader> vias = new ArrayList<>(List.of(node.newVia(transport)));
            Request invite = node.messages()
                    .createRequest(node.addresses().createURI(binding.contactUri()), Request.INVITE,
                            node.headers().createCallIdHeader(callee.callId),
                            node.headers().createCSeqHeader(1L, Request.INVITE),
                            node.headers().createFromHeader(node.address(caption + "<" + caller + ">"),
                                    callee.localTag),
                            node.headers().createToHeader(
                                    node.address("<sip:" + binding.number() + "@" + settings.domain + ">"), null),
                            vias, node.headers().createMaxForwardsHeader(forwards));
            invite.setHeader(node.header("Contact", "<" + callee.localContact + ">"));
            invite.setHeader(node.header("User-Agent", PRODUCT));
            node.addAll(invite, "Allow", "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO");
            // A PBX says who calls (RFC 3325), and with it its own domain.
            invite.setHeader(node.header("P-Asserted-Identity", caption + "<" + caller + ">"));
            return invite;
        }

        private void remember(B2bCall call) {
            calls.values().removeIf(B2bCall::isOver);
            if (calls.size() >= CALLS_MAX) {
                throw new IllegalStateException("more than " + CALLS_MAX / 2 + " calls at once");
            }
            calls.put(call.caller().callId, call);
            calls.put(call.callee().callId, call);
        }

        @Override
        public void onResponse(Response response, ClientTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            if (isProxy()) {
                proxy.onResponse(response, transaction);
                return;
            }
            B2bCall call = calls.get(((CallIdHeader) response.getHeader(CallIdHeader.NAME)).getCallId());
            if (call != null) {
                call.onResponse(response, transaction);
            }
        }

        @Override
        public void onTimeout(ClientTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            B2bCall call = calls
                    .get(((CallIdHeader) transaction.getRequest().getHeader(CallIdHeader.NAME)).getCallId());
            if (call != null) {
                call.onTimeout(transaction);
            }
        }

        @Override
        public void onStrayResponse(Response response) throws SipException {
            if (isProxy()) {
                proxy.onStrayResponse(response);
            }
        }

        @Override
        public void onFlowLost() {}
    }

    private static String userOf(URI uri) {
        return uri instanceof SipURI sip && sip.getUser() != null ? sip.getUser() : "";
    }

    /** What a PBX is to be. */
    public static final class Builder {
        private final Map<String, Extension> extensions = new LinkedHashMap<>();
        private String domain = "pbx.local";
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private @Nullable Path tlsChain;
        private @Nullable Path tlsKey;
        private List<Digest.Algorithm> algorithms = List.of(Digest.Algorithm.MD5);
        private int maximumExpiresSeconds = 3_600;
        private boolean challengeInvites;
        private CryptoMode crypto = CryptoMode.PASS;
        private PbxMode mode = PbxMode.BACK_TO_BACK;
        private Random random = new Random();
        private LongSupplier nanoClock = System::nanoTime;

        private Builder() {}

        /** SIP domain and digest realm, {@code pbx.local} by default. */
        public Builder domain(String name) {
            this.domain = name;
            return this;
        }

        public Builder extension(String number, String password) {
            return extension(new Extension(number, password));
        }

        public Builder extension(Extension extension) {
            extensions.put(extension.number(), extension);
            return this;
        }

        /** 127.0.0.1 by default. */
        public Builder address(InetAddress own) {
            this.address = own;
            return this;
        }

        /** For UDP and TCP alike; 0, the default, takes a free one. */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /** Listens with TLS as well, on any free port. */
        public Builder tls(Path chainPem, Path keyPem) {
            this.tlsChain = chainPem;
            this.tlsKey = keyPem;
            return this;
        }

        /** In the order of preference; MD5 alone by default. */
        public Builder algorithms(Digest.Algorithm... best) {
            this.algorithms = List.of(best);
            return this;
        }

        /** The longest registration that it grants: an hour by default. */
        public Builder maximumExpiresSeconds(int seconds) {
            this.maximumExpiresSeconds = seconds;
            return this;
        }

        /** Asks for credentials with 407 in every initial INVITE; by default in none. */
        public Builder challengeInvites(boolean always) {
            this.challengeInvites = always;
            return this;
        }

        /** {@link PbxMode#BACK_TO_BACK} by default. */
        public Builder mode(PbxMode kind) {
            this.mode = kind;
            return this;
        }

        /** {@link CryptoMode#PASS} by default; a proxy changes no bodies. */
        public Builder crypto(CryptoMode mode) {
            this.crypto = mode;
            return this;
        }

        /** The same seed makes the same tags, Call-IDs and nonces. */
        public Builder seed(long seed) {
            this.random = new Random(seed);
            return this;
        }

        public Builder nanoClock(LongSupplier clock) {
            this.nanoClock = clock;
            return this;
        }

        /** Binds and starts. */
        public StandInPbx start() throws IOException {
            List<Wire> wires = new ArrayList<>(bindPair());
            Path chain = tlsChain;
            Path key = tlsKey;
            if (chain != null && key != null) {
                wires.add(ServerWire.tls(new InetSocketAddress(address, 0), Trust.serverOf(chain, key)));
            }
            return new StandInPbx(this, wires);
        }

        /** UDP and TCP on one port. */
        private List<Wire> bindPair() throws IOException {
            for (int attempt = 1;; attempt++) {
                Wire udp = new UdpWire(new InetSocketAddress(address, port));
                try {
                    return List.of(udp, ServerWire.tcp(new InetSocketAddress(address, udp.local().getPort())));
                } catch (BindException e) {
                    udp.close();
                    if (port != 0 || attempt == BIND_ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }
    }
}
