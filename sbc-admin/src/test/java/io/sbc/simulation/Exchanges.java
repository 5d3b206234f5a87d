package io.sbc.simulation;

import io.sbc.base.Timers.Timer;
import io.sbc.simulation.Network.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of an actor, as simple as RFC 3261 §17 lets them be: repeats over datagrams what is not answered,
 * answers what is repeated, acknowledges refusals.
 */
final class Exchanges {

    private static final long T1 = 500;
    private static final long T2 = 4_000;
    private static final long TIMEOUT = 64 * T1;

    /** What the actor hears of requests. */
    interface User {

        /** A new request, not ACK or CANCEL. */
        void onRequest(Wire wire, Sip request);

        /** The ACK of a 2xx. */
        void onAck(Sip ack);

        /** The INVITE was cancelled before it had a final answer; it wants 487. */
        void onCancel(Wire wire, Sip invite);
    }

    private final World world;
    private final String mark;
    private final User user;
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private long branches;

    /** A request of ours. */
    final class Client {
        final Wire wire;
        final Sip request;
        private final Consumer<Sip> onResponse;
        private final Runnable onFailure;
        private boolean heard;
        private boolean done;
        private @Nullable Timer repeat;
        private @Nullable Timer giveUp;
        private @Nullable Sip ack;

        Client(Wire wire, Sip request, Consumer<Sip> onResponse, Runnable onFailure) {
            this.wire = wire;
            this.request = request;
            this.onResponse = onResponse;
            this.onFailure = onFailure;
        }

        /** For INVITE: sends a CANCEL if one may be sent (RFC 3261 §9.1). */
        boolean cancel() {
            if (done || !heard || !wire.isOpen()) {
                return false;
            }
            Sip cancel = Sip.request("CANCEL", request.uri()).add("Via", request.get("Via"));
            request.all("Route").forEach(route -> cancel.add("Route", route));
            cancel.add("Max-Forwards", "70").add("From", request.get("From")).add("To", request.get("To"))
                    .add("Call-ID", request.callId()).add("CSeq", request.cseq() + " CANCEL");
            begin(new Client(wire, cancel, _ -> {}, () -> {}));
            return true;
        }

        private void stop() {
            cancelTimer(repeat);
            cancelTimer(giveUp);
        }
    }

    private static final class Server {
        final Wire wire;
        final Sip request;
        @Nullable
        Sip response;
        boolean acknowledged;

        Server(Wire wire, Sip request) {
            this.wire = wire;
            this.request = request;
        }

        boolean isOpen() {
            return response == null || response.status() < 200;
        }
    }

    /** @param mark stands in every branch */
    Exchanges(World world, String mark, User user) {
        this.world = world;
        this.mark = mark;
        this.user = user;
    }

    String via(Wire wire) {
        return "SIP/2.0/" + wire.protocol() + " " + wire.remote().getHostString() + ":" + wire.remote().getPort()
                + ";branch=" + newBranch() + ";rport";
    }

    private String newBranch() {
        return "z9hG4bK" + mark + "." + ++branches;
    }

    /** Sends a request that has everything but its Via. {@code onFailure}: no final answer came. */
    Client send(Wire wire, Sip request, Consumer<Sip> onResponse, Runnable onFailure) {
        Client client = new Client(wire, request.addFirst("Via", via(wire)), onResponse, onFailure);
        begin(client);
        return client;
    }

    private void begin(Client client) {
        clients.put(key(client.request), client);
        transmit(client, T1);
        client.giveUp = world.afterMillis(TIMEOUT, () -> fail(client));
    }

    private void transmit(Client client, long interval) {
        client.wire.send(client.request);
        if (!client.wire.protocol().isStream()) {
            long next = client.request.is("INVITE") ? 2 * interval : Math.min(2 * interval, T2);
            client.repeat = world.afterMillis(interval, () -> transmit(client, next));
        }
    }

    private void fail(Client client) {
        if (!client.done) {
            client.done = true;
            client.stop();
            clients.remove(key(client.request));
            client.onFailure.run();
        }
    }

    void sendAck(Wire wire, Sip ack) {
        wire.send(ack.addFirst("Via", via(wire)));
    }

