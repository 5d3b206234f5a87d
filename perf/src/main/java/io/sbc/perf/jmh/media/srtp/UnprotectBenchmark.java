package io.sbc.perf.jmh.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** How long does it take to verify and decrypt a 20 ms packet, and to refuse a forged one of G.711 (172 octets)? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UnprotectBenchmark {

    /** The suite asked about. */
    @Param({"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80", "AEAD_AES_128_GCM"})
    public SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;

    /** Packets made beforehand: one window of sequence numbers, over and over under a fresh context. */
    private static final int PACKETS = 4096;
    private static final int LENGTH = 172;

    private final byte[][] packets = new byte[PACKETS][256];
    private final byte[] packet = new byte[256];
    private SrtpKey key = newKey();
    private SrtpReceiveContext context = new SrtpReceiveContext(key);
    private int length;
    private int next;

    private SrtpKey newKey() {
        byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        new Random(1).nextBytes(keyAndSalt);
        return new SrtpKey(suite, keyAndSalt);
    }

    /** Protects the packets. */
    @Setup
    public void makePackets() {
        key = newKey();
        SrtpSendContext sender = new SrtpSendContext(key);
        for (int i = 0; i < PACKETS; i++) {
            packets[i][0] = (byte) 0x80;
            Octets.putShort(packets[i], 2, i);
            length = sender.protectRtp(packets[i], LENGTH);
        }
        context = new SrtpReceiveContext(key);
    }

    /** One packet that is authentic; making a fresh context is spread over 4096 of them. */
    @Benchmark
    public int unprotect() {
        if (next == PACKETS) {
            next = 0;
            context = new SrtpReceiveContext(key);
        }
        System.arraycopy(packets[next++], 0, packet, 0, length);
        return context.unprotectRtp(packet, length);
    }

    /** One packet that is not. */
    @Benchmark
    public int refuse() {
        System.arraycopy(packets[7], 0, packet, 0, length);
        packet[100] ^= 1;
        return context.unprotectRtp(packet, length);
    }
}
