package io.sbc.kit.script;

import io.sbc.kit.net.Pending;
import io.sbc.kit.sip.SipTrace;
import io.sbc.kit.sip.SipTransport;
import io.sbc.kit.sip.TracedMessage;
import io.sbc.kit.sip.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a scripted phone and a scripted PBX have in common: transactions by branch and method (RFC 3261 §17.1.3, §17.2.3),
 * repeated messages answered again without the test's seeing them, CANCEL answered with 200, refusals of an INVITE
 * acknowledged. Everything else waits for the test. Any thread.
 */
public abstract sealed class ScriptedPeer implements AutoCloseable permits ScriptedPhone, ScriptedPbx {
    /** What a script can do, if the test wants it to. */
    static final String ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, MESSAGE, SUBSCRIBE";

    /** Transactions and unclaimed requests of a test class. */
    private static final int REMEMBERED_MAX = 10_000;

    private final String name;
    private final List<Wire> wires;
    private final Random random;
    private final SipTrace trace = new SipTrace();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final List<Incoming> inbox = new ArrayList<>();
    private final List<SipText> arrived = new ArrayList<>();
    private final Map<String, Incoming> served = bounded();
    private final Map<String, Exchange> asked = bounded();
    private final Map<String, Boolean> past = bounded();

    ScriptedPeer(String name, List<Wire> wires, Random random) {
        this.name = name;
        this.wires = List.copyOf(wires);
        this.random = random;
    }

