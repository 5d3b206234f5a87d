package io.sbc.kit.script;

import io.sbc.kit.net.Trust;
import io.sbc.kit.sip.Digest;
import io.sbc.kit.sip.FlowWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A phone that does what a test tells it, over the one TLS connection that it opens (RFC 5626 §4.2). It answers challenges
 * to its REGISTERs, nothing else.
 */
public final class ScriptedPhone extends ScriptedPeer {
    private final String user;
    private final String password;
    private final String domain;
    private final FlowWire flow;
    private final String instance;
    private final String registrationCallId;
    private final AtomicInteger registrationCseq = new AtomicInteger();
    private final AtomicInteger flowsLost = new AtomicInteger();
    private final Map<String, Integer> nonceCounts = new HashMap<>();

    private ScriptedPhone(String user, String password, String domain, FlowWire flow, Random random) {
        super("script-" + user, List.of(flow), random);
        this.user = user;
        this.password = password;
        this.domain = domain;
        this.flow = flow;
        this.instance = "urn:uuid:" + new UUID(random.nextLong(), random.nextLong());
        this.registrationCallId = token();
    }

    /**
     * Connects.
     *
     * @param caPem what to trust
     */
    public static ScriptedPhone connect(InetSocketAddress server, Path caPem, String user, String password)
            throws IOException {
        return connect(server, Trust.clientOf(caPem), user, password);
    }

    /** Connects with whom it trusts and what it shows. */
    public static ScriptedPhone connect(InetSocketAddress server, SSLContext tls, String user, String password)
            throws IOException {
        FlowWire flow = new FlowWire(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(new FlowWire.TlsClient(tls, "localhost")));
        ScriptedPhone phone = new ScriptedPhone(user, password, "localhost", flow, new Random());
        phone.start();
        return phone;
    }

    public String user() {
        return user;
    }

    public String aor() {
        return "sip:" + user + "@" + domain;
    }

    /** Its device (RFC 5626 §4.1). */
    public String instance() {
        return instance;
    }

    @Override
    public String contactUri() {
        InetSocketAddress local = flow.local();
        return "sip:" + user + "@" + local.getAddress().getHostAddress() + ":" + local.getPort() + ";transport=tls";
    }

    /** Its Contact as it registers it. */
    public String registeredContact() {
        return "<" + contactUri() + ">;reg-id=1;+sip.instance=\"<" + instance + ">\"";
    }

    // Registration.

    /** Registers as usual and must get 200. */
    public SipText register() {
        SipText response = register(request -> request);
        if (response.status() != 200) {
            throw new IllegalStateException(name() + " was refused:\n" + response);
        }
        return response;
    }

    /** Sends a REGISTER with some changes and, when challenged once, again with credentials; the final response. */
    public SipText register(UnaryOperator<SipText> change) {
        SipText first = send(change.apply(newRegister())).awaitFinal();
        return first.status() == 401 ? send(authorized(first, change.apply(newRegister()))).awaitFinal() : first;
    }

    /** A REGISTER without credentials; each has the next CSeq. */
    public SipText newRegister() {
        return SipText.request("REGISTER", "sip:" + domain)
                .and("Max-Forwards", "70")
                .and("From", "<" + aor() + ">;tag=" + token())
                .and("To", "<" + aor() + ">")
                .and("Call-ID", registrationCallId)
                .and("CSeq", registrationCseq.incrementAndGet() + " REGISTER")
                .and("Contact", registeredContact())
                .and("Supported", "path, outbound")
                .and("Expires", "300");
    }

    /** The request with credentials for the first challenge of a response. */
    public SipText authorized(SipText challenge, SipText request) {
        return authorized(challenge, request, password);
    }

    /** As above with any password. */
    public SipText authorized(SipText challenge, SipText request, String guess) {
        boolean byProxy = challenge.status() == 407;
        Map<String, String> fields = Digest
                .parse(challenge.header(byProxy ? "Proxy-Authenticate" : "WWW-Authenticate"));
        int count = locked(() -> nonceCounts.merge(fields.getOrDefault("nonce", ""), 1, Integer::sum));
        return request.with(byProxy ? "Proxy-Authorization" : "Authorization",
                Digest.answer(fields, user, guess, request.method(), request.uri(), token(), count));
    }

    // Calls.

    /** A request to a number of its domain, outside of dialogs. */
    public SipText newRequest(String method, String number) {
        String target = "sip:" + number + "@" + domain;
        return newRequest(method, target, aor(), target);
    }

    /** Sends an INVITE with a description, or with none when it is empty. */
    public Exchange invite(String number, String sdp) {
        SipText invite = newRequest("INVITE", number).and("Allow", ALLOW);
        return send(sdp.isEmpty() ? invite : invite.sdp(sdp));
    }

    // The connection.

    /** Tears its connection down without a word; the next message opens another. */
    public void dropConnection() {
        int before = flowsLost.get();
        flow.drop();
        awaitThat(() -> "the end of the connection", () -> flowsLost.get() > before
                ? Optional.of(true)
                : Optional.empty());
    }

    /** Sends a keepalive (RFC 5626 §3.5.1). */
    public void ping() {
        try {
            flow.ping();
        } catch (IOException e) {
            throw new IllegalStateException(name() + ": cannot send a keepalive", e);
        }
    }

    /** How many keepalives were answered on the present connection. */
    public int pongs() {
        return flow.pongs();
    }

    @Override
    void onFlowLost() {
        flowsLost.incrementAndGet();
        locked(() -> true);
    }

    @Override
    boolean answersByItself(Incoming request) {
        if (request.request().method().equals("OPTIONS") && request.request().toTag().isEmpty()) {
            request.respond(200);
            return true;
        }
        return false;
    }

    @Override
    Way wayTo(String uri) throws IOException {
        return new Way(flow, flow.pathTo(flow.local()));
    }

    @Override
    Way wayBack(Way from) throws IOException {
        return wayTo(contactUri());
    }
}
