package io.sbc.kit.phone;

import io.sbc.kit.audio.AudioSource;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.Melody;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.net.Pending;
import io.sbc.kit.net.Trust;
import io.sbc.kit.sip.Credentials;
import io.sbc.kit.sip.FlowWire;
import io.sbc.kit.sip.NextHop;
import io.sbc.kit.sip.SipHandler;
import io.sbc.kit.sip.SipNode;
import io.sbc.kit.sip.SipTrace;
import io.sbc.kit.sip.SipTransport;
import io.sbc.kit.sip.UdpWire;
import io.sbc.kit.sip.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * A softphone like Zoom's phone tab: one TLS connection that it keeps, digest, SDES-SRTP.
 *
 * <pre>{@code
 * try (SoftPhone alice = SoftPhone.builder().user("1001").password("secret").server(address).trust(caPem).start()) {
 *     alice.register().await();
 *     Call call = alice.call("1002");
 *     call.awaitAnswered();
 *     …
 *     call.hangUp().await();
 * }
 * }</pre>
 *
 * Any thread; what it is told is done on its agent thread.
 */
public final class SoftPhone implements AutoCloseable {
    /** Calls that nobody picked up yet; a further one gets 486. */
    private static final int WAITING_CALLS_MAX = 16;
    /** In its life: what they heard is kept, so this is a limit of memory. */
    private static final int CALLS_MAX = 1_000;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Builder settings;
    private final SipNode node;
    private final PhoneIdentity identity;
    private final Credentials credentials;
    private final Registration registration;
    private final Random random;
    private final Map<String, Call> calls = new HashMap<>();
    private final List<Call> allCalls = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Call> incoming = new LinkedBlockingQueue<>(WAITING_CALLS_MAX);
    private final AtomicInteger flowsLost = new AtomicInteger();

