package io.sbc.core.guard;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.EdgeGate;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportListener;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * One core that an event loop and a shard share, on a virtual clock: the real guard, engine, shard, transaction table and
 * parser; only what work costs is a model. Phones on standing connections register at a given rate, whether they were
 * answered or not: REGISTER, 401, REGISTER with credentials, 200. One that gets 503 does as it is told, besides.
 *
 * <p>The loop and the shard take turns, as threads on one core do: while both have work, each gets as much time as the
 * other took. What is not read stays in the connection.
 */
final class OverloadSimulation {

    // What work costs, nanoseconds. Reading is a system call, a TLS record and a frame.
    static final long READ = 3_000;
    static final long PARSE = 3_000;
    static final long GLANCE = 400;
    static final long SEND = 4_000;
    static final long CHALLENGE = 40_000;
    static final long REGISTER = 90_000;

    /** What one registration costs from end to end: the maximum is one core's time divided by this. */
    static final long REGISTRATION = 2 * (READ + PARSE + SEND) + CHALLENGE + REGISTER;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long SLICE = Duration.ofMillis(2).toNanos();
    private static final long PAUSE = SECOND;

    /** What a phone has under way at most. */
    private static final int UNREAD_MAX = 4;

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Random random;
    private final Guard guard;
    private final EdgeGate gate;
    private final SignallingEngine engine;
    private final TransportListener door;
    private final List<Phone> phones = new ArrayList<>();
    private final Deque<Phone> readable = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private long numbers;

    long offered;
    long registered;
    long refused;
    int queuedMax;

    private record Later(long atNanos, long number, Runnable what) implements Comparable<Later> {

        @Override
        public int compareTo(Later other) {
            return atNanos == other.atNanos ? Long.compare(number, other.number) : Long.compare(atNanos, other.atNanos);
        }
    }

