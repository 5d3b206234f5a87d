package io.sbc.kit.script;

import io.sbc.kit.sip.ServerWire;
import io.sbc.kit.sip.SipTransport;
import io.sbc.kit.sip.UdpWire;
import io.sbc.kit.sip.Wire;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A PBX that does what a test tells it, over UDP and TCP on one port. By itself it takes every REGISTER, for as long as is
 * asked, and answers OPTIONS.
 */
public final class ScriptedPbx extends ScriptedPeer {
    /** What it calls itself: it must not reach the phones. */
    public static final String PRODUCT = "ScriptedPBX/1.0";
    private static final int BIND_ATTEMPTS = 20;

    private final String domain;
    private final InetSocketAddress address;
    private final String transport;
    private final Map<String, String> contacts = new ConcurrentHashMap<>();
    private final Map<String, List<String>> paths = new ConcurrentHashMap<>();
    private volatile UnaryOperator<SipText> registering = UnaryOperator.identity();
    private volatile boolean silent;

    private ScriptedPbx(String domain, List<Wire> wires) {
        super("script-" + domain, wires, new Random());
        this.domain = domain;
        this.address = wires.getFirst().local();
        this.transport = wires.getFirst().transport() == SipTransport.TLS ? ";transport=tls" : "";
    }

    /**
     * Binds one port for UDP and TCP.
     *
     * @param port 0: any
     */
    public static ScriptedPbx start(String domain, InetAddress own, int port) throws IOException {
        for (int attempt = 1;; attempt++) {
            Wire udp = new UdpWire(new InetSocketAddress(own, port));
            try {
                ScriptedPbx pbx = new ScriptedPbx(domain,
                        List.of(udp, ServerWire.tcp(new InetSocketAddress(own, udp.local().getPort()))));
                pbx.start();
                return pbx;
            } catch (BindException e) {
                udp.close();
                if (port != 0 || attempt == BIND_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Binds one port for TLS, with the certificate of the context, and nothing else. */
    public static ScriptedPbx startTls(String domain, InetAddress own, SSLContext tls) throws IOException {
        ScriptedPbx pbx = new ScriptedPbx(domain, List.of(ServerWire.tls(new InetSocketAddress(own, 0), tls)));
        pbx.start();
        return pbx;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    public String domain() {
        return domain;
    }

    @Override
    public String contactUri() {
        return "sip:script@" + address.getAddress().getHostAddress() + ":" + address.getPort() + transport;
    }

    /** A number as this PBX writes it. */
    public String aor(String number) {
        return "sip:" + number + "@" + domain;
    }

    /** The URI in the Contact that was registered last for a number, or empty. */
    public Optional<String> contactOf(String number) {
        return Optional.ofNullable(contacts.get(number));
    }

    /** Changes every 200 to a REGISTER: fields, or the status by another message made of it. */
    public void onRegister(UnaryOperator<SipText> change) {
        registering = change;
    }

    /** Answers nothing by itself any more, as a machine that is gone; or again. */
    public void silent(boolean on) {
        silent = on;
    }

    /** The Path that a number registered with (RFC 3327). */
    public List<String> pathOf(String number) {
        return paths.getOrDefault(number, List.of());
    }

    /** A request to a registered number, outside of dialogs: it goes to the Contact of the number, by its Path. */
    public SipText newRequest(String method, String number, String caller) {
        String contact = awaitThat(() -> "a registration of " + number, () -> contactOf(number));
        SipText request = newRequest(method, contact, aor(caller), aor(number)).and("User-Agent", PRODUCT);
        for (String hop : pathOf(number)) {
            request = request.and("Route", hop);
        }
        return request;
    }

    /** Sends an INVITE with a description, or with none when it is empty. */
    public Exchange invite(String number, String caller, String sdp) {
        SipText invite = newRequest("INVITE", number, caller).and("Allow", ALLOW);
        return send(sdp.isEmpty() ? invite : invite.sdp(sdp));
    }

    /** The next INVITE for a number; waits for it. */
    public Incoming awaitInvite(String number) {
        return awaitRequest("INVITE",
                request -> request.toTag().isEmpty() && SipValue.user(request.uri()).equals(number));
    }

    @Override
    boolean answersByItself(Incoming incoming) {
        SipText request = incoming.request();
        if (silent) {
            return true;
        }
        switch (request.method()) {
            case "REGISTER" -> incoming.respond(registering.apply(registered(incoming)));
            case "OPTIONS" -> incoming.respond(200);
            default -> {
                return false;
            }
        }
        return true;
    }

    private SipText registered(Incoming incoming) {
        SipText request = incoming.request();
        String number = SipValue.user(request.uriIn("To"));
        SipText response = incoming.response(200).without("Contact");
        for (String contact : request.values("Contact")) {
            String expires = SipValue.parameter(contact, "expires").or(() -> request.find("Expires")).orElse("3600");
            if (contact.equals("*") || expires.equals("0")) {
                contacts.remove(number);
            } else {
                contacts.put(number, SipValue.uri(contact));
                paths.put(number, request.values("Path"));
                response = response.and("Contact", "<" + SipValue.uri(contact) + ">;expires=" + expires);
            }
        }
        locked(() -> true);
        return response;
    }

    @Override
    Way wayTo(String uri) throws IOException {
        String[] target = SipValue.hostPort(uri).split(":", 2);
        Wire wire = wire(switch (SipValue.uriParameter(uri, "transport").orElse("udp").toLowerCase(Locale.ROOT)) {
            case "tcp" -> SipTransport.TCP;
            case "tls" -> SipTransport.TLS;
            default -> SipTransport.UDP;
        });
        return new Way(wire, wire.pathTo(
                new InetSocketAddress(target[0], target.length > 1 ? Integer.parseInt(target[1]) : 5060)));
    }
}
