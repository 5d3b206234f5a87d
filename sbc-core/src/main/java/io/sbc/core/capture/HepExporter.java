package io.sbc.core.capture;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a copy of every SIP message to a HEP collector (Homer), without keys. Messages come on event loops and shards and wait in a bounded
 * queue; a virtual thread sends them. A collector that is gone costs messages, which are counted, and nothing else.
 */
public final class HepExporter implements SipSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HepExporter.class);
    private static final int WAITING_MAX = 8_192;
    private static final int LEGS_MAX = 20_000;
    private static final int CONNECT_MILLIS = 3_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InetSocketAddress collector;
    private final HepTransport transport;
    private final int id;
    private final SipTap tap;
    private final Map<Side, InetAddress> advertised;
    private final Clock clock;
    private final Counters<CaptureCounter> counters;
    private final long epochNanosAtZero;
    private final BoundedCopies waiting = new BoundedCopies(WAITING_MAX);
    /** Call-ID of a callee's leg to its caller's. */
    private final Map<String, String> legs = new ConcurrentHashMap<>();
    private final Thread thread;
    private long lostCounted;
    private boolean reachable = true;
    private @Nullable DatagramSocket datagrams;
    private @Nullable Socket stream;

    private HepExporter(HepSettings settings, SipTap tap, Map<Side, InetAddress> advertised, Clock clock,
            Counters<CaptureCounter> counters) {
        this.collector = settings.collectors().getFirst();
        this.transport = settings.transport();
        this.id = settings.id();
        this.tap = tap;
        this.advertised = Map.copyOf(advertised);
        this.clock = clock;
        this.counters = counters;
        this.epochNanosAtZero = clock.epochMillis() * 1_000_000 - clock.nanoTime();
        this.thread = Thread.ofVirtual().name("hep").unstarted(this::run);
    }

    /** Begins to send to the one collector of {@code settings}. */
    public static HepExporter start(HepSettings settings, SipTap tap, Map<Side, InetAddress> advertised, Clock clock,
            Counters<CaptureCounter> counters) {
        HepExporter exporter = new HepExporter(settings, tap, advertised, clock, counters);
        exporter.thread.start();
        tap.add(exporter);
        LOG.info("SIP is copied to {} by HEP over {}", exporter.collector, exporter.transport);
        return exporter;
    }

    @Override
    public void onMessage(Flow flow, SipMessage message, boolean sent) {
        InetAddress own = advertised.getOrDefault(flow.side(), flow.remote().getAddress());
        String callId = "";
        try {
            callId = message.callId();
        } catch (MalformedHeaderException unreadable) {
            LOG.trace("a message without a readable Call-ID");
        }
        waiting.add(SipCopy.of(clock.nanoTime(), flow, sent, message.toBytes(), own)
                .correlatedBy(Objects.requireNonNullElse(legs.get(callId), callId)));
    }

    @Override
    public void onLegs(String callId, String otherCallId) {
        if (legs.size() >= LEGS_MAX) {
            legs.clear(); // calls that go on lose their link: better than growing for ever
        }
        legs.put(otherCallId, callId);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                SipCopy copy = waiting.take();
                send(HepPacket.of(copy, SecretMask.masked(copy.octets()), copy.nanos() + epochNanosAtZero, id,
                        copy.correlation()));
                long lost = waiting.lost();
                counters.add(CaptureCounter.HEP_LOST, lost - lostCounted);
                lostCounted = lost;
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private void send(byte[] packet) {
        try {
            if (transport == HepTransport.UDP) {
                datagrams().send(new DatagramPacket(packet, packet.length, collector));
            } else {
                stream().getOutputStream().write(packet);
            }
            counters.increment(CaptureCounter.HEP_SENT);
            if (!reachable) {
                LOG.info("the HEP collector {} is back", collector);
                reachable = true;
            }
        } catch (IOException e) {
            counters.increment(CaptureCounter.HEP_LOST);
            disconnect();
            if (reachable) {
                LOG.warn("the HEP collector {} cannot be reached: {}", collector, e.toString());
                reachable = false;
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    private DatagramSocket datagrams() throws IOException {
        DatagramSocket socket = datagrams;
        if (socket == null) {
            socket = new DatagramSocket();
            datagrams = socket;
        }
        return socket;
    }

    private Socket stream() throws IOException {
        Socket socket = stream;
        if (socket == null) {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(collector, CONNECT_MILLIS);
            stream = socket;
        }
        return socket;
    }

    private void disconnect() {
        try (DatagramSocket _ = datagrams; Socket _ = stream) {
            datagrams = null;
            stream = null;
        } catch (IOException e) {
            LOG.debug("closing the way to the HEP collector: {}", e.toString());
        }
    }

    @Override
    public void close() {
        tap.remove(this);
        thread.interrupt();
    }
}
