package io.sbc.admin.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.Side;
import io.sbc.core.recorder.RecordedEvent;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallTraceTest {

    private static final long STARTED = 1_790_000_000_000L;
    private static final InetSocketAddress PHONE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 40_000);
    private static final InetSocketAddress US = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5061);

    private static Message message(long micros, boolean sent, Side side, String startLine, String cseq) {
        String text = startLine + "\r\nCall-ID: call-of-" + side + "\r\nCSeq: " + cseq
                + "\r\nAuthorization: Digest response=\"SECRET\"\r\n\r\na=crypto:1 AES inline:SECRET\r\n";
        return new Message(micros, sent, false, side, TransportProtocol.TLS, US, PHONE,
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static Recording recording(int status, List<RecordedEvent> events) {
        return new Recording("c1", false, "1001", "192.0.2.7", "1001", "1002", List.of("call-of-SET", "call-of-ICP"),
                STARTED, OptionalLong.of(STARTED + 5_000), status, Optional.empty(), events, 0);
    }

    private static Recording call(int status) {
        return recording(status, List.of(message(0, false, Side.SET, "INVITE sip:1002@sbc SIP/2.0", "1 INVITE"),
                new Decision(100, "routed", "to the PBX"),
                message(200, true, Side.ICP, "INVITE sip:1002@pbx SIP/2.0", "7 INVITE"),
                message(900, false, Side.ICP, "SIP/2.0 180 Ringing", "7 INVITE"),
                message(1_500, false, Side.ICP, "SIP/2.0 " + status + " Word", "7 INVITE"),
                message(1_600, true, Side.SET, "SIP/2.0 " + status + " Word", "1 INVITE"),
                message(1_700, false, Side.SET, "ACK sip:1002@sbc SIP/2.0", "1 ACK")));
    }

    @Test
    void shouldMakeSpansOfLegsAndTransactionsWithDecisionsAsEvents() {
        List<Span> spans = CallTrace.of(call(200));

        assertEquals(List.of("call", "leg set", "INVITE", "leg icp", "INVITE"),
                spans.stream().map(Span::name).toList());
        Span root = spans.getFirst();
        assertEquals("", root.parent());
        assertEquals(STARTED * 1_000_000, root.startNanos());
        assertEquals((STARTED + 5_000) * 1_000_000, root.endNanos());
        assertEquals("routed", root.events().getFirst().name());
        assertEquals(root.id(), spans.get(1).parent());
        assertEquals(spans.get(1).id(), spans.get(2).parent());
        assertEquals(Span.Kind.SERVER, spans.get(1).kind());
        assertEquals(Span.Kind.CLIENT, spans.get(3).kind());
        Span upstream = spans.get(4);
        assertEquals(STARTED * 1_000_000 + 200_000, upstream.startNanos());
        assertEquals(STARTED * 1_000_000 + 1_500_000, upstream.endNanos());
        assertEquals(200L, upstream.attributes().get("sip.status_code"));
        Set<String> ids = new HashSet<>(spans.stream().map(Span::id).toList());
        assertEquals(spans.size(), ids.size());
    }

    @Test
    void shouldSayWhatFailedAndNotWhatIsUsual() {
        assertEquals("status 503", CallTrace.of(call(503)).getFirst().problem());
        assertEquals("", CallTrace.of(call(486)).getFirst().problem());
    }

    @Test
    void shouldTellNoKeyAndNoCredentials() throws Exception {
        String json = new String(OtlpJson.write(List.of(new OtlpJson.Trace(CallTrace.traceId(call(200)),
                CallTrace.of(call(200)))), "1.2.3", "node1"), StandardCharsets.UTF_8);

        assertFalse(json.contains("SECRET"), json);
        JsonNode span = new ObjectMapper().readTree(json).at("/resourceSpans/0/scopeSpans/0/spans/0");
        assertTrue(span.path("traceId").asText().matches("[0-9a-f]{32}"));
        assertTrue(span.path("spanId").asText().matches("[0-9a-f]{16}"));
        assertEquals(2, span.path("kind").asInt());
        assertTrue(span.path("startTimeUnixNano").isTextual());
    }

    @Test
    void shouldSampleTheSameCallsEverywhereAndAboutAsManyAsWanted() {
        long sampled = IntStream.range(0, 2_000).filter(i -> TraceExporter.isSampled(
                CallTrace.traceId(new Recording("c" + i, false, "", "", "", "", List.of(), STARTED,
                        OptionalLong.empty(), 0, Optional.empty(), List.of(), 0)),
                10)).count();
        assertTrue(sampled > 120 && sampled < 280, sampled + " of 2000");
        assertNotEquals(CallTrace.traceId(call(200)), CallTrace.traceId(recordingOfAnotherDay()));
        assertTrue(TraceExporter.isSampled(CallTrace.traceId(call(200)), 100));
        assertFalse(TraceExporter.isSampled(CallTrace.traceId(call(200)), 0));
    }

    private static Recording recordingOfAnotherDay() {
        return new Recording("c1", false, "", "", "", "", List.of(), STARTED + 86_400_000, OptionalLong.empty(), 0,
                Optional.empty(), List.of(), 0);
    }
}
