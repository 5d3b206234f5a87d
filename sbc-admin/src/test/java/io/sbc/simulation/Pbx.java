package io.sbc.simulation;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.simulation.Network.Server;
import io.sbc.simulation.Network.Wire;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A PBX: a registrar with digest, desk sets {@code 5001} and following behind it, and a stateless proxy (RFC 3261 §16.11)
 * for calls from one registered extension to another. It may have a second node that knows what the first knows. It is sick,
 * silent or without memory when chance wants it.
 */
final class Pbx implements Exchanges.User {

    static final String MARK = "ICPSIDE";
    /** As it comes in {@code nodes}. */
    static final List<InetSocketAddress> ADDRESSES = List.of(Network.address("10.77.0.2", 5070),
            Network.address("10.77.0.3", 5070));

    private static final String NONCE = MARK + "nonce";

    private final Stage stage;
    private final World world;
    private final RandomGenerator random;
    private final TransportProtocol protocol;
    private final Exchanges exchanges;
    private final Map<String, Registered> registrations = new LinkedHashMap<>();
    private final List<Desk> desks = new ArrayList<>();
    private final Map<String, Desk> byCall = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long changedMillis = -1;
    private int port = 40_000;

    private record Registered(String contact, long untilMillis) {}

    /** One address of it. */
    final class Node implements Server {

        private final InetSocketAddress address;
        private @Nullable Wire stream;
        private boolean up = true;

        Node(InetSocketAddress address) {
            this.address = address;
            stage.network().listen(address, this);
        }

        String hostAndPort() {
            return address.getHostString() + ":" + address.getPort();
        }

        @Override
        public boolean isUp() {
            return up;
        }

        @Override
        public void onMessage(Wire wire, Sip message) {
            if (up) {
                stream = protocol.isStream() ? wire : null;
                if (message.is("INVITE") && message.toTag().isEmpty() && !nodes.getFirst().up) {
                    stage.counts().failedOver++;
                }
                take(wire, message);
            }
        }

        @Override
        public void onBroken(Wire wire) {
            exchanges.onBroken(wire);
            desks.forEach(desk -> desk.talks().forEach(talk -> talk.onBroken(wire)));
        }

        private Wire wire() {
            if (protocol == TransportProtocol.UDP) {
                return stage.network().datagrams(address, this);
            }
            Wire known = stream;
            if (known == null || !known.isOpen()) {
                known = stage.network().connect(Side.ICP, protocol,
                        Network.address(address.getHostString(), ++port), this);
                stream = known;
            }
            return known;
        }
    }

    Pbx(Stage stage, TransportProtocol protocol, int nodes, int deskSets) {
        this.stage = stage;
        this.world = stage.world();
        this.random = world.newRandom();
        this.protocol = protocol;
        this.exchanges = new Exchanges(world, MARK, this);
        for (int i = 1; i <= deskSets; i++) {
            desks.add(new Desk(stage, this, Integer.toString(5000 + i), Integer.toString(i)));
        }
        ADDRESSES.subList(0, nodes).forEach(address -> this.nodes.add(new Node(address)));
    }

    List<Desk> desks() {
        return List.copyOf(desks);
    }

    /** Who has that number. */
    Optional<Desk> desk(String extension) {
        return desks.stream().filter(one -> one.user.equals(extension)).findFirst();
    }

    /** The node that speaks: the first that is up. */
    Node active() {
        return nodes.stream().filter(Node::isUp).findFirst().orElse(nodes.getFirst());
    }

    Exchanges exchanges() {
        return exchanges;
    }

    /** Extensions that are registered now. */
    List<String> registered() {
        return registrations.entrySet().stream().filter(entry -> entry.getValue().untilMillis > world.millis())
                .map(Map.Entry::getKey).toList();
    }

    Optional<String> contactOf(String extension) {
        return Optional.ofNullable(registrations.get(extension))
                .filter(registered -> registered.untilMillis > world.millis()).map(Registered::contact);
    }

    /** Falls silent; streams break. */
    void goDown(boolean forgetting) {
        nodes.forEach(this::fail);
        if (forgetting) {
            registrations.clear();
            byCall.clear();
            exchanges.clear();
            desks.forEach(Desk::forgetAll);
        }
    }

    void comeBack() {
        if (!nodes.stream().allMatch(Node::isUp)) {
            changedMillis = world.millis();
        }
        nodes.forEach(node -> node.up = true);
    }

    /** The preferred node falls silent; the other goes on, if there is one. */
    void loseFirst() {
        fail(nodes.getFirst());
    }

    private void fail(Node node) {
        node.up = false;
        changedMillis = world.millis();
        stage.network().breakAll(node);
    }

    boolean isUp() {
        return nodes.stream().anyMatch(Node::isUp);
    }

    /** Whether no node has failed since then, nor is silent. */
    boolean isUpSince(long millis) {
        return changedMillis < millis && nodes.stream().allMatch(Node::isUp);
    }

