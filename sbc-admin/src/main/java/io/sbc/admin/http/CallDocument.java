package io.sbc.admin.http;

import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A call as a JSON document: names in camel case, times as ISO 8601, figures in the unit that their name ends with. */
final class CallDocument {

    private static final double MICROS_PER_MILLI = 1000;

    private static final Schema MOS = Schema.object().number("set").number("icp");
    private static final Schema VERDICT = Schema.object().integer("stream").text("side").text("kind").text("cause")
            .text("words").text("began").text("ended").required("stream", "side", "kind", "cause", "words", "began");
    private static final Schema NOTE = Schema.object().text("at").text("side").text("kind").text("words")
            .required("at", "side", "kind", "words");
    private static final Schema LEG = Schema.object().text("role").text("side").text("callId").text("protection")
            .required("role", "side", "callId", "protection");
    private static final Schema DROPPED = Schema.object().integer("authenticationFailures").integer("replays")
            .integer("wrongSource").integer("malformed").integer("rtcpMalformed").integer("unexpected")
            .integer("limited").integer("sendFailures");
    private static final Schema DIRECTION = Schema.object().integer("stream").text("side").text("codec")
            .integer("clockRateHz").integer("packetsReceived").integer("octetsReceived").integer("packetsSent")
            .integer("octetsSent").integer("lost").number("lossPercent").number("lossPercentNow")
            .integer("duplicates").integer("reordered").integer("sources").number("jitterMillis")
            .number("jitterMillisMax").number("roundTripMillis").number("rating").number("mos").number("mosNow")
            .number("mosMin").number("lossPercentThere").number("mosThere").integer("rtcpReceived")
            .integer("rtcpSent").integer("rtcpMade").object("dropped", DROPPED).required("stream", "side", "dropped");
    private static final Schema COMMON = Schema.object().text("id").oneOf("state", "ringing", "talking", "ended")
            .text("from").text("caller").text("callee").text("device").text("started").text("answered").text("ended")
            .integer("status").text("cause").required("id", "state", "from", "caller", "callee", "started", "cause");

    /** Of {@link #summary}. */
    static final Schema SUMMARY = COMMON.object("mos", MOS).integer("verdicts").required("mos", "verdicts");

    /** Of {@link #whole}. */
    static final Schema WHOLE = COMMON.array("legs", LEG).text("sampled").array("media", DIRECTION)
            .array("verdicts", VERDICT).array("notes", NOTE).required("legs", "media", "verdicts", "notes");

    private CallDocument() {}

