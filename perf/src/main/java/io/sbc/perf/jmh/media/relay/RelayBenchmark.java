package io.sbc.perf.jmh.media.relay;

import io.sbc.media.api.RelayRules;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.relay.EndpointSetup;
import io.sbc.media.relay.RelayCounters;
import io.sbc.media.relay.RelayStream;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.PortPair;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import io.sbc.media.srtp.SrtpWorkspace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a plain packet of the PBX take through a stream, without sockets: look up its call, check its source, count
 * it, protect it? One call is always in the caches, a thousand in turn are not: the difference is what look-ups in cold
 * tables cost. Touching a batch of calls first shows how much of that can be had at one time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RelayBenchmark {

    private static final int LENGTH = 172;
    private static final int BATCH = 32;
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

    /** Calls that send in turn. */
    @Param({"1", "1024"})
    public int calls;

    /** Whether a batch is touched before it is worked on. */
    @Param({"false", "true"})
    public boolean touching;

    private final Datagram datagram = new Datagram();
    private final UdpAddress peer = UdpAddress.of(new InetSocketAddress(HOST, 4000));
    private RelayStream[] streams = new RelayStream[0];
    private int next;
    private int round;

    /** Takes everything, says nothing. */
    private record Nowhere(int localPort) implements UdpChannel {

        @Override
        public int receive(Datagram received) {
            return NOTHING;
        }

        @Override
        public boolean send(Datagram sent, UdpAddress destination) {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Makes the calls. */
    @Setup
    public void makeCalls() {
        var totals = new RelayCounters();
        var workspace = new SrtpWorkspace();
        var random = new Random(1);
        streams = new RelayStream[calls];
        for (int i = 0; i < calls; i++) {
            streams[i] = new RelayStream(ports(), ports(), RelayRules.LAX, totals);
            streams[i].apply(new StreamSetup(
                    endpoint(new SrtpReceiveContext(key(random), workspace),
                            new SrtpSendContext(key(random), workspace)),
                    endpoint(null, null)), 0);
        }
    }

    private static PortPair ports() {
        return new PortPair(new Nowhere(2000), new Nowhere(2001));
    }

    private EndpointSetup endpoint(@Nullable SrtpReceiveContext receive, @Nullable SrtpSendContext send) {
        return new EndpointSetup(peer, null, false, receive, send, true, true);
    }

    private static SrtpKey key(Random random) {
        byte[] octets = new byte[30];
        random.nextBytes(octets);
        return new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, octets);
    }

    /** One packet; touching is spread over a batch. */
    @Benchmark
    public int relay() {
        if (next == calls) {
            next = 0;
            round++;
        }
        int touched = touching && next % BATCH == 0 ? touch() : 0;
        byte[] packet = datagram.octets();
        packet[0] = (byte) 0x80;
        packet[1] = 8;
        Octets.putShort(packet, 2, round);
        Octets.putInt(packet, 8, next);
        datagram.length(LENGTH);
        datagram.source(peer.high(), peer.low(), peer.port());
        streams[next++].onRtpPort(MediaSide.ICP, datagram, round);
        return datagram.length() + touched;
    }

    private int touch() {
        int sum = 0;
        int end = Math.min(calls, next + BATCH);
        for (int step = 0; step < RelayStream.APPROACH_STEPS; step++) {
            for (int i = next; i < end; i++) {
                sum += streams[i].approach(MediaSide.ICP, step);
            }
        }
        return sum;
    }
}
