package io.sbc.perf.jmh.sip;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** How long does it take to parse an INVITE of a softphone and read what every request is asked for? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParseBenchmark {

    private static final byte[] INVITE = """
            INVITE sip:1006@sbc.example.com SIP/2.0
            Via: SIP/2.0/TLS 192.168.1.20:50412;branch=z9hG4bK-524287-1---8d5a2b3c;rport;alias
            Max-Forwards: 70
            Contact: <sip:1*005@192.168.1.20:50412;transport=tls;ob>;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0>"
            To: <sip:1006@sbc.example.com>
            From: "Alice Example" <sip:1*005@sbc.example.com>;tag=7a3f1c2d
            Call-ID: Rk3tN0YzQ2ItOTQ4Mi00
            CSeq: 2 INVITE
            Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, MESSAGE, OPTIONS, INFO, SUBSCRIBE
            Supported: replaces, norefersub, 100rel, timer, outbound, path
            User-Agent: Softphone 5.17.0
            Content-Type: application/sdp
            Content-Length: 5

            v=0
            """.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);

    private final SipRequest request = (SipRequest) parsed();

    private static SipMessage parsed() {
        return ((ParseResult.Parsed) SipParser.parse(INVITE, 0, INVITE.length, ParseLimits.DEFAULT)).message();
    }

    /** The mandatory headers are read while parsing; Max-Forwards, Supported and Contact come on top. */
    @Benchmark
    public void parseAndReadEight(Blackhole sink) {
        SipMessage message = parsed();
        sink.consume(message.topmostVia());
        sink.consume(message.from());
        sink.consume(message.to());
        sink.consume(message.callId());
        sink.consume(message.cseq());
        sink.consume(message.maxForwards());
        sink.consume(message.lists(HeaderName.SUPPORTED, "path"));
        sink.consume(message.contacts());
    }

    /** What a proxy would do: one Via more, one hop less. */
    @Benchmark
    public SipRequest editAndWrite() {
        return request.edit().prepend(HeaderName.VIA, "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK0123456789")
                .set(HeaderName.MAX_FORWARDS, "69").build();
    }

    /** The answer that every request gets. */
    @Benchmark
    public SipResponse respond() {
        return SipResponse.to(request, 200).toTag("8f3a2b1c").build();
    }
}