    /** @param guarded whether the guard stands before the engine */
    OverloadSimulation(long seed, int phoneCount, boolean guarded) {
        random = new Random(seed);
        // The rates by source are out of the way: this is about load.
        SbcConfig config = GuardBench.config("guard: {untrusted: {overall: 1000000}, registered: {overall: 1000000}}");
        guard = new Guard(config.guard(), config.emergency(), clock, random);
        engine = new SignallingEngine(
                new SignallingSettings(1, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5)),
                10_000_000, new FakeConnector(), clock, () -> random, new Counters<>(EdgeCounter.class),
                guard.emergencyNumbers()::matches, (shard, used) -> new Core());
        gate = guarded ? guard.gate() : EdgeGate.OPEN;
        door = guarded ? guard.before(engine) : engine;
        for (int i = 0; i < phoneCount; i++) {
            phones.add(new Phone(i));
        }
    }

    /** Offers so many registrations a second for a time; Poisson arrivals. */
    void run(double perSecond, Duration length) {
        long end = clock.nanoTime() + length.toNanos();
        arrive(clock.nanoTime(), perSecond, end);
        long shardTook = 0;
        while (clock.nanoTime() < end) {
            long began = clock.nanoTime();
            loop(Math.max(SLICE, shardTook));
            long loopTook = clock.nanoTime() - began;
            began = clock.nanoTime();
            SignallingShard shard = engine.shards().getFirst();
            queuedMax = Math.max(queuedMax, shard.queued());
            while (shard.runOnce() > 0 && clock.nanoTime() - began < Math.max(SLICE, loopTook)) {
                // The shard's share.
            }
            shardTook = clock.nanoTime() - began;
            if (loopTook + shardTook == 0) {
                long next = later.isEmpty() ? end : later.peek().atNanos();
                clock.advance(Math.max(1, Math.min(next - clock.nanoTime(), SLICE)));
            }
        }
        later.removeIf(event -> event.what() instanceof Arrival);
    }

    /** So that a run ends its own arrivals. */
    private final class Arrival implements Runnable {

        private final long atNanos;
        private final double perSecond;
        private final long end;

        Arrival(long atNanos, double perSecond, long end) {
            this.atNanos = atNanos;
            this.perSecond = perSecond;
            this.end = end;
        }

        @Override
        public void run() {
            offered++;
            phones.get(random.nextInt(phones.size())).wish();
            arrive(atNanos, perSecond, end);
        }
    }

    /** The next one after {@code previous}, whatever else takes time. */
    private void arrive(long previous, double perSecond, long end) {
        long at = previous + Math.max(1, (long) (-Math.log(1 - random.nextDouble()) * SECOND / perSecond));
        if (at < end) {
            at(at, new Arrival(at, perSecond, end));
        }
    }

    private void at(long nanos, Runnable what) {
        later.add(new Later(nanos, numbers++, what));
    }

    /** The event loop's share of the core. */
    private void loop(long budgetNanos) {
        long began = clock.nanoTime();
        while (clock.nanoTime() - began < budgetNanos) {
            while (!later.isEmpty() && later.peek().atNanos() <= clock.nanoTime()) {
                later.remove().what().run();
            }
            Phone phone = readable.poll();
            if (phone == null) {
                return;
            }
            phone.read();
        }
    }

    /** A phone with its connection: what it sent waits there until it is read. */
    private final class Phone implements Flow {

        private final int number;
        private final Deque<byte[]> unread = new ArrayDeque<>();
        private boolean paused;

        Phone(int number) {
            this.number = number;
        }

        /** Sends a REGISTER, whatever became of those before, unless too much waits already. */
        void wish() {
            if (unread.size() < UNREAD_MAX) {
                transmit("");
            }
        }

        private void transmit(String more) {
            long id = numbers++;
            unread.add(("REGISTER sip:sbc.example.com SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK" + id
                    + "\r\nMax-Forwards: 70\r\nFrom: <sip:" + number + "@sbc.example.com>;tag=" + id + "\r\nTo: <sip:"
                    + number + "@sbc.example.com>\r\nCall-ID: " + number + "x\r\nCSeq: " + id + " REGISTER\r\n"
                    + more + "Contact: <sip:" + number + "@192.0.2.1>\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            if (unread.size() == 1 && !paused) {
                readable.add(this);
            }
        }

        void read() {
            byte[] bytes = unread.remove();
            clock.advance(READ);
            switch (gate.admits(this, bytes)) {
                case PASS -> {
                    clock.advance(PARSE);
                    SipMessage message = ((ParseResult.Parsed) SipParser.parse(bytes, 0, bytes.length,
                            ParseLimits.DEFAULT)).message();
                    door.onMessage(this, message);
                }
                case PAUSE -> {
                    clock.advance(GLANCE);
                    paused = true;
                    at(clock.nanoTime() + PAUSE / 2 + random.nextLong(PAUSE), () -> {
                        paused = false;
                        if (!unread.isEmpty()) {
                            readable.add(this);
                        }
                    });
                }
                case DROP, CLOSE -> throw new AssertionError("nobody is blocked here");
            }
            if (!paused && !unread.isEmpty()) {
                readable.add(this);
            }
        }

        @Override
        public boolean send(SipMessage message) {
            clock.advance(SEND);
            SipResponse response = (SipResponse) message;
            switch (response.status()) {
                case 401 -> transmit("Authorization: Digest username=\"x\"\r\n");
                case 503 -> {
                    refused++;
                    long wait = Long.parseLong(response.header(HeaderName.RETRY_AFTER).orElseThrow()) * SECOND;
                    at(clock.nanoTime() + wait, this::wish);
                }
                case 200 -> registered++;
                default -> throw new AssertionError(response.startLine());
            }
            return true;
        }

        @Override
        public long id() {
            return number;
        }

        @Override
        public Side side() {
            return Side.SET;
        }

        @Override
        public TransportProtocol protocol() {
            return TransportProtocol.TLS;
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 5061);
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(
                    InetAddress.ofLiteral("10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256),
                    40_000);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(String why) {
            throw new AssertionError(why);
        }
    }

    /** The registrar: what it does takes its time. */
    private final class Core implements ServerTransactionUser {

        @Override
        public void onRequest(ServerTransaction transaction) {
            SipRequest request = transaction.request();
            boolean answers = request.has(HeaderName.AUTHORIZATION);
            clock.advance(answers ? REGISTER : CHALLENGE);
            transaction.respond(SipResponse.to(request, answers ? 200 : 401).toTag("1").build());
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            throw new AssertionError("no INVITE here");
        }

        @Override
        public void onCancel(ServerTransaction invite) {
            throw new AssertionError("no INVITE here");
        }

        @Override
        public void onFailure(ServerTransaction transaction, TransactionFailure failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onFlowClosed(Flow flow) {
            throw new AssertionError("no flow closes here");
        }
    }

    long count(GuardCounter counter) {
        return guard.counters().value(counter);
    }
}
