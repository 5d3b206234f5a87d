package io.sbc.perf.jmh.media.rtp;

import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.PacketKind;
import io.sbc.media.rtp.RtpHeader;
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

/** How long does it take to tell RTP from RTCP, and to read all that a relay reads of a header? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderBenchmark {

    private static final int LENGTH = 172;
    private static final int EXTENSION_BIT = 0x10;

    /** Words of a header extension; 0 for none. */
    @Param({"0", "4"})
    public int extensionWords;

    private final byte[] packet = new byte[256];

    /** Writes the header. */
    @Setup
    public void makePacket() {
        packet[0] = (byte) (0x80 | (extensionWords == 0 ? 0 : EXTENSION_BIT));
        Octets.putInt(packet, 8, 0x1234_5678);
        Octets.putInt(packet, 12, 0xbede_0000 | extensionWords);
    }

    /** Kind, length, SSRC, sequence number and timestamp. */
    @Benchmark
    public int read() {
        return PacketKind.of(packet, LENGTH).ordinal() + RtpHeader.length(packet, LENGTH) + RtpHeader.ssrc(packet)
                + RtpHeader.sequenceNumber(packet) + RtpHeader.timestamp(packet);
    }
}