    /** Answers a request; a later answer replaces an earlier, provisional one. */
    void respond(Wire wire, Sip request, Sip response) {
        Server server = servers.get(key(request));
        if (server == null || !server.isOpen()) {
            return;
        }
        server.response = response;
        wire.send(response);
        if (response.status() >= 200) {
            world.afterMillis(TIMEOUT, () -> servers.remove(key(request)));
            if (request.is("INVITE") && response.status() >= 300 && !wire.protocol().isStream()) {
                repeat(server, T1);
            }
        }
    }

    private void repeat(Server server, long interval) {
        world.afterMillis(interval, () -> {
            if (!server.acknowledged && servers.containsValue(server) && server.response != null) {
                server.wire.send(server.response);
                repeat(server, Math.min(2 * interval, T2));
            }
        });
    }

    void onMessage(Wire wire, Sip message) {
        if (!message.isRequest()) {
            onResponse(message);
        } else if (message.is("ACK")) {
            onAck(message);
        } else {
            onRequest(wire, message);
        }
    }

    private void onResponse(Sip response) {
        Client client = clients.get(response.branch() + response.cseqMethod());
        if (client == null) {
            return;
        }
        boolean invite = client.request.is("INVITE");
        if (client.done) {
            if (invite && response.status() >= 300 && client.ack != null) {
                client.wire.send(client.ack);
            } else if (invite && response.status() >= 200) {
                client.onResponse.accept(response);
            }
            return;
        }
        client.heard = true;
        if (invite) {
            cancelTimer(client.repeat);
            cancelTimer(client.giveUp);
        }
        if (response.status() >= 200) {
            client.done = true;
            client.stop();
            if (invite && response.status() >= 300) {
                client.ack = ackOf(client.request, response);
                client.wire.send(client.ack);
            }
            world.afterMillis(TIMEOUT, () -> clients.remove(key(client.request)));
        }
        client.onResponse.accept(response);
    }

    private static Sip ackOf(Sip invite, Sip response) {
        Sip ack = Sip.request("ACK", invite.uri()).add("Via", invite.get("Via"));
        invite.all("Route").forEach(route -> ack.add("Route", route));
        return ack.add("Max-Forwards", "70").add("From", invite.get("From")).add("To", response.get("To"))
                .add("Call-ID", invite.callId()).add("CSeq", invite.cseq() + " ACK");
    }

    private void onAck(Sip ack) {
        Server server = servers.get(ack.branch() + "INVITE");
        if (server != null) {
            server.acknowledged = true;
        } else {
            user.onAck(ack);
        }
    }

    private void onRequest(Wire wire, Sip request) {
        Server known = servers.get(key(request));
        if (known != null) {
            if (known.response != null) {
                wire.send(known.response);
            }
            return;
        }
        servers.put(key(request), new Server(wire, request));
        if (request.is("CANCEL")) {
            onCancel(wire, request);
        } else {
            user.onRequest(wire, request);
        }
    }

    private void onCancel(Wire wire, Sip cancel) {
        Server invite = servers.get(cancel.branch() + "INVITE");
        respond(wire, cancel, Sip.response(cancel, invite == null ? 481 : 200, mark + "c"));
        if (invite != null && invite.isOpen()) {
            user.onCancel(invite.wire, invite.request);
        }
    }

    /** Whether an INVITE of the peer waits for its answer still. */
    boolean isOpen(Sip request) {
        Server server = servers.get(key(request));
        return server != null && server.isOpen();
    }

    /** Whether a request of ours has no final answer yet. */
    boolean isUnderWay(Client client) {
        return !client.done;
    }

    /** A connection is gone: what was under way on it fails. */
    void onBroken(Wire wire) {
        List<Client> gone = new ArrayList<>();
        clients.values().stream().filter(client -> client.wire == wire).forEach(gone::add);
        gone.forEach(this::fail);
        servers.values().removeIf(server -> server.wire == wire);
    }

    /** The actor lost its memory. */
    void clear() {
        clients.values().forEach(client -> {
            client.done = true;
            client.stop();
        });
        clients.clear();
        servers.clear();
    }

    private static String key(Sip message) {
        return message.branch() + message.cseqMethod();
    }

    private static void cancelTimer(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
