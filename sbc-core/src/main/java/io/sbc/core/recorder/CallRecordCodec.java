package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.PayloadFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A {@link CallRecord} as octets, for the archive. A version stands first: what an older or newer program wrote is left unread. Pure. */
final class CallRecordCodec {

    private static final int VERSION = 1;

    private CallRecordCodec() {}

    static byte[] write(CallRecord call) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeByte(VERSION);
            text(out, call.id(), call.callId(), call.otherCallId(), call.device(), call.caller(), call.callee());
            out.writeByte(call.from().ordinal());
            out.writeLong(call.startedMillis());
            write(out, call.answeredMillis());
            write(out, call.endedMillis());
            out.writeInt(call.status());
            text(out, call.cause(), call.setCrypto(), call.icpCrypto());
            List<MediaStats.Stream> streams = call.media().map(MediaStats::streams).orElse(List.of());
            out.writeByte(streams.size());
            for (MediaStats.Stream stream : streams) {
                write(out, stream.set());
                write(out, stream.icp());
            }
            write(out, call.quality());
            out.writeByte(call.notes().size());
            for (MediaNote note : call.notes()) {
                out.writeLong(note.atMillis());
                text(out, note.side(), note.kind(), note.words());
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // it is memory
        }
        return octets.toByteArray();
    }

    /** Empty for what this program cannot read. */
    static Optional<CallRecord> read(byte[] octets) {
        if (octets.length == 0 || octets[0] != VERSION) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets, 1, octets.length - 1))) {
            String id = in.readUTF();
            String callId = in.readUTF();
            String otherCallId = in.readUTF();
            String device = in.readUTF();
            String caller = in.readUTF();
            String callee = in.readUTF();
            Side from = Side.values()[in.readByte()];
            long started = in.readLong();
            OptionalLong answered = optionalLong(in);
            OptionalLong ended = optionalLong(in);
            int status = in.readInt();
            String cause = in.readUTF();
            String setCrypto = in.readUTF();
            String icpCrypto = in.readUTF();
            List<MediaStats.Stream> streams = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                streams.add(new MediaStats.Stream(counted(in), counted(in)));
            }
            MediaQuality quality = quality(in);
            List<MediaNote> notes = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                notes.add(new MediaNote(in.readLong(), in.readUTF(), in.readUTF(), in.readUTF()));
            }
            return Optional.of(new CallRecord(id, callId, otherCallId, device, from, caller, callee, started, answered,
                    ended, status, cause, setCrypto, icpCrypto,
                    streams.isEmpty() ? Optional.empty() : Optional.of(new MediaStats(streams)), quality, notes));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static void text(DataOutputStream out, String... texts) throws IOException {
        for (String text : texts) {
            out.writeUTF(text.length() > 10_000 ? text.substring(0, 10_000) : text);
        }
    }

    private static void write(DataOutputStream out, OptionalLong value) throws IOException {
        out.writeBoolean(value.isPresent());
        out.writeLong(value.orElse(0));
    }

    private static OptionalLong optionalLong(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        long value = in.readLong();
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static void write(DataOutputStream out, OptionalDouble value) throws IOException {
        out.writeBoolean(value.isPresent());
        out.writeDouble(value.orElse(0));
    }

    private static OptionalDouble optionalDouble(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        double value = in.readDouble();
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static void write(DataOutputStream out, MediaStats.Direction d) throws IOException {
        for (long number : new long[]{d.packetsReceived(), d.octetsReceived(), d.packetsSent(), d.octetsSent(),
            d.rtcpReceived(), d.rtcpSent(), d.lost(), d.jitterMicros(), d.authenticationFailures(), d.replays(),
            d.wrongSource(), d.malformed(), d.unexpected(), d.sendFailures(), d.reception().expected(),
            d.reception().duplicates(), d.reception().reordered(), d.reception().gaps(), d.reception().firstNanos(),
            d.reception().lastNanos(), d.reports().malformed(), d.reports().made(), d.reports().lastNanos(),
            d.reports().roundTripMicros(), d.reports().lostThere(), d.reports().jitterThereMicros(),
            d.refusals().failedNanos(), d.refusals().plainLooking(), d.refusals().strangerNanos(),
            d.refusals().limited()}) {
            out.writeLong(number);
        }
        out.writeInt(d.reception().sources());
        out.writeInt(d.reports().lossThere());
        out.writeByte(d.reception().format().payloadType());
        text(out, d.reception().format().encoding());
        out.writeInt(d.reception().format().clockRateHz());
    }

    private static MediaStats.Direction counted(DataInputStream in) throws IOException {
        long[] n = new long[30];
        for (int i = 0; i < n.length; i++) {
            n[i] = in.readLong();
        }
        int sources = in.readInt();
        int lossThere = in.readInt();
        PayloadFormat format = new PayloadFormat(in.readByte(), in.readUTF(), in.readInt());
        return new MediaStats.Direction(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11],
                n[12], n[13], new MediaStats.Reception(n[14], n[15], n[16], n[17], sources, format, n[18], n[19]),
                new MediaStats.Reports(n[20], n[21], n[22], n[23], n[24], lossThere, n[25]),
                new MediaStats.Refusals(n[26], n[27], n[28], n[29]));
    }

    private static void write(DataOutputStream out, MediaQuality quality) throws IOException {
        out.writeLong(quality.sampledMillis());
        out.writeByte(quality.streams().size());
        for (MediaQuality.Stream stream : quality.streams()) {
            for (MediaSide side : MediaSide.values()) {
                MediaQuality.Direction d = stream.on(side);
                out.writeDouble(d.lossPercent());
                out.writeDouble(d.lossPercentNow());
                out.writeLong(d.jitterMicrosMax());
                write(out, d.roundTripMicros());
                write(out, d.rating());
                write(out, d.mos());
                write(out, d.mosNow());
                write(out, d.mosMin());
                write(out, d.lossPercentThere());
                write(out, d.mosThere());
            }
        }
        int verdicts = Math.min(quality.verdicts().size(), Byte.MAX_VALUE);
        out.writeByte(verdicts);
        for (MediaVerdict verdict : quality.verdicts().subList(0, verdicts)) {
            out.writeInt(verdict.stream());
            text(out, verdict.side().name(), verdict.kind().name(), verdict.cause().name(), verdict.words());
            out.writeLong(verdict.beganMillis());
            write(out, verdict.endedMillis());
        }
    }

    private static MediaQuality quality(DataInputStream in) throws IOException {
        long sampled = in.readLong();
        List<MediaQuality.Stream> streams = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
            streams.add(new MediaQuality.Stream(heard(in), heard(in)));
        }
        List<MediaVerdict> verdicts = new ArrayList<>();
        for (int left = in.readByte(); left > 0; left--) {
            int stream = in.readInt();
            MediaSide side = MediaSide.valueOf(in.readUTF());
            MediaVerdict.Kind kind = MediaVerdict.Kind.valueOf(in.readUTF());
            MediaVerdict.Cause cause = MediaVerdict.Cause.valueOf(in.readUTF());
            verdicts.add(new MediaVerdict(stream, side, kind, cause, in.readUTF(), in.readLong(), optionalLong(in)));
        }
        return new MediaQuality(sampled, streams, verdicts);
    }

    private static MediaQuality.Direction heard(DataInputStream in) throws IOException {
        return new MediaQuality.Direction(in.readDouble(), in.readDouble(), in.readLong(), optionalLong(in),
                optionalDouble(in), optionalDouble(in), optionalDouble(in), optionalDouble(in), optionalDouble(in),
                optionalDouble(in));
    }
}
