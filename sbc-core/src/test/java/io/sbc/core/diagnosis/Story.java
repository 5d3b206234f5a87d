package io.sbc.core.diagnosis;

import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.core.record.PbxName;
import io.sbc.core.recorder.RecordedEvent;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A recording, told step by step; a second passes with each {@link #after}. */
final class Story {

    /** 2026-06-01T12:00:00Z. */
    static final long BEGAN = 1_780_315_200_000L;

    private final boolean registration;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<MediaVerdict> unheard = new ArrayList<>();
    private final List<MediaNote> notes = new ArrayList<>();
    private String phoneAddress = "203.0.113.7";
    private String callee = "2002";
    private long micros;
    private int status;
    private boolean answered;
    private boolean over = true;
    private double mos = 4.4;

    private Story(boolean registration) {
        this.registration = registration;
    }

    static Story registration() {
        return new Story(true);
    }

    static Story call() {
        return new Story(false);
    }

    /** A registration that went well. */
    static Story goodRegistration() {
        return registration().fromPhone("REGISTER sip:sbc SIP/2.0", "1 REGISTER")
                .toPhone("SIP/2.0 401 Unauthorized", "1 REGISTER")
                .decided("challenged", "no credentials yet")
                .fromPhone("REGISTER sip:sbc SIP/2.0", "2 REGISTER", "Authorization: Digest x")
                .decided("authenticated", "right").toPbx("REGISTER sip:pbx SIP/2.0", "1 REGISTER")
                .fromPbx("SIP/2.0 401 Unauthorized", "1 REGISTER")
                .toPbx("REGISTER sip:pbx SIP/2.0", "2 REGISTER", "Authorization: Digest y")
                .fromPbx("SIP/2.0 200 OK", "2 REGISTER", "Date: Mon, 01 Jun 2026 12:00:05 GMT")
                .toPhone("SIP/2.0 200 OK", "2 REGISTER");
    }

    /** A call that went well. */
    static Story goodCall() {
        return call().fromPhone("INVITE sip:2002@sbc SIP/2.0", "1 INVITE")
                .decided("routed", PbxName.in("on to the PBX", "mx-one"))
                .toPbx("INVITE sip:2002@pbx SIP/2.0", "1 INVITE")
                .fromPbx("SIP/2.0 407 Proxy Authentication Required", "1 INVITE")
                .toPbx("INVITE sip:2002@pbx SIP/2.0", "2 INVITE", "Proxy-Authorization: Digest y")
                .fromPbx("SIP/2.0 180 Ringing", "2 INVITE")
                .fromPbx("SIP/2.0 200 OK", "2 INVITE").decided("media-agreed", "set side audio")
                .toPhone("SIP/2.0 200 OK", "1 INVITE")
                .answered().fromPhone("BYE sip:x SIP/2.0", "2 BYE").decided("ends", "bye-of-caller");
    }

    Story fromPhone(String line, String cseq, String... headers) {
        return message(false, Side.SET, line, cseq, headers);
    }

    Story toPhone(String line, String cseq, String... headers) {
        String[] parts = line.split(" ", 3);
        if (parts[0].equals("SIP/2.0") && Integer.parseInt(parts[1]) >= 200) {
            status = Integer.parseInt(parts[1]);
        }
        return message(true, Side.SET, line, cseq, headers);
    }

    Story toPbx(String line, String cseq, String... headers) {
        return message(true, Side.ICP, line, cseq, headers);
    }

    Story fromPbx(String line, String cseq, String... headers) {
        return message(false, Side.ICP, line, cseq, headers);
    }

    private Story message(boolean sent, Side side, String line, String cseq, String... headers) {
        StringBuilder text = new StringBuilder(line).append("\r\nCall-ID: ").append(side).append("\r\nCSeq: ")
                .append(cseq)
                .append("\r\n");
        StringBuilder body = new StringBuilder();
        for (String header : headers) {
            (header.matches("[a-z]=.*") ? body : text).append(header).append("\r\n");
        }
        micros += 1_000;
        events.add(
                new Message(micros, sent, false, side, TransportProtocol.TLS, new InetSocketAddress("192.0.2.1", 5061),
                        new InetSocketAddress(side == Side.SET ? phoneAddress : "10.0.0.5", 5060),
                        (text + "\r\n" + body).getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    Story decided(String kind, String words) {
        micros += 100;
        events.add(new Decision(micros, kind, words));
        return this;
    }

    /** The call is refused by us, and the phone told. */
    Story rejected(String words, int with) {
        return decided("rejected", words + ": INVITE is answered " + with).toPhone("SIP/2.0 " + with + " X",
                "1 INVITE");
    }

    Story after(long seconds) {
        micros += seconds * 1_000_000;
        return this;
    }

    Story answered() {
        answered = true;
        return this;
    }

    Story goesOn() {
        over = false;
        return this;
    }

    /** Who is called. */
    Story to(String number) {
        callee = number;
        return this;
    }

    Story phoneAt(String address) {
        phoneAddress = address;
        return this;
    }

    Story unheard(MediaSide side, MediaVerdict.Cause cause) {
        unheard.add(
                new MediaVerdict(0, side, MediaVerdict.Kind.ONE_WAY, cause, side + " " + cause, BEGAN + micros / 1000,
                        OptionalLong.empty()));
        return this;
    }

    /** Not heard from now on for some seconds; and heard again then, or on hold. */
    Story unheardFor(long seconds, MediaSide side, MediaVerdict.Cause cause, boolean heardAgain) {
        long began = BEGAN + micros / 1000;
        after(seconds);
        unheard.add(new MediaVerdict(0, side, MediaVerdict.Kind.ONE_WAY, cause, side + " " + cause, began,
                OptionalLong.of(BEGAN + micros / 1000)));
        if (heardAgain) {
            notes.add(new MediaNote(BEGAN + micros / 1000, side.name().toLowerCase(Locale.ROOT), "resumed", "again"));
        }
        return this;
    }

    Story noted(String kind) {
        notes.add(new MediaNote(BEGAN + micros / 1000, "set", kind, kind));
        return this;
    }

    /** The SBC was killed a second after it wrote the record of the call, and is back now; media flows at once. */
    Story restarted(int seconds) {
        noted("last-known").after(seconds).noted("restored");
        return decided("media-first-packet", "from the phone").decided("media-first-packet", "from the PBX");
    }

    Story sounding(double score) {
        mos = score;
        return this;
    }

    Recording told() {
        OptionalLong ended = over ? OptionalLong.of(BEGAN + micros / 1000) : OptionalLong.empty();
        MediaQuality.Direction heard = new MediaQuality.Direction(0, 0, 1_000, OptionalLong.empty(),
                OptionalDouble.of(90),
                OptionalDouble.of(mos), OptionalDouble.of(mos), OptionalDouble.of(mos), OptionalDouble.empty(),
                OptionalDouble.empty());
        Optional<CallRecord> call = registration
                ? Optional.empty()
                : Optional.of(new CallRecord("c1", "SET", "ICP", "1001", Side.SET, "1001", callee, BEGAN,
                        answered ? OptionalLong.of(BEGAN + 10) : OptionalLong.empty(), ended, status, "", "", "",
                        Optional.empty(),
                        answered
                                ? new MediaQuality(BEGAN + 20, List.of(new MediaQuality.Stream(heard, heard)), unheard)
                                : MediaQuality.NONE,
                        notes));
        return new Recording("c1", registration, "1001", phoneAddress, registration ? "" : "1001",
                registration ? "" : callee,
                List.of("SET", "ICP"), BEGAN, ended, status, call, events, 0);
    }
}