    private static <T> Map<String, T> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > REMEMBERED_MAX;
            }
        };
    }

    /** Starts reading. */
    final void start() {
        wires.forEach(wire -> wire.start(new Reader(wire)));
    }

    public final String name() {
        return name;
    }

    /** Every message that passed. */
    public final SipTrace trace() {
        return trace;
    }

    /** A random token, for tags and the like. */
    public final String token() {
        lock.lock();
        try {
            return Long.toHexString(random.nextLong() & 0xFFFFFFFFFFFFL);
        } finally {
            lock.unlock();
        }
    }

    final String newBranch() {
        return "z9hG4bK" + token();
    }

    /** Whether it answers a new request by itself; reader thread. */
    abstract boolean answersByItself(Incoming request);

    /** The way of a request that goes to a URI. */
    abstract Way wayTo(String uri) throws IOException;

    /** The way of a response, by default where the request came from. */
    Way wayBack(Way from) throws IOException {
        return from;
    }

    /** The URI in its Contact. */
    abstract String contactUri();

    final Wire wire(SipTransport transport) {
        return wires.stream().filter(wire -> wire.transport() == transport).findFirst().orElseThrow();
    }

    // Out.

    /** Sends a request as it is, but for a Via on top, where it says; its route comes from its first Route or its URI. */
    public final Exchange send(SipText request) {
        String next = request.values("Route").stream().findFirst().map(SipValue::uri).orElse(request.uri());
        try {
            Way way = wayTo(next);
            InetSocketAddress local = way.wire().local();
            String branch = request.all("Via").isEmpty() ? newBranch() : request.branch();
            SipText complete = request.all("Via").isEmpty()
                    ? request.first("Via", "SIP/2.0/" + way.wire().transport().name() + " "
                            + local.getAddress().getHostAddress() + ":" + local.getPort() + ";branch=" + branch
                            + ";rport")
                    : request;
            Exchange exchange = new Exchange(this, complete, way);
            if (!complete.method().equals("ACK")) {
                locked(() -> asked.put(branch + complete.method(), exchange));
            }
            transmit(way, complete);
            return exchange;
        } catch (IOException e) {
            throw new IllegalStateException(name + ": cannot send " + request.startLine(), e);
        }
    }

    final void transmit(Way way, SipText message) throws IOException {
        byte[] bytes = message.write();
        trace.add(way.traced(true, bytes));
        way.path().send(bytes);
    }

    // In.

    /** Runs on the reader threads of a wire. */
    private final class Reader implements Wire.Sink {
        private final Wire wire;

        Reader(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void onMessage(Wire.Path from, byte[] bytes) {
            Way way = new Way(wire, from);
            trace.add(way.traced(false, bytes));
            SipText message = SipText.parse(bytes);
            locked(() -> arrived.size() < REMEMBERED_MAX && arrived.add(message));
            try {
                if (message.isRequest()) {
                    onRequest(way, message);
                } else {
                    onResponse(message);
                }
            } catch (IOException e) {
                // The connection went away under the answer: the test that waits for what follows says so.
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void onClosed(Wire.Path path, String why) {
            onFlowLost();
        }
    }

    /** A connection of it ended. */
    void onFlowLost() {}

    private void onRequest(Way from, SipText message) throws IOException {
        if (message.method().equals("ACK")) {
            onAck(message);
            return;
        }
        Incoming request = new Incoming(this, message, from, token());
        Incoming before = locked(() -> served.putIfAbsent(message.branch() + message.method(), request));
        if (before != null) {
            before.repeat();
            return;
        }
        if (message.method().equals("CANCEL")) {
            Incoming invite = locked(() -> served.get(message.branch() + "INVITE"));
            request.respond(invite == null ? 481 : 200);
            if (invite != null) {
                locked(() -> invite.onCancel(message));
            }
        } else if (isOfThePast(message)) {
            request.respond(481);
        } else if (!answersByItself(request)) {
            locked(() -> {
                if (inbox.size() == REMEMBERED_MAX) {
                    throw new IllegalStateException(name + ": nobody takes the requests");
                }
                return inbox.add(request);
            });
        }
    }

    /** What a test before left open ends when it stirs, and is not of the present one. */
    private boolean isOfThePast(SipText message) {
        return !message.toTag().isEmpty() && locked(() -> past.containsKey(message.callId()));
    }

    private void onAck(SipText ack) {
        locked(() -> served.values()
                .stream()
                .filter(request -> request.isAcknowledgedBy(ack))
                .findFirst()
                .map(request -> request.onAck(ack)));
    }

    private void onResponse(SipText response) throws IOException {
        Exchange exchange = locked(() -> asked.get(response.branch() + response.method()));
        if (exchange != null) {
            exchange.onResponse(response);
        }
    }

    // Waiting.

    final <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Waits under the lock until there is something; it is looked for again after every message. */
    final <T> T awaitThat(Supplier<String> what, Supplier<Optional<T>> found) {
        long remaining = Pending.USUAL_LIMIT.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<T> result = found.get();
                if (result.isPresent()) {
                    return result.get();
                }
                if (remaining <= 0) {
                    throw new IllegalStateException(
                            name + ": waited in vain for " + what.get() + "; what passed:\n" + passed());
                }
                remaining = changed.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + ": interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** The start lines of the last messages, for failures. */
    final String passed() {
        List<TracedMessage> all = trace.messages()
                .stream()
                .filter(message -> !message.method().equals("REGISTER") && !message.method().equals("OPTIONS"))
                .toList();
        StringBuilder text = new StringBuilder();
        all.subList(Math.max(0, all.size() - 25), all.size())
                .forEach(message -> text
                        .append(String.format(Locale.ROOT, "%s %s [%s %s]%n", message.sent() ? "->" : "<-",
                                message.firstLine(), message.callId(), message.header("CSeq").orElse(""))));
        return text.toString();
    }

    /** The next request of a method that nobody took yet; waits for it. */
    public final Incoming awaitRequest(String method) {
        return awaitRequest(method, request -> true);
    }

    /** The next request of a method that nobody took yet and that is meant; waits for it. */
    public final Incoming awaitRequest(String method, Predicate<SipText> meant) {
        return awaitThat(() -> method, () -> take(method, meant));
    }

    private Optional<Incoming> take(String method, Predicate<SipText> meant) {
        Iterator<Incoming> all = inbox.iterator();
        while (all.hasNext()) {
            Incoming next = all.next();
            if (next.request().method().equals(method) && meant.test(next.request())) {
                all.remove();
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Requests that came and that nobody took. */
    public final List<SipText> untaken() {
        return locked(() -> inbox.stream().map(Incoming::request).toList());
    }

    /**
     * Forgets the requests that nobody took, and what came: the next test starts with nothing. What nobody answered is
     * refused, and whatever comes yet in a dialog of before is told that there is none.
     */
    public final void forget() {
        List<Incoming> open = locked(() -> {
            inbox.clear();
            arrived.clear();
            served.values().forEach(request -> past.put(request.request().callId(), true));
            asked.values().forEach(exchange -> past.put(exchange.request().callId(), true));
            return served.values().stream().filter(Incoming::isOpen).toList();
        });
        open.forEach(Incoming::giveUp);
    }

    /** How many messages came since {@link #forget} that a test means, repeated ones counted. */
    public final int received(Predicate<SipText> meant) {
        return locked(() -> (int) arrived.stream().filter(meant).count());
    }

    /** Waits until so many messages came that a test means, repeated ones counted. */
    public final void awaitReceived(String what, int count, Predicate<SipText> meant) {
        awaitThat(() -> count + " × " + what, () -> Optional.of((int) arrived.stream().filter(meant).count())
                .filter(came -> came >= count));
    }

    /** A new request outside of dialogs, with a fresh Call-ID, tag and CSeq. */
    final SipText newRequest(String method, String uri, String from, String to) {
        return SipText.request(method, uri)
                .and("Max-Forwards", "70")
                .and("From", "<" + from + ">;tag=" + token())
                .and("To", "<" + to + ">")
                .and("Call-ID", token() + token() + "@" + name)
                .and("CSeq", "1 " + method)
                .and("Contact", "<" + contactUri() + ">");
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }
}
