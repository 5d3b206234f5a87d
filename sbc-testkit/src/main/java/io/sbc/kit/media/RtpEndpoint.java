package io.sbc.kit.media;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.audio.AudioSource;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.HeardFrame;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of an audio stream: plays a source as G.711 in packets of 20 ms and records what comes. It sends from the sockets
 * it receives on (symmetric RTP, RFC 4961). Nothing is sent before {@link #connect}; {@link #setSending} pauses, as on hold.
 *
 * <p>Threads: one that sends RTP and RTCP, one that receives each. All public methods may be called from any thread.
 */
public final class RtpEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtpEndpoint.class);
    private static final long FRAME_NANOS = 20_000_000;
    /** RFC 3550 §6.2 wants 5 s or more; calls in tests are short, so the reduced minimum is reduced further. */
    private static final long RTCP_INTERVAL_NANOS = 1_000_000_000;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int DATAGRAM_MAX = 2_048;
    /** As {@link ReceptionLog} keeps. */
    private static final int FRAMES_MAX = 60_000;

    private volatile DatagramSocket rtp;
    private volatile DatagramSocket rtcp;
    private final Random random;
    private final LongSupplier nanoClock;
    private final ReceptionLog heard = new ReceptionLog();
    private final AtomicLong authFailures = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong unexpected = new AtomicLong();
    private final AtomicLong strangers = new AtomicLong();
    private final AtomicLong rtcpReceived = new AtomicLong();
    private final Object state = new Object();

    // Guarded by state.
    private @Nullable Peer peer;
    private @Nullable SrtpProtector protector;
    private @Nullable SrtpOpener opener;
    private int ssrc;
    private boolean muxed;
    private boolean sending;
    private boolean heldBack;
    private boolean reporting = true;
    private int lossEvery;
    private Impairment impairment = Impairment.NONE;
    private byte @Nullable [] swapped;
    private byte @Nullable [] report;
    private long reportDueNanos;
    private boolean resumed = true;
    private int nextSequence;
    private long firstFrameNanos;
    private final long timestampBase;
    private long[] sentTimestamps = new long[1_024];
    private int sentFrames;
    private long rtcpSent;
    private int lastSrMiddle;
    private long lastSrNanos;
    private @Nullable Double roundTripMillis;
    private @Nullable Integer reportedLost;

    private volatile boolean closed;

    /** What was agreed: whereto, which codec, and the sound to play. */
    private record Peer(InetSocketAddress rtp, InetSocketAddress rtcp, G711 codec, AudioSource source) {}

    /**
     * Binds a pair of ports, RTP on an even one (RFC 3550 §11), and starts to listen.
     *
     * @param random    gives SSRC and first numbers, and picks the ports
     */
    public RtpEndpoint(InetAddress address, Random random, LongSupplier nanoClock) throws IOException {
        DatagramSocket[] pair = bindPair(address, random);
        this.rtp = pair[0];
        this.rtcp = pair[1];
        this.random = random;
        this.nanoClock = nanoClock;
        this.ssrc = random.nextInt();
        this.nextSequence = random.nextInt(0x10000);
        this.timestampBase = random.nextInt() & 0xFFFFFFFFL;
        listen(pair[0], pair[1]);
        start("send", this::sendLoop);
    }

    private void listen(DatagramSocket even, DatagramSocket odd) {
        start("rtp", () -> receiveLoop(even, this::onRtp));
        start("rtcp", () -> receiveLoop(odd, this::onRtcp));
    }

    private void start(String what, Runnable loop) {
        Thread.ofPlatform().daemon().name("kit-" + what + "-" + rtp.getLocalPort()).start(loop);
    }

    /** Goes on from another address, as a phone that leaves its Wi-Fi: keys, SSRC and sequence stay, sockets do not. */
    public void moveTo(InetAddress address) throws IOException {
        DatagramSocket[] pair = bindPair(address, random);
        DatagramSocket oldRtp = rtp;
        DatagramSocket oldRtcp = rtcp;
        rtp = pair[0];
        rtcp = pair[1];
        listen(pair[0], pair[1]);
        oldRtp.close();
        oldRtcp.close();
    }

    /** Speaks under another SSRC, new or known, from a given sequence number on. What it heard of itself is not mixed up. */
    public void speakAs(int source, int nextSequence) {
        synchronized (state) {
            try {
                if (protector != null) {
                    protector.addSource(source);
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no SRTP for another SSRC", e);
            }
            ssrc = source;
            this.nextSequence = nextSequence & 0xFFFF;
        }
    }

    /** RTP and RTCP share a port, ours and the peer's (RFC 5761). */
    public void setMuxed(boolean on) {
        synchronized (state) {
            muxed = on;
        }
    }

    /** Loads and tries what endpoints need, so that the first call is not slower than the others. */
    public static void warmUp() {
        Jitsi.prepare();
    }

    private static DatagramSocket[] bindPair(InetAddress address, Random random) throws IOException {
        for (int attempt = 0; attempt < 200; attempt++) {
            // Above what tests bind, below the ephemeral ports of Linux.
            int port = 30_000 + 2 * random.nextInt(1_300);
            DatagramSocket even = null;
            try {
                even = new DatagramSocket(new InetSocketAddress(address, port));
                return new DatagramSocket[]{even, new DatagramSocket(new InetSocketAddress(address, port + 1))};
            } catch (SocketException e) {
                LOG.trace("port {} is taken", port, e);
                if (even != null) {
                    even.close();
                }
            }
        }
        throw new IOException("no free pair of ports at " + address);
    }

    /** Where to receive RTP: what SDP says. */
    public InetSocketAddress local() {
        return (InetSocketAddress) rtp.getLocalSocketAddress();
    }

    /** Our SSRC (RFC 3550 §8). */
    public int ssrc() {
        synchronized (state) {
            return ssrc;
        }
    }

    /** The number of the next packet. */
    public int nextSequence() {
        synchronized (state) {
            return nextSequence;
        }
    }

    /**
     * Sets or changes the peer. A key that stays keeps its context with its rollover counter; a new one starts afresh.
     *
     * @param sendKey    null: RTP
     * @param receiveKey null: RTP
     */
    public void connect(InetSocketAddress peerRtp, InetSocketAddress peerRtcp, G711 codec, AudioSource source,
            @Nullable SrtpKey sendKey, @Nullable SrtpKey receiveKey) {
        synchronized (state) {
            try {
                if (sendKey == null) {
                    protector = null;
                } else if (protector == null || !protector.key().equals(sendKey)) {
                    protector = new SrtpProtector(sendKey, ssrc);
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no SRTP with " + sendKey, e);
            }
            if (receiveKey == null) {
                opener = null;
            } else if (opener == null || !opener.key().equals(receiveKey)) {
                opener = new SrtpOpener(receiveKey);
            }
            peer = new Peer(peerRtp, peerRtcp, codec, source);
        }
    }

    /** The next packet has this sequence number: near 65535 the rollover counter grows soon (RFC 3711 §3.3.1). */
    public void setNextSequence(int sequence) {
        synchronized (state) {
            nextSequence = sequence & 0xFFFF;
        }
    }

    /** What is sent from now on has this rollover counter under the same key: a sender that lost count (RFC 3711 §3.3.1). */
    public void setRollover(int counter) {
        synchronized (state) {
            try {
                if (protector != null) {
                    protector.rollover(ssrc, counter);
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no SRTP context", e);
            }
        }
    }

    /** Plays, or pauses without forgetting the place. Has no effect before {@link #connect}. */
    public void setSending(boolean on) {
        synchronized (state) {
            resumed |= on && !sending;
            sending = on;
        }
    }

    /** Sends no RTP, whatever the call says, until this is taken back: so that every way is open before the first packet. */
    public void holdBack(boolean on) {
        synchronized (state) {
            heldBack = on;
        }
    }

    /**
     * Loses packets on purpose: they get a sequence number, and are not sent.
     *
     * @param every 10 loses every tenth, 1 all; 0 none
     */
    public void loseEvery(int every) {
        synchronized (state) {
            lossEvery = every;
        }
    }

    /** From now on its packets suffer this. */
    public void impair(Impairment suffered) {
        synchronized (state) {
            impairment = suffered;
        }
    }

    /** Sends RTCP, as it does from the beginning, or none. */
    public void setReporting(boolean on) {
        synchronized (state) {
            reporting = on;
        }
    }

    private void sendLoop() {
        long next = nanoClock.getAsLong();
        long nextReport = next + RTCP_INTERVAL_NANOS / 2;
        while (!closed) {
            long now = nanoClock.getAsLong();
            if (now < next) {
                LockSupport.parkNanos(this, next - now);
                continue;
            }
            next += FRAME_NANOS;
            try {
                sendFrame(now);
                if (now >= nextReport) {
                    nextReport += RTCP_INTERVAL_NANOS;
                    makeReport(now);
                }
                sendReport(now);
            } catch (IOException | GeneralSecurityException e) {
                if (!closed) {
                    LOG.debug("cannot send from {}: {}", rtp.getLocalPort(), e.toString());
                }
            }
        }
    }

    private void sendFrame(long now) throws IOException, GeneralSecurityException {
        byte[] packet;
        byte[] late;
        boolean repeats;
        InetSocketAddress target;
        synchronized (state) {
            if (peer == null || !sending || heldBack || sentFrames == FRAMES_MAX) {
                return;
            }
            if (sentFrames == 0) {
                firstFrameNanos = now;
            }
            long timestamp = nextTimestamp(now);
            byte[] payload = peer.codec().encode(peer.source().frame(sentFrames));
            ByteBuffer out = ByteBuffer.allocate(RTP_HEADER_BYTES + payload.length);
            // RFC 3551 §4.1: the marker tells the first packet after a silence.
            out.put((byte) 0x80).put((byte) (peer.codec().payloadType() | (resumed ? 0x80 : 0)));
            out.putShort((short) nextSequence)
                    .putInt((int) (timestampBase + timestamp) + impairment.wobble(sentFrames)).putInt(ssrc)
                    .put(payload);
            resumed = false;
            remember(timestamp);
            nextSequence = (nextSequence + 1) & 0xFFFF;
            packet = protector == null ? out.array() : protector.protectRtp(out.array());
            target = peer.rtp();
            if (lossEvery > 0 && sentFrames % lossEvery == 0) {
                return;
            }
            if (impairment.swaps(sentFrames) && swapped == null) {
                swapped = packet;
                return;
            }
            late = swapped;
            swapped = null;
            repeats = impairment.repeats(sentFrames);
        }
        rtp.send(new DatagramPacket(packet, packet.length, target));
        if (repeats) {
            rtp.send(new DatagramPacket(packet, packet.length, target));
        }
        if (late != null) {
            rtp.send(new DatagramPacket(late, late.length, target));
        }
    }

    /**
     * Sends a telephone event (RFC 4733 §2.5.1): three packets of it and three that end it, all at once.
     *
     * @param payloadType what the other side wants events to be
     * @param event       0 to 9, 10 for {@code *}, 11 for {@code #}
     */
    public void sendEvent(int payloadType, int event) {
        for (int i = 1; i <= 6; i++) {
            boolean end = i > 3;
            byte[] packet;
            InetSocketAddress target;
            synchronized (state) {
                if (peer == null) {
                    throw new IllegalStateException("no peer to send an event to");
                }
                ByteBuffer out = ByteBuffer.allocate(RTP_HEADER_BYTES + 4);
                out.put((byte) 0x80).put((byte) (payloadType | (i == 1 ? 0x80 : 0)));
                out.putShort((short) nextSequence).putInt((int) eventTimestamp()).putInt(ssrc);
                out.put((byte) event).put((byte) (end ? 0x8A : 0x0A)).putShort((short) (160 * Math.min(i, 4)));
                nextSequence = (nextSequence + 1) & 0xFFFF;
                target = peer.rtp();
                try {
                    packet = protector == null ? out.array() : protector.protectRtp(out.array());
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("cannot protect an event", e);
                }
            }
            try {
                rtp.send(new DatagramPacket(packet, packet.length, target));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** That of the frame before: an event begins where the sound was. */
    private long eventTimestamp() {
        return timestampBase + (sentFrames == 0 ? 0 : sentTimestamps[sentFrames - 1]);
    }

    /** Goes on by a frame, or after a pause to where the sampling clock is by now (RFC 3550 §5.1). */
    private long nextTimestamp(long now) {
        if (sentFrames == 0) {
            return 0;
        }
        if (!resumed) {
            return sentTimestamps[sentFrames - 1] + AudioSource.FRAME_SAMPLES;
        }
        long frames = (now - firstFrameNanos + FRAME_NANOS / 2) / FRAME_NANOS;
        return Math.max(sentTimestamps[sentFrames - 1] + AudioSource.FRAME_SAMPLES, frames * AudioSource.FRAME_SAMPLES);
    }

    private void remember(long timestamp) {
        if (sentFrames == sentTimestamps.length) {
            sentTimestamps = Arrays.copyOf(sentTimestamps, sentFrames * 2);
        }
        sentTimestamps[sentFrames++] = timestamp;
    }

    private void makeReport(long now) throws GeneralSecurityException {
        synchronized (state) {
            if (peer == null || !reporting) {
                return;
            }
            int delay = lastSrMiddle == 0 ? 0 : (int) ((now - lastSrNanos) * 65_536 / 1_000_000_000);
            long timestamp = sentFrames == 0 ? 0 : timestampBase + sentTimestamps[sentFrames - 1];
            byte[] plain = RtcpCodec.write(ssrc, ntp(now), timestamp, sentFrames,
                    (long) sentFrames * AudioSource.FRAME_SAMPLES, heard.reportBlock(lastSrMiddle, delay),
                    "kit-" + Integer.toHexString(ssrc));
            report = protector == null ? plain : protector.protectRtcp(plain);
            reportDueNanos = now + impairment.reportDelayNanos();
        }
    }

    /** Sender's thread. */
    private void sendReport(long now) throws IOException {
        byte[] packet;
        DatagramSocket from;
        InetSocketAddress target;
        synchronized (state) {
            packet = report;
            if (packet == null || peer == null || now < reportDueNanos) {
                return;
            }
            report = null;
            target = muxed ? peer.rtp() : peer.rtcp();
            from = muxed ? rtp : rtcp;
            rtcpSent++;
        }
        from.send(new DatagramPacket(packet, packet.length, target));
    }

    /** The monotonic clock in NTP's format, 32.32 bits: only differences of it mean something. */
    private static long ntp(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long fraction = (Math.floorMod(nanos, 1_000_000_000L) << 32) / 1_000_000_000L;
        return (seconds << 32) | fraction;
    }

    private interface PacketHandler {
        void on(Packet packet, InetSocketAddress from) throws GeneralSecurityException;
    }

    private void receiveLoop(DatagramSocket socket, PacketHandler handler) {
        DatagramPacket datagram = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
        while (!closed && !socket.isClosed()) {
            try {
                datagram.setLength(DATAGRAM_MAX);
                socket.receive(datagram);
                handler.on(new Packet(Arrays.copyOf(datagram.getData(), datagram.getLength())),
                        (InetSocketAddress) datagram.getSocketAddress());
            } catch (IOException | GeneralSecurityException e) {
                if (!closed && !socket.isClosed()) {
                    LOG.debug("receive at {}: {}", socket.getLocalPort(), e.toString());
                }
            }
        }
    }

    private void onRtp(Packet packet, InetSocketAddress from) throws GeneralSecurityException {
        long now = nanoClock.getAsLong();
        if (isRtcp(packet)) {
            onRtcp(packet, from);
            return;
        }
        SrtpOpener open;
        synchronized (state) {
            if (peer == null) {
                unexpected.incrementAndGet();
                return;
            }
            if (!from.equals(peer.rtp())) {
                strangers.incrementAndGet();
            }
            open = opener;
        }
        if (packet.getLength() < RTP_HEADER_BYTES || (packet.view().get(0) & 0xFF) >> 6 != 2) {
            malformed.incrementAndGet();
            return;
        }
        if (open != null && !opened(open.openRtp(packet))) {
            return;
        }
        ByteBuffer view = packet.view();
        int headerBytes = RTP_HEADER_BYTES + 4 * (view.get(0) & 0x0F);
        if (view.limit() < headerBytes) {
            malformed.incrementAndGet();
            return;
        }
        byte[] payload = new byte[view.limit() - headerBytes];
        view.get(headerBytes, payload);
        heard.add(view.getInt(8), view.getShort(2) & 0xFFFF, view.getInt(4) & 0xFFFFFFFFL, view.get(1) & 0x7F, payload,
                now);
    }

    /** RFC 5761 §4: packet types 192 to 223, where payload types 64 to 95 are not used. */
    private boolean isRtcp(Packet packet) {
        int type = packet.getLength() < 2 ? 0 : packet.view().get(1) & 0xFF;
        synchronized (state) {
            return muxed && type >= 192 && type <= 223;
        }
    }

    private boolean opened(SrtpErrorStatus status) {
        switch (status) {
            case OK -> {
                return true;
            }
            case AUTH_FAIL, FAIL -> authFailures.incrementAndGet();
            case REPLAY_FAIL, REPLAY_OLD -> replayed.incrementAndGet();
            case INVALID_PACKET -> malformed.incrementAndGet();
        }
        return false;
    }

    private void onRtcp(Packet packet, InetSocketAddress from) throws GeneralSecurityException {
        long now = nanoClock.getAsLong();
        SrtpOpener open;
        synchronized (state) {
            if (peer == null) {
                unexpected.incrementAndGet();
                return;
            }
            open = opener;
        }
        if (open != null && !opened(open.openRtcp(packet))) {
            return;
        }
        Optional<RtcpCodec.Compound> compound = RtcpCodec.read(packet.view());
        if (compound.isEmpty()) {
            malformed.incrementAndGet();
            return;
        }
        rtcpReceived.incrementAndGet();
        synchronized (state) {
            compound.get().ntpMiddle().ifPresent(middle -> {
                lastSrMiddle = middle;
                lastSrNanos = now;
            });
            compound.get().blocks().stream().filter(block -> block.ssrc() == ssrc).forEach(block -> learn(block, now));
        }
    }

    private void learn(RtcpCodec.ReportBlock block, long now) {
        reportedLost = block.lost();
        if (block.lastSr() != 0) {
            int nowMiddle = (int) (ntp(now) >> 16);
            long ticks = (nowMiddle - block.lastSr() - block.delaySinceLastSr()) & 0xFFFFFFFFL;
            // A tick is 15 µs: on loopback the answer may seem to come before the question.
            roundTripMillis = (ticks > 0x7FFFFFFF ? 0 : ticks) * 1_000.0 / 65_536;
        }
    }

    /** What was counted by now. */
    public RtpStats stats() {
        synchronized (state) {
            return new RtpStats(sentFrames, heard.received(), heard.lost(), heard.jitterMillis(), authFailures.get(),
                    replayed.get(), malformed.get(), unexpected.get(), strangers.get(), heard.ssrcChanges(), rtcpSent,
                    rtcpReceived.get(), Optional.ofNullable(roundTripMillis), Optional.ofNullable(reportedLost),
                    Optional.ofNullable(protector).map(with -> with.key().suite()),
                    Optional.ofNullable(opener).map(with -> with.key().suite()));
        }
    }

    /**
     * Waits until so many packets came, counted from the beginning.
     *
     * @throws IllegalStateException when they did not come in time
     */
    public void awaitHeard(long packets, Duration limit) {
        try {
            if (!heard.awaitReceived(packets, limit.toNanos())) {
                throw new IllegalStateException("waited " + limit + " to hear " + packets + " packets: " + stats());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits for so many more packets than came by now, with 10 s more than they take. */
    public void awaitMore(int packets) {
        awaitHeard(heard.received() + packets, Duration.ofMillis(20L * packets).plusSeconds(10));
    }

    /** Every frame that was heard, in the order of arrival. */
    public List<HeardFrame> heard() {
        return heard.frames();
    }

    /** Compares what this endpoint heard with what the other one played, sample by sample. */
    public AudioCheck.Report check(RtpEndpoint speaker) {
        return check(speaker, 0);
    }

    /**
     * As above for what was heard from some frame on, what another speaker said until then left aside.
     *
     * @param from how many frames had been heard before
     */
    public AudioCheck.Report check(RtpEndpoint speaker, int from) {
        Peer spoken;
        long[] timestamps;
        synchronized (speaker.state) {
            spoken = speaker.peer;
            timestamps = Arrays.copyOf(speaker.sentTimestamps, speaker.sentFrames);
        }
        if (spoken == null) {
            throw new IllegalStateException("the speaker never had a peer");
        }
        List<HeardFrame> all = heard();
        List<HeardFrame> later = all.subList(Math.min(from, all.size()), all.size());
        return AudioCheck.compare(spoken.source(), spoken.codec(), timestamps, from == 0
                ? later
                : AudioCheck.since(spoken.source(), spoken.codec(), timestamps.length, later));
    }

    @Override
    public void close() {
        closed = true;
        rtp.close();
        rtcp.close();
    }
}
