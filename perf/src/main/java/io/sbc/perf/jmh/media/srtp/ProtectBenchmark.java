package io.sbc.perf.jmh.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
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

/** How long does it take to protect a 20 ms packet of G.711 (172 octets)? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProtectBenchmark {

    /** The suite asked about. */
    @Param({"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80", "AEAD_AES_128_GCM"})
    public SrtpSuite suite = SrtpSuite.AES_CM_128_HMAC_SHA1_80;

    private final byte[] packet = new byte[256];
    private SrtpSendContext context = newContext();
    private int sequenceNumber;

    private SrtpSendContext newContext() {
        byte[] keyAndSalt = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        new Random(1).nextBytes(keyAndSalt);
        return new SrtpSendContext(new SrtpKey(suite, keyAndSalt));
    }

    /** Makes the context of the suite. */
    @Setup
    public void makeContext() {
        context = newContext();
        packet[0] = (byte) 0x80;
    }

    /** One packet. */
    @Benchmark
    public int protect() {
        Octets.putShort(packet, 2, ++sequenceNumber);
        return context.protectRtp(packet, 172);
    }
}
