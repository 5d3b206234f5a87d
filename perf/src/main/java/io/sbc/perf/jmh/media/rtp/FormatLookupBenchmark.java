package io.sbc.perf.jmh.media.rtp;

import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import java.util.ArrayList;
import java.util.List;
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

/** How long does it take to find what a payload type stands for, behind so many negotiated ones? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FormatLookupBenchmark {

    /** Of one m-line; the one asked for is the last. */
    @Param({"1", "12"})
    public int negotiated;

    private PayloadTypes types = PayloadTypes.STATIC;
    private int last;

    /** Makes the table. */
    @Setup
    public void negotiate() {
        List<PayloadFormat> formats = new ArrayList<>();
        for (int i = 0; i < negotiated; i++) {
            last = 96 + i;
            formats.add(new PayloadFormat(last, "opus", 48_000));
        }
        types = new PayloadTypes(formats);
    }

    /** Negotiated. */
    @Benchmark
    public PayloadFormat dynamic() {
        return types.format(last);
    }

    /** Of RFC 3551. */
    @Benchmark
    public PayloadFormat fixed() {
        return types.format(8);
    }
}
