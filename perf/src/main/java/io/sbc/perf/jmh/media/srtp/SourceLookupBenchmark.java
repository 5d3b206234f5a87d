package io.sbc.perf.jmh.media.srtp;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.srtp.SrtpReceiveContext;
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

/** How long does it take to find the state of an SSRC, when so many of one key take turns packet by packet, or when it is unknown? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SourceLookupBenchmark {

    /** SSRCs in use; 16 is all that a context keeps. */
    @Param({"1", "2", "16"})
    public int sources;

    private final SrtpReceiveContext context = new SrtpReceiveContext(
            new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new byte[30]));
    private int next;

    /** Lets the context know them. */
    @Setup
    public void know() {
        for (int i = 0; i < sources; i++) {
            context.restore(ssrc(i), i);
        }
    }

    private static int ssrc(int number) {
        return (number + 1) * 0x9e37_79b9;
    }

    /** One that is known. */
    @Benchmark
    public long known() {
        next = next + 1 == sources ? 0 : next + 1;
        return context.highestIndex(ssrc(next));
    }

    /** One that is not. */
    @Benchmark
    public long unknown() {
        return context.highestIndex(7);
    }
}
