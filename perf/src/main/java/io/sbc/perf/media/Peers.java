package io.sbc.perf.media;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sbc.media.srtp.SrtpWorkspace;
import io.sbc.perf.media.Relay.Call;
import io.sbc.perf.media.Relay.Ports;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The phones and the PBX of all calls: a socket each, 50 packets a second each way, evenly spread over the 20 ms in an order
 * drawn by lot. Sends what is due and reads what has come four thousand times a second, and sleeps between: it never waits in
 * the kernel for packets, so that a relay's sending wakes nobody and costs the same whoever the relay is. The way's time ends with
 * the kernel's stamp, not when we look. One thread.
 */
final class Peers implements AutoCloseable {

    static final int EVENT_DATA = System.getProperty("os.arch", "").equals("amd64") ? 4 : 8;

    private static final int EVENT_SIZE = EVENT_DATA + 8;
    private static final int EVENTS_MAX = 256;
    private static final long PACKET_NANOS = 20_000_000;
    private static final long TICK_NANOS = 250_000;
    private static final int CONTROL_OFFSET = 128;
    private static final int CONTROL_LENGTH = 64;
    private static final int STAMP = CONTROL_OFFSET + 16;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT_SIZE * EVENTS_MAX, 8);
    private final MemorySegment buffer = arena.allocate(TestPacket.CAPACITY, 8);
    /** A msghdr, its iovec at 64, room for the stamp at 128. */
    private final MemorySegment message = arena.allocate(CONTROL_OFFSET + CONTROL_LENGTH, 8);
    private final byte[] packet = new byte[TestPacket.CAPACITY];
    private final int epoll = libc.epoll();
    private final Relay relay;
    private final Kind kind;
    private final Random random;
    private final SrtpWorkspace workspace = new SrtpWorkspace();
    private final List<Call> calls = new ArrayList<>();
    private final List<Integer> sockets = new ArrayList<>();
    private final List<PeerStream> streams = new ArrayList<>();
    private final List<PeerStream> order = new ArrayList<>();
    private final Tally tally = new Tally();
    private long startNanos;
    private long slots;

    Peers(Relay relay, Kind kind, int number, long seed) throws IOException {
        this.relay = relay;
        this.kind = kind;
        this.random = new Random(seed);
        message.set(JAVA_LONG, 16, message.address() + 64);
        message.set(JAVA_LONG, 24, 1);
        message.set(JAVA_LONG, 32, message.address() + CONTROL_OFFSET);
        message.set(JAVA_LONG, 64, buffer.address());
        message.set(JAVA_LONG, 72, TestPacket.CAPACITY);
        for (int i = 0; i < number; i++) {
            add(i);
        }
        order.addAll(streams);
        Collections.shuffle(order, random);
        libc.sleepExactly();
    }

    private void add(int number) throws IOException {
        int phone = libc.openSocket();
        int pbx = libc.openSocket();
        sockets.add(phone);
        sockets.add(pbx);
        var call = new Call(number, kind, libc.localPort(phone), libc.localPort(pbx), Kind.newKey(kind.phone, random),
                Kind.newKey(kind.pbx, random));
        Ports ports = relay.open(call);
        calls.add(call);
        libc.connect(phone, ports.forPhone());
        libc.connect(pbx, ports.forPbx());
        streams.add(new PeerStream(2 * number, phone, call.phoneKey(), ports.toPbx(), workspace));
        streams.add(new PeerStream(2 * number + 1, pbx, call.pbxKey(), ports.toPhone(), workspace));
        libc.watch(epoll, pbx, 2 * number);
        libc.watch(epoll, phone, 2 * number + 1);
    }

    Tally tally() {
        return tally;
    }

    /** What is sent from now on counts, and what was counted is forgotten. */
    void beginWindow() {
        streams.forEach(PeerStream::beginWindow);
        tally.clear();
    }

    /** All talk for so long. */
    void talk(double seconds) {
        startNanos = libc.monotonicNanos();
        slots = 0;
        long end = startNanos + (long) (seconds * 1e9);
        for (long tick = startNanos; tick < end; tick = Math.max(tick + TICK_NANOS, libc.monotonicNanos())) {
            libc.sleepUntil(tick);
            sendDue();
            read();
        }
    }

    /** All are silent; what is still on its way arrives. */
    void listen(double seconds) {
        long end = libc.monotonicNanos() + (long) (seconds * 1e9);
        for (long now = libc.monotonicNanos(); now < end; now += TICK_NANOS) {
            libc.sleepUntil(now);
            read();
        }
    }

    private void sendDue() {
        long now = libc.monotonicNanos();
        for (long due = dueNanos(); due <= now; due = dueNanos()) {
            send(order.get((int) (slots % order.size())));
            tally.latenessNanos.recordValue(Math.max(1, now - due));
            slots++;
        }
    }

    private long dueNanos() {
        return startNanos + slots * PACKET_NANOS / order.size();
    }

    private void send(PeerStream stream) {
        int length = stream.make(packet, libc.wallNanos());
        MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, length);
        if (libc.send(stream.socketOut, buffer.address(), length) == length) {
            tally.sent++;
        } else {
            tally.refused++;
        }
    }

    private void read() {
        int ready;
        do {
            ready = libc.ready(epoll, events.address(), EVENTS_MAX);
            for (int i = 0; i < ready; i++) {
                int number = events.get(JAVA_INT.withByteAlignment(1), (long) i * EVENT_SIZE + EVENT_DATA);
                // The socket that hears the one stream of a call sends the other.
                receive(streams.get(number ^ 1).socketOut, streams.get(number));
            }
        } while (ready == EVENTS_MAX);
    }

    private void receive(int socket, PeerStream stream) {
        message.set(JAVA_LONG, 40, CONTROL_LENGTH);
        int length = (int) libc.receive(socket, message.address());
        if (length < 0) {
            return;
        }
        MemorySegment.copy(buffer, JAVA_BYTE, 0, packet, 0, Math.min(length, packet.length));
        switch (stream.take(packet, Math.min(length, packet.length))) {
            case 1 -> {
                tally.received++;
                long stamp = message.get(JAVA_LONG, STAMP) * 1_000_000_000L + message.get(JAVA_LONG, STAMP + 8);
                tally.wayNanos.recordValue(Math.max(1, stamp - TestPacket.sentAt(packet)));
            }
            case PeerStream.WRONG -> tally.wrong++;
            case PeerStream.DOUBLED -> tally.doubled++;
            default -> {
            }
        }
    }

    /** Ends all calls. */
    @Override
    public void close() throws IOException {
        for (Call call : calls) {
            relay.close(call);
        }
        sockets.forEach(libc::close);
        libc.close(epoll);
        arena.close();
    }
}
