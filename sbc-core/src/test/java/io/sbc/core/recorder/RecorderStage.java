package io.sbc.core.recorder;

import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.MediaQuality;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A recorder on a shard that a test drives, and messages for it. */
final class RecorderStage {

    final FakeShard shard = new FakeShard();
    final Counters<RecorderCounter> counters = new Counters<>(RecorderCounter.class);
    final List<Finished> stored = new ArrayList<>();
    final WireFlow phone = new WireFlow(1, Side.SET, TransportProtocol.TLS,
            new InetSocketAddress("203.0.113.7", 40_000));
    final WireFlow pbx = new WireFlow(2, Side.ICP, TransportProtocol.UDP, new InetSocketAddress("10.0.0.5", 5060));
    final ShardRecorder recorder;
    private int ids;

    RecorderStage(long octets) {
        recorder = new ShardRecorder(shard, octets, user -> user.startsWith("1"), 4, 1_000, () -> "c" + ++ids, counters,
                stored::add);
    }

    static SipMessage message(String text) {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return ((ParseResult.Parsed) SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT)).message();
    }

    static SipMessage request(String method, String user, String callId, int cseq, String more) {
        return message("""
                %s sip:%s@sbc.example.com SIP/2.0
                Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK%s%d
                From: <sip:1001@sbc.example.com>;tag=a
                To: <sip:%s@sbc.example.com>
                Call-ID: %s
                CSeq: %d %s
                %sContent-Length: 0

                """.formatted(method, user, callId, cseq, user, callId, cseq, method, more));
    }

    static SipMessage response(int status, String method, String callId, int cseq) {
        return message("""
                SIP/2.0 %d Whatever
                Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK%s%d
                From: <sip:1001@sbc.example.com>;tag=a
                To: <sip:1001@sbc.example.com>;tag=b
                Call-ID: %s
                CSeq: %d %s
                Content-Length: 0

                """.formatted(status, callId, cseq, callId, cseq, method));
    }

    CallRecord call(String id, String callId, String otherCallId, boolean ended) {
        long now = shard.clock().epochMillis();
        return new CallRecord(id, callId, otherCallId, "1001", Side.SET, "1001", "2002", now, OptionalLong.empty(),
                ended ? OptionalLong.of(now) : OptionalLong.empty(), ended ? 200 : 0, "", "", "", Optional.empty(),
                MediaQuality.NONE, List.of());
    }
}
