package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.PayloadFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A {@link CallRecord} as octets, for the archive. A version stands first: what an older or newer program wrote is left unread. Pure. */
final class CallRecordCodec {

    private static final int VERSION = 2;

    /** Of one text; a name of a stranger may be long. Characters. */
    private static final int TEXT_MAX = 10_000;

    private CallRecordCodec() {}

    static byte[] write(CallRecord call) {
        OctetWriter out = new OctetWriter(512);
        out.number(VERSION);
        text(out, call.id(), call.callId(), call.otherCallId(), call.device(), call.caller(), call.callee());
        out.number(call.from().ordinal()).number(call.startedMillis());
        write(out, call.answeredMillis());
        write(out, call.endedMillis());
        out.number(call.status());
        text(out, call.cause(), call.setCrypto(), call.icpCrypto());
        List<MediaStats.Stream> streams = call.media().map(MediaStats::streams).orElse(List.of());
        out.number(streams.size());
        for (MediaStats.Stream stream : streams) {
            write(out, stream.set());
            write(out, stream.icp());
        }
        write(out, call.quality());
        out.number(call.notes().size());
        for (MediaNote note : call.notes()) {
            out.number(note.atMillis());
            text(out, note.side(), note.kind(), note.words());
        }
        return out.toOctets();
    }

    /** Empty for what this program cannot read. */
    static Optional<CallRecord> read(byte[] octets) {
        OctetReader in = new OctetReader(octets, 0);
        try {
            return octets.length == 0 || in.number() != VERSION ? Optional.empty() : Optional.of(call(in));
        } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static CallRecord call(OctetReader in) {
        String id = in.text();
        String callId = in.text();
        String otherCallId = in.text();
        String device = in.text();
        String caller = in.text();
        String callee = in.text();
        Side from = Side.values()[(int) in.number()];
        long started = in.number();
        OptionalLong answered = optionalLong(in);
        OptionalLong ended = optionalLong(in);
        int status = (int) in.number();
        String cause = in.text();
        String setCrypto = in.text();
        String icpCrypto = in.text();
        List<MediaStats.Stream> streams = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            streams.add(new MediaStats.Stream(counted(in), counted(in)));
        }
        MediaQuality quality = quality(in);
        List<MediaNote> notes = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            notes.add(new MediaNote(in.number(), in.text(), in.text(), in.text()));
        }
        return new CallRecord(id, callId, otherCallId, device, from, caller, callee, started, answered, ended, status,
                cause, setCrypto, icpCrypto,
                streams.isEmpty() ? Optional.empty() : Optional.of(new MediaStats(streams)),
                quality, notes);
    }

    private static void text(OctetWriter out, String... texts) {
        for (String text : texts) {
            out.text(text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text);
        }
    }

    private static void write(OctetWriter out, OptionalLong value) {
        out.number(value.isPresent() ? 1 : 0);
        value.ifPresent(out::number);
    }

    private static OptionalLong optionalLong(OctetReader in) {
        return in.number() == 0 ? OptionalLong.empty() : OptionalLong.of(in.number());
    }

    private static void write(OctetWriter out, OptionalDouble value) {
        out.number(value.isPresent() ? 1 : 0);
        value.ifPresent(out::fraction);
    }

    private static OptionalDouble optionalDouble(OctetReader in) {
        return in.number() == 0 ? OptionalDouble.empty() : OptionalDouble.of(in.fraction());
    }

    private static void write(OctetWriter out, MediaStats.Direction d) {
        for (long number : new long[]{d.packetsReceived(), d.octetsReceived(), d.packetsSent(), d.octetsSent(),
            d.rtcpReceived(), d.rtcpSent(), d.lost(), d.jitterMicros(), d.authenticationFailures(), d.replays(),
            d.wrongSource(), d.malformed(), d.unexpected(), d.sendFailures(), d.reception().expected(),
            d.reception().duplicates(), d.reception().reordered(), d.reception().gaps(), d.reception().firstNanos(),
            d.reception().lastNanos(), d.reports().malformed(), d.reports().made(), d.reports().lastNanos(),
            d.reports().roundTripMicros(), d.reports().lostThere(), d.reports().jitterThereMicros(),
            d.refusals().failedNanos(), d.refusals().plainLooking(), d.refusals().strangerNanos(),
            d.refusals().limited()}) {
            out.number(number);
        }
        PayloadFormat format = d.reception().format();
        out.number(d.reception().sources()).number(d.reports().lossThere()).number(format.payloadType())
                .text(format.encoding()).number(format.clockRateHz());
    }

    private static MediaStats.Direction counted(OctetReader in) {
        long[] n = new long[30];
        for (int i = 0; i < n.length; i++) {
            n[i] = in.number();
        }
        int sources = (int) in.number();
        int lossThere = (int) in.number();
        PayloadFormat format = new PayloadFormat((int) in.number(), in.text(), (int) in.number());
        return new MediaStats.Direction(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11],
                n[12], n[13], new MediaStats.Reception(n[14], n[15], n[16], n[17], sources, format, n[18], n[19]),
                new MediaStats.Reports(n[20], n[21], n[22], n[23], n[24], lossThere, n[25]),
                new MediaStats.Refusals(n[26], n[27], n[28], n[29]));
    }

    private static void write(OctetWriter out, MediaQuality quality) {
        out.number(quality.sampledMillis()).number(quality.streams().size());
        for (MediaQuality.Stream stream : quality.streams()) {
            for (MediaSide side : MediaSide.values()) {
                MediaQuality.Direction d = stream.on(side);
                out.fraction(d.lossPercent()).fraction(d.lossPercentNow()).number(d.jitterMicrosMax());
                write(out, d.roundTripMicros());
                write(out, d.rating());
                write(out, d.mos());
                write(out, d.mosNow());
                write(out, d.mosMin());
                write(out, d.lossPercentThere());
                write(out, d.mosThere());
            }
        }
        out.number(quality.verdicts().size());
        for (MediaVerdict verdict : quality.verdicts()) {
            out.number(verdict.stream());
            text(out, verdict.side().name(), verdict.kind().name(), verdict.cause().name(), verdict.words());
            out.number(verdict.beganMillis());
            write(out, verdict.endedMillis());
        }
    }

    private static MediaQuality quality(OctetReader in) {
        long sampled = in.number();
        List<MediaQuality.Stream> streams = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            streams.add(new MediaQuality.Stream(heard(in), heard(in)));
        }
        List<MediaVerdict> verdicts = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            int stream = (int) in.number();
            MediaSide side = MediaSide.valueOf(in.text());
            MediaVerdict.Kind kind = MediaVerdict.Kind.valueOf(in.text());
            MediaVerdict.Cause cause = MediaVerdict.Cause.valueOf(in.text());
            verdicts.add(new MediaVerdict(stream, side, kind, cause, in.text(), in.number(), optionalLong(in)));
        }
        return new MediaQuality(sampled, streams, verdicts);
    }

    private static MediaQuality.Direction heard(OctetReader in) {
        return new MediaQuality.Direction(in.fraction(), in.fraction(), in.number(), optionalLong(in),
                optionalDouble(in), optionalDouble(in), optionalDouble(in), optionalDouble(in), optionalDouble(in),
                optionalDouble(in));
    }
}