    /** What a list says of it. */
    static Map<String, Object> summary(CallRecord call) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", call.id());
        fields.put("state", state(call));
        fields.put("from", word(call.from()));
        fields.put("caller", call.caller());
        fields.put("callee", call.callee());
        fields.put("device", call.device());
        fields.put("started", time(call.startedMillis()));
        time(fields, "answered", call.answeredMillis());
        time(fields, "ended", call.endedMillis());
        if (call.status() != 0) {
            fields.put("status", call.status());
        }
        fields.put("cause", call.cause());
        Map<String, Object> mos = new LinkedHashMap<>();
        if (!call.quality().streams().isEmpty()) {
            for (MediaSide side : MediaSide.values()) {
                round(mos, word(side), call.quality().streams().getFirst().on(side).mos());
            }
        }
        fields.put("mos", mos);
        fields.put("verdicts", call.quality().verdicts().size());
        return fields;
    }

    private static String state(CallRecord call) {
        if (call.endedMillis().isPresent()) {
            return "ended";
        }
        return call.answeredMillis().isPresent() ? "talking" : "ringing";
    }

    /** All of it. */
    static Map<String, Object> whole(CallRecord call) {
        Map<String, Object> fields = summary(call);
        fields.remove("mos");
        fields.put("legs", List.of(leg("caller", call.from(), call.callId(), call),
                leg("callee", call.from().opposite(), call.otherCallId(), call)));
        if (call.quality().sampledMillis() != 0) {
            fields.put("sampled", time(call.quality().sampledMillis()));
        }
        fields.put("media", media(call));
        fields.put("verdicts", call.quality().verdicts().stream().map(CallDocument::verdict).toList());
        fields.put("notes", call.notes().stream().map(CallDocument::note).toList());
        return fields;
    }

    private static Map<String, Object> note(MediaNote note) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", time(note.atMillis()));
        fields.put("side", note.side());
        fields.put("kind", note.kind());
        fields.put("words", note.words());
        return fields;
    }

    private static Map<String, Object> leg(String role, Side side, String callId, CallRecord call) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", role);
        fields.put("side", word(side));
        fields.put("callId", callId);
        fields.put("protection", side == Side.SET ? call.setCrypto() : call.icpCrypto());
        return fields;
    }

    /** One entry for each m-line and side: the packets that this side sends. */
    private static List<Map<String, Object>> media(CallRecord call) {
        List<Map<String, Object>> directions = new ArrayList<>();
        List<MediaStats.Stream> streams = call.media().map(MediaStats::streams).orElse(List.of());
        for (int i = 0; i < Math.min(streams.size(), call.quality().streams().size()); i++) {
            for (MediaSide side : MediaSide.values()) {
                directions.add(direction(i, side, streams.get(i).on(side), call.quality().streams().get(i).on(side)));
            }
        }
        return directions;
    }

    private static Map<String, Object> direction(int stream, MediaSide side, MediaStats.Direction counted,
            MediaQuality.Direction quality) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stream", stream);
        fields.put("side", word(side));
        if (counted.packetsReceived() > 0) {
            fields.put("codec", counted.reception().format().encoding());
            fields.put("clockRateHz", counted.reception().format().clockRateHz());
        }
        fields.put("packetsReceived", counted.packetsReceived());
        fields.put("octetsReceived", counted.octetsReceived());
        fields.put("packetsSent", counted.packetsSent());
        fields.put("octetsSent", counted.octetsSent());
        fields.put("lost", counted.lost());
        fields.put("lossPercent", round(quality.lossPercent()));
        fields.put("lossPercentNow", round(quality.lossPercentNow()));
        fields.put("duplicates", counted.reception().duplicates());
        fields.put("reordered", counted.reception().reordered());
        fields.put("sources", counted.reception().sources());
        fields.put("jitterMillis", round(counted.jitterMicros() / MICROS_PER_MILLI));
        fields.put("jitterMillisMax", round(quality.jitterMicrosMax() / MICROS_PER_MILLI));
        quality.roundTripMicros().ifPresent(micros -> fields.put("roundTripMillis", round(micros / MICROS_PER_MILLI)));
        round(fields, "rating", quality.rating());
        round(fields, "mos", quality.mos());
        round(fields, "mosNow", quality.mosNow());
        round(fields, "mosMin", quality.mosMin());
        round(fields, "lossPercentThere", quality.lossPercentThere());
        round(fields, "mosThere", quality.mosThere());
        fields.put("rtcpReceived", counted.rtcpReceived());
        fields.put("rtcpSent", counted.rtcpSent());
        fields.put("rtcpMade", counted.reports().made());
        fields.put("dropped", dropped(counted));
        return fields;
    }

    private static Map<String, Object> dropped(MediaStats.Direction counted) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("authenticationFailures", counted.authenticationFailures());
        fields.put("replays", counted.replays());
        fields.put("wrongSource", counted.wrongSource());
        fields.put("malformed", counted.malformed());
        fields.put("rtcpMalformed", counted.reports().malformed());
        fields.put("unexpected", counted.unexpected());
        fields.put("limited", counted.refusals().limited());
        fields.put("sendFailures", counted.sendFailures());
        return fields;
    }

    private static Map<String, Object> verdict(MediaVerdict verdict) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stream", verdict.stream());
        fields.put("side", word(verdict.side()));
        fields.put("kind", word(verdict.kind()));
        fields.put("cause", word(verdict.cause()));
        fields.put("words", verdict.words());
        fields.put("began", time(verdict.beganMillis()));
        time(fields, "ended", verdict.endedMillis());
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    private static void time(Map<String, Object> fields, String name, OptionalLong epochMillis) {
        epochMillis.ifPresent(millis -> fields.put(name, time(millis)));
    }

    private static void round(Map<String, Object> fields, String name, OptionalDouble value) {
        value.ifPresent(number -> fields.put(name, round(number)));
    }

    /** Two places. */
    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