    private SoftPhone(Builder settings, InetSocketAddress server) throws IOException {
        this.settings = settings;
        this.random = settings.random;
        this.identity = new PhoneIdentity(settings.user, settings.displayName, settings.domain, settings.transport,
                "urn:uuid:" + new UUID(random.nextLong(), random.nextLong()), settings.userAgent, this::token);
        String authUser = settings.authUser.isEmpty() ? settings.user : settings.authUser;
        this.credentials = new Credentials(authUser, settings.password, this::token);
        Optional<NextHop> always = Optional.of(new NextHop(settings.transport, server));
        this.node = new SipNode("phone-" + settings.user + "-" + NUMBERS.incrementAndGet(),
                List.of(settings.openWire(server)), true, request -> always, settings.nanoClock, new Handler());
        this.registration = new Registration(node, identity, credentials, settings.nanoClock,
                token() + "@" + settings.user, settings.reuseNonces);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Its number. */
    public String user() {
        return settings.user;
    }

    /** Every message that passed its connection. */
    public SipTrace trace() {
        return node.trace();
    }

    /** Its end of the connection. */
    public InetSocketAddress local() {
        return node.wire(settings.transport).local();
    }

    /** Registers, for as long as the builder said, and keeps the registration fresh. */
    public Pending<RegisterResult> register() {
        return register(settings.expiresSeconds);
    }

    /** Takes its Contact away (RFC 3261 §10.2.2). */
    public Pending<RegisterResult> unregister() {
        return register(0);
    }

    /** Registers for so many seconds. */
    public Pending<RegisterResult> register(int expiresSeconds) {
        CompletableFuture<RegisterResult> result = new CompletableFuture<>();
        node.run(() -> {
            try {
                registration.start(expiresSeconds, result);
            } catch (SipException | ParseException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return new Pending<>("REGISTER of " + user(), result);
    }

    /** The Call-ID of all its REGISTERs. */
    public String registrationCallId() {
        return registration.callId();
    }

    /** How often it registered again by itself. */
    public int refreshes() {
        return node.submit(registration::refreshes);
    }

    /** Calls a number of its own domain, with its own media policy. */
    public Call call(String number) {
        return call(number, settings.media);
    }

    /** Calls a number with another media policy. */
    public Call call(String number, MediaPolicy media) {
        return node.submit(() -> {
            Call call = newCall(true, token() + "@" + user(), media);
            call.session().invite(identity.uriOf(number));
            return call;
        });
    }

    /**
     * The next call that came in; it is ringing, and with {@link Builder#answerAfter} may be answered.
     *
     * @throws IllegalStateException when none came in time
     */
    public Call awaitCall(Duration limit) {
        try {
            Call call = incoming.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (call == null) {
                throw new IllegalStateException(user() + ": no call within " + limit);
            }
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(user() + ": interrupted", e);
        }
    }

    /** As {@link #awaitCall(Duration)} with the usual limit. */
    public Call awaitCall() {
        return awaitCall(Pending.USUAL_LIMIT);
    }

    /** All calls that it ever had, oldest first. */
    public List<Call> calls() {
        return List.copyOf(allCalls);
    }

    /** Tears its connection down without a word, as a network that goes away; the next message opens another. */
    public void dropConnection() {
        flow().drop();
    }

    /** How many connections of it ended. */
    public int flowsLost() {
        return flowsLost.get();
    }

    /** Sends a keepalive (RFC 5626 §3.5.1). */
    public void ping() {
        try {
            flow().ping();
        } catch (IOException e) {
            throw new IllegalStateException(user() + ": cannot send a keepalive", e);
        }
    }

    /** How many keepalives were answered on the present connection. */
    public int pongs() {
        return flow().pongs();
    }

    /** The TLS session: protocol, cipher suite, the server's certificate. */
    public Optional<SSLSession> tlsSession() {
        return node.wire(settings.transport) instanceof FlowWire flow ? flow.tlsSession() : Optional.empty();
    }

    private FlowWire flow() {
        if (node.wire(settings.transport) instanceof FlowWire flow) {
            return flow;
        }
        throw new IllegalStateException(user() + " has no connection over " + settings.transport);
    }

    private String token() {
        return Long.toHexString(random.nextLong() & 0xFFFFFFFFFFFFL);
    }

    private Call newCall(boolean outgoing, String callId, MediaPolicy media) {
        if (calls.size() == CALLS_MAX) {
            throw new IllegalStateException(user() + " has had " + CALLS_MAX + " calls");
        }
        try {
            RtpEndpoint endpoint = new RtpEndpoint(settings.mediaAddress(), random, settings.nanoClock);
            MediaSession session = new MediaSession(media, settings.codecs, settings.source(), endpoint, random);
            Call call = new Call(node, user(),
                    new CallSession(node, identity, credentials, session, outgoing, callId, token()));
            calls.put(callId, call);
            allCalls.add(call);
            return call;
        } catch (IOException e) {
            throw new IllegalStateException(user() + ": no ports for media", e);
        }
    }

    /** Ends what it has, without a word to anybody: connection, media, registration timers. */
    @Override
    public void close() {
        node.close();
        // What they counted and heard stays readable.
        allCalls.forEach(call -> call.media().close());
    }

    private final class Handler implements SipHandler {

        @Override
        public void onRequest(Request request, @Nullable ServerTransaction transaction)
                throws SipException, ParseException,
                InvalidArgumentException {
            Call call = calls.get(((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId());
            if (transaction == null) {
                if (call != null) {
                    call.session().onAck(request);
                }
                return;
            }
            boolean inDialog = ((ToHeader) request.getHeader(ToHeader.NAME)).getTag() != null;
            if (call != null && (inDialog || request.getMethod().equals(Request.CANCEL))) {
                call.session().onRequest(request, transaction);
            } else if (inDialog) {
                node.respond(transaction, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
            } else {
                onNewRequest(request, transaction);
            }
        }

        private void onNewRequest(Request request, ServerTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            switch (request.getMethod()) {
                case Request.INVITE -> onInvite(request, transaction);
                case Request.OPTIONS, Request.NOTIFY, Request.MESSAGE -> node.respond(transaction, Response.OK);
                case Request.CANCEL -> node.respond(transaction, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
                default -> node.respond(transaction, Response.METHOD_NOT_ALLOWED);
            }
        }

        private void onInvite(Request request, ServerTransaction transaction)
                throws SipException, ParseException, InvalidArgumentException {
            if (incoming.remainingCapacity() == 0) {
                node.respond(transaction, Response.BUSY_HERE);
                return;
            }
            String callId = ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId();
            Call call = newCall(false, callId, settings.media);
            call.session().onInvite(request, transaction);
            if (settings.busy) {
                call.session().refuse(Response.BUSY_HERE);
            } else if (!call.session().isOver()) {
                call.session().sendRinging();
                settings.answerAfter
                        .ifPresent(delay -> call.session()
                                .keepTimer(node.runAfter(delay.toNanos(), call.session()::answerIfRinging)));
            }
            incoming.add(call);
        }

        @Override
        public void onResponse(Response response, ClientTransaction transaction) throws SipException, ParseException,
                InvalidArgumentException {
            if (registration.onResponse(response, transaction)) {
                return;
            }
            Call call = calls.get(((CallIdHeader) response.getHeader(CallIdHeader.NAME)).getCallId());
            if (call != null) {
                call.session().onResponse(response, transaction);
            }
        }

        @Override
        public void onTimeout(ClientTransaction transaction) throws ParseException {
            registration.onTimeout(transaction);
            Call call = calls.get(((CallIdHeader) transaction.getRequest().getHeader(CallIdHeader.NAME)).getCallId());
            if (call != null) {
                call.session().onTimeout(transaction);
            }
        }

        @Override
        public void onFlowLost() {
            flowsLost.incrementAndGet();
        }
    }

    /** What a phone is to be; the defaults are those of a Zoom client on the same host. */
    public static final class Builder {
        private String user = "";
        private String authUser = "";
        private String password = "";
        private String displayName = "";
        private String domain = "localhost";
        private String userAgent = "sbc-testkit softphone";
        private SipTransport transport = SipTransport.TLS;
        private @Nullable InetSocketAddress server;
        private @Nullable Path caPem;
        private String serverName = "localhost";
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int expiresSeconds = 300;
        private MediaPolicy media = MediaPolicy.srtp();
        private List<G711> codecs = List.of(G711.PCMU, G711.PCMA);
        private @Nullable AudioSource source;
        private Optional<Duration> answerAfter = Optional.empty();
        private boolean busy;
        private boolean reuseNonces;
        private Random random = new Random();
        private LongSupplier nanoClock = System::nanoTime;

        private Builder() {}

        /** Its number, also for digest unless {@link #authUser} says otherwise. */
        public Builder user(String number) {
            this.user = number;
            return this;
        }

        public Builder authUser(String name) {
            this.authUser = name;
            return this;
        }

        public Builder password(String secret) {
            this.password = secret;
            return this;
        }

        public Builder displayName(String name) {
            this.displayName = name;
            return this;
        }

        /** SIP domain of its server, {@code localhost} by default. */
        public Builder domain(String name) {
            this.domain = name;
            return this;
        }

        public Builder userAgent(String name) {
            this.userAgent = name;
            return this;
        }

        /** Where its server listens. */
        public Builder server(InetSocketAddress listening) {
            this.server = listening;
            return this;
        }

        /** TLS by default. */
        public Builder transport(SipTransport kind) {
            this.transport = kind;
            return this;
        }

        /** The CA, PEM, that the server's certificate must chain to; needed for TLS. */
        public Builder trust(Path pem) {
            this.caPem = pem;
            return this;
        }

        /** The name that the server's certificate must have, {@code localhost} by default. */
        public Builder serverName(String name) {
            this.serverName = name;
            return this;
        }

        /** Its own address, for signalling and media: 127.0.0.1 by default. */
        public Builder address(InetAddress own) {
            this.address = own;
            return this;
        }

        /** How long it asks to be registered: 300 s by default. */
        public Builder expiresSeconds(int seconds) {
            this.expiresSeconds = seconds;
            return this;
        }

        /** {@link MediaPolicy#srtp()} by default. */
        public Builder media(MediaPolicy policy) {
            this.media = policy;
            return this;
        }

        /** Best first; PCMU, PCMA by default. */
        public Builder codecs(G711... best) {
            this.codecs = new ArrayList<>(List.of(best));
            return this;
        }

        /** What it says: a melody of its number by default. */
        public Builder source(AudioSource sound) {
            this.source = sound;
            return this;
        }

        /** It answers by itself after ringing so long; by default it rings until told. */
        public Builder answerAfter(Duration ringing) {
            this.answerAfter = Optional.of(ringing);
            return this;
        }

        /** It answers every call with 486. */
        public Builder busy(boolean always) {
            this.busy = always;
            return this;
        }

        /**
         * It answers the challenge it knows already in every later REGISTER, with a rising count (RFC 7616 §3.4.5), instead of
         * waiting to be challenged again.
         */
        public Builder reuseNonces(boolean always) {
            this.reuseNonces = always;
            return this;
        }

        /** The same seed makes the same tags, Call-IDs, keys, SSRCs and, if they are free, ports. */
        public Builder seed(long seed) {
            this.random = new Random(seed);
            return this;
        }

        public Builder nanoClock(LongSupplier clock) {
            this.nanoClock = clock;
            return this;
        }

        private InetAddress mediaAddress() {
            return address;
        }

        private AudioSource source() {
            AudioSource chosen = source;
            return chosen == null ? new Melody(user, user.hashCode()) : chosen;
        }

        private Wire openWire(InetSocketAddress target) throws IOException {
            InetSocketAddress any = new InetSocketAddress(address, 0);
            return switch (transport) {
                case UDP -> new UdpWire(any);
                case TCP -> new FlowWire(target, any, Optional.empty());
                case TLS -> {
                    Path pem = caPem;
                    if (pem == null) {
                        throw new IllegalStateException("TLS needs a CA to trust");
                    }
                    yield new FlowWire(target, any,
                            Optional.of(new FlowWire.TlsClient(Trust.clientOf(pem), serverName)));
                }
            };
        }

        /**
         * Connects.
         *
         * @throws IOException when the server cannot be reached or is not trusted
         */
        public SoftPhone start() throws IOException {
            InetSocketAddress target = server;
            if (user.isEmpty() || target == null) {
                throw new IllegalStateException("a phone needs a user and a server");
            }
            RtpEndpoint.warmUp();
            return new SoftPhone(this, target);
        }
    }
}