    /** The way to the SBC. */
    Optional<Wire> wire() {
        return nodes.stream().filter(Node::isUp).findFirst().map(Node::wire);
    }

    /** That calls with this Call-ID are this desk set's. */
    void owns(String callId, Desk desk) {
        byCall.put(callId, desk);
    }

    private void take(Wire wire, Sip message) {
        if (isForUs(message)) {
            exchanges.onMessage(wire, message);
        } else {
            forward(message);
        }
    }

    // ---- proxy

    private boolean isForUs(Sip message) {
        if (!message.isRequest()) {
            return message.all("Via").size() < 2;
        }
        return message.is("REGISTER") || (message.first("Route").isEmpty() && target(message).isEmpty());
    }

    /** Where a request for a registered extension goes. */
    private Optional<String> target(Sip request) {
        return request.uri().contains("@pbx.example") ? contactOf(Sip.userIn(request.uri())) : Optional.empty();
    }

    /** RFC 3261 §16.11: the branch comes of the one before, so that CANCEL and ACK follow their INVITE. */
    private void forward(Sip message) {
        Sip onward = message.copy();
        if (!message.isRequest()) {
            wire().ifPresent(wire -> wire.send(onward.removeFirst("Via")));
            return;
        }
        String branch = "z9hG4bK" + MARK + "proxy" + message.branch();
        if (message.first("Route").isPresent()) {
            onward.removeFirst("Route");
        } else {
            onward.uri(target(message).orElseThrow());
            onward.addFirst("Record-Route", "<sip:" + active().hostAndPort() + ";transport="
                    + protocol.name().toLowerCase(Locale.ROOT) + ";lr>");
        }
        onward.addFirst("Via", "SIP/2.0/" + protocol + " " + active().hostAndPort() + ";branch=" + branch + ";rport");
        wire().ifPresent(wire -> wire.send(onward));
    }

    // ---- registrar and desk sets

    @Override
    public void onRequest(Wire wire, Sip request) {
        Desk desk = byCall.get(request.callId());
        if (request.toTag().isEmpty() && random.nextDouble() < stage.temper().sick()) {
            exchanges.respond(wire, request, Sip.response(request, 503, "").add("Retry-After", "5"));
        } else if (request.is("REGISTER")) {
            onRegister(wire, request);
        } else if (request.is("INVITE") && request.toTag().isEmpty()) {
            onInvite(wire, request);
        } else if (desk != null) {
            desk.onRequest(wire, request);
        } else {
            exchanges.respond(wire, request, Sip.response(request, request.is("OPTIONS") ? 200 : 481, ""));
        }
    }

    private void onRegister(Wire wire, Sip request) {
        String extension = Sip.userIn(Sip.uriIn(request.get("To")));
        if (isStranger(request, "Authorization", extension)) {
            challenge(wire, request, 401, "WWW-Authenticate");
            return;
        }
        long expires = Math.min(Long.parseLong(request.get("Expires")), 600 + random.nextInt(3_000));
        String contact = Sip.uriIn(request.get("Contact"));
        Sip ok = Sip.response(request, 200, MARK + "r");
        if (expires == 0) {
            registrations.remove(extension);
        } else {
            registrations.put(extension, new Registered(contact, world.millis() + expires * 1_000));
            ok.add("Contact", "<" + contact + ">;expires=" + expires);
        }
        exchanges.respond(wire, request, ok.add("Server", MARK + "/1"));
    }

    private boolean isStranger(Sip request, String header, String extension) {
        String credentials = request.get(header);
        return !Digests.word(credentials, "nonce").equals(NONCE)
                || !Digests.isRight(credentials, request.method(), Users.icpPassword(extension));
    }

    private void challenge(Wire wire, Sip request, int status, String header) {
        exchanges.respond(wire, request, Sip.response(request, status, MARK + "c").add(header,
                "Digest realm=\"" + MARK + "\", nonce=\"" + NONCE + "\", algorithm=MD5, qop=\"auth\""));
    }

    private void onInvite(Wire wire, Sip request) {
        String caller = Sip.userIn(Sip.uriIn(request.get("From")));
        String dialled = Sip.userIn(request.uri());
        Optional<Desk> desk = desk(dialled);
        if (isStranger(request, "Proxy-Authorization", caller)) {
            challenge(wire, request, 407, "Proxy-Authenticate");
        } else if (desk.isEmpty()) {
            exchanges.respond(wire, request, Sip.response(request, 404, MARK + "n").add("Server", MARK + "/1"));
        } else {
            owns(request.callId(), desk.get());
            desk.get().onRequest(wire, request);
        }
    }

    @Override
    public void onAck(Sip ack) {
        Desk desk = byCall.get(ack.callId());
        if (desk != null) {
            desk.onAck(ack);
        }
    }

    @Override
    public void onCancel(Wire wire, Sip invite) {
        Desk desk = byCall.get(invite.callId());
        if (desk != null) {
            desk.onCancel(wire, invite);
        } else {
            exchanges.respond(wire, invite, Sip.response(invite, 487, MARK + "c"));
        }
    }
}
