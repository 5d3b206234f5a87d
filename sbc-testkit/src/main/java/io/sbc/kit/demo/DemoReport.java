package io.sbc.kit.demo;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.demo.Paper.Ink;
import io.sbc.kit.media.RtpStats;
import io.sbc.kit.phone.Call;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.TracedMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells what was observed, and judges it. */
final class DemoReport {
    /** Two seconds before the path is open, or at the end in flight: that much only on a machine that is very busy. */
    private static final int EDGE_FRAMES_MAX = 100;
    private static final List<String> COUNTERS = List.of("sbc_registers_accepted_total",
            "sbc_upstream_registers_accepted_total", "sbc_calls_started_total", "sbc_calls_answered_total",
            "sbc_calls_renegotiated_total", "sbc_media_rtp_packets_relayed_total",
            "sbc_media_rtcp_packets_relayed_total",
            "sbc_media_addresses_learned_total", "sbc_media_authentication_failures_total", "sbc_media_replays_total",
            "sbc_media_malformed_total", "sbc_dialogs", "sbc_media_sessions", "sbc_media_ports");

    private final Paper paper;
    private final Findings found;
    private final List<Hop> hops;

    DemoReport(Paper paper, Findings found) {
        this.paper = paper;
        this.found = found;
        List<TracedMessage> pbx = found.ofPbx();
        List<TracedMessage> pbxOfCaller = pbx.stream().filter(found::isOfCaller).toList();
        List<TracedMessage> pbxOfCallee = pbx.stream().filter(message -> !found.isOfCaller(message)).toList();
        this.hops = List.of(Hop.of("Alice → SBC", found.ofAlice(), false), Hop.of("SBC → PBX", pbxOfCaller, true),
                Hop.of("PBX → SBC", pbxOfCallee, false), Hop.of("SBC → Bob", found.ofBob(), true));
    }

    /** Prints everything; true when all is as it must be. */
    boolean print() {
        printLadder();
        printCrypto();
        printMedia();
        printCounters();
        return printVerdict();
    }

    private void printLadder() {
        paper.heading("The life of the call");
        paper.line();
        Ladder ladder = new Ladder().phone(found.ofAlice(), true)
                .phone(found.ofBob(), false)
                .pbx(found.ofPbx(), found::isOfCaller);
        List<TracedMessage> call = found.alice().trace().ofCallId(found.outgoing().callId());
        ladder.chapter(found.ofAlice().getFirst().nanos() - 1,
                "registration: phone with SBC, SBC with PBX, each with its own password");
        ladder.chapter(call.getFirst().nanos() - 1, "the call");
        addHoldAndEnd(ladder, call);
        long firstHeard = Math.max(firstHeard(found.outgoing()), firstHeard(found.incoming()));
        ladder.media(new LadderRow.Media(firstHeard, hops.get(0).shortText(), innerMedia(), hops.get(3).shortText()));
        new LadderPrinter(paper).print(List.of("Alice", "SBC", "PBX", "SBC", "Bob"),
                List.of(transport(found.ofAlice()), transport(found.ofPbx()), transport(found.ofPbx()),
                        transport(found.ofBob())),
                ladder.rows());
    }

    private void addHoldAndEnd(Ladder ladder, List<TracedMessage> call) {
        Optional<TracedMessage> hold = call.stream().filter(message -> isOffer(message, Direction.SENDONLY))
                .findFirst();
        hold.ifPresent(offer -> {
            TracedMessage held = Findings.first(call,
                    message -> message.nanos() > offer.nanos() && message.status() == 200);
            TracedMessage back = Findings.first(call,
                    message -> message.nanos() > held.nanos() && isOffer(message, Direction.SENDRECV));
            long heard = Stream.of(found.outgoing(), found.incoming())
                    .flatMap(one -> one.media().heard().stream())
                    .filter(frame -> frame.nanos() > held.nanos() && frame.nanos() < back.nanos())
                    .count();
            ladder.chapter(offer.nanos() - 1, "Alice puts Bob on hold");
            ladder.chapter(back.nanos() - 1,
                    "Alice takes Bob back; packets of audio heard while on hold: " + heard);
        });
        ladder.chapter(
                Findings.first(found.ofBob(), message -> message.sent() && message.method().equals("BYE")).nanos() - 1,
                "Bob hangs up");
    }

    private static boolean isOffer(TracedMessage message, Direction direction) {
        return message.sent() && message.isRequest() && message.method().equals("INVITE")
                && Sdp.parse(message.body()).direction() == direction;
    }

    private static long firstHeard(Call call) {
        return call.media().heard().getFirst().nanos();
    }

    private String innerMedia() {
        Hop toPbx = hops.get(1);
        return toPbx.shortText() + ", SBC :" + toPbx.offer().connection().getPort() + " to SBC :"
                + toPbx.answer().connection().getPort();
    }

    private static String transport(List<TracedMessage> messages) {
        return messages.getFirst().transport().name();
    }

    private void printCrypto() {
        paper.heading("Keys and ciphers (RFC 4568), as the phones and the PBX saw them");
        paper.line();
        paper.line(paper.ink(Ink.DIM, row("between", "offered", "agreed", "keys (fingerprints)")));
        for (Hop hop : hops) {
            paper.line(row(hop.between(), hop.offerText(), hop.answerText(), hop.keysText()));
        }
    }

    private static String row(String between, String offer, String answer, String keys) {
        return "  " + Paper.pad(between, 15) + Paper.pad(offer, 25) + Paper.pad(answer, 27) + keys;
    }

    private void printMedia() {
        paper.heading("Audio, heard by the phones");
        paper.line();
        paper.line(paper.ink(Ink.DIM,
                "  direction        sent   heard   lost    jitter       RTT   first after    samples compared"));
        paper.line(audio("Alice → Bob", found.atAlice(), found.atBob(), found.byBob(), found.incoming()));
        paper.line(audio("Bob → Alice", found.atBob(), found.atAlice(), found.byAlice(), found.outgoing()));
    }

    private String audio(String direction, RtpStats speaker, RtpStats listener, AudioCheck.Report report, Call call) {
        long answered = Findings
                .first(found.bob().trace().ofCallId(found.incoming().callId()), message -> message.sent()
                        && message.status() == 200 && message.method().equals("INVITE"))
                .nanos();
        String roundTrip = listener.roundTripMillis()
                .map(millis -> String.format(Locale.ROOT, "%.1f ms", millis))
                .orElse("none");
        String samples = String.format(Locale.ROOT, "%,d of %,d equal", report.exactSamples(),
                (long) report.heard() * 160);
        return String.format(Locale.ROOT, "  %-14s %6d %7d %6d %6.2f ms %9s %10.0f ms    %s", direction, speaker.sent(),
                listener.received(), listener.lost(), listener.jitterMillis(), roundTrip,
                (firstHeard(call) - answered) / 1e6, samples);
    }

    private void printCounters() {
        paper.heading("The SBC's own counters (/metrics), at the end and by this call");
        paper.line();
        List<String> cells = new ArrayList<>();
        for (String name : COUNTERS) {
            Double value = found.after().get(name);
            if (value != null) {
                double change = value - found.before().getOrDefault(name, 0.0);
                String grown = name.endsWith("_total") && change > 0
                        ? String.format(Locale.ROOT, " (+%.0f)", change)
                        : "";
                cells.add(Paper.pad(name.substring("sbc_".length()), 36)
                        + Paper.pad(String.format(Locale.ROOT, "%.0f", value) + grown, 11));
            }
        }
        for (int i = 0; i < cells.size(); i += 2) {
            paper.line("  " + cells.get(i) + (i + 1 < cells.size() ? "  " + cells.get(i + 1).stripTrailing() : ""));
        }
    }

    private boolean printVerdict() {
        paper.heading("Verdict");
        paper.line();
        List<Check> checks = checks();
        checks.forEach(check -> paper.item(check.good(), check.what(), check.text()));
        return checks.stream().allMatch(Check::good);
    }

    private List<Check> checks() {
        return List.of(audioCheck("To Bob", found.byBob(), found.atBob()),
                audioCheck("To Alice", found.byAlice(), found.atAlice()), srtpCheck(), transcryptingCheck(),
                hidingCheck(), leftoverCheck());
    }

    private static Check audioCheck(String what, AudioCheck.Report report, RtpStats listener) {
        boolean edges = report.clipped() <= EDGE_FRAMES_MAX && report.unheardAtEnd() <= EDGE_FRAMES_MAX;
        boolean good = report.isExact() && report.missing() == 0 && edges && listener.authFailures() == 0;
        String text = String.format(Locale.ROOT,
                "%.2f s of audio, every sample as it was sent; %d ms clipped until the path was open",
                report.heardMillis() / 1e3, report.clipped() * 20);
        return new Check(good, what, good
                ? text
                : report + ", authentication failures " + listener.authFailures());
    }

    private Check srtpCheck() {
        boolean good = Stream.of(found.atAlice(), found.atBob())
                .allMatch(stats -> stats.sendSuite().isPresent() && stats.receiveSuite().isPresent()
                        && stats.rtcpReceived() > 0);
        return new Check(good, "SRTP",
                "both phones sent and received SRTP and SRTCP only (" + found.atAlice().rtcpReceived() + " and "
                        + found.atBob().rtcpReceived() + " RTCP packets heard)");
    }

    /** No key of one side serves on the other: the SBC decrypts and encrypts again. */
    private Check transcryptingCheck() {
        Set<String> keys = new HashSet<>();
        List<String> outer = Stream.of(hops.get(0), hops.get(3)).flatMap(DemoReport::keys).toList();
        List<String> inner = Stream.of(hops.get(1)).flatMap(DemoReport::keys).toList();
        keys.addAll(outer);
        keys.addAll(inner);
        boolean good = keys.size() == outer.size() + inner.size() && outer.size() == 4;
        return new Check(good, "Transcrypt",
                keys.size() + " keys, all different: what one side knows does not open the other");
    }

    private static Stream<String> keys(Hop hop) {
        return Stream.of(hop.offered(), hop.chosen()).flatMap(crypto -> crypto.map(Hop::fingerprint).stream());
    }

    private Check hidingCheck() {
        List<String> ofPbx = List.of(DemoSite.PBX_DOMAIN, io.sbc.kit.pbx.StandInPbx.PRODUCT,
                ":" + found.pbx().address().getPort(), callIdAtPbx(true), callIdAtPbx(false));
        List<String> ofPhones = List.of("@localhost", "sbc-testkit", ":" + found.alice().local().getPort(),
                ":" + found.bob().local().getPort(), found.outgoing().callId(), found.incoming().callId(),
                found.alice().registrationCallId(), found.bob().registrationCallId());
        List<TracedMessage> toPhones = Stream
                .concat(found.alice().trace().messages().stream(), found.bob().trace().messages().stream())
                .filter(message -> !message.sent())
                .toList();
        List<TracedMessage> toPbx = found.pbx().trace().messages().stream().filter(message -> !message.sent()).toList();
        List<String> leaks = new ArrayList<>(leaks(toPhones, ofPbx));
        leaks.addAll(leaks(toPbx, ofPhones));
        String searched = toPhones.size() + " messages to the phones and " + toPbx.size() + " to the PBX";
        return new Check(leaks.isEmpty(), "Hiding", leaks.isEmpty()
                ? searched + " name nothing of the other side"
                : "leaked: " + Paper.fit(String.join("; ", leaks), 70));
    }

    private String callIdAtPbx(boolean sent) {
        return Findings.first(found.pbx().trace().messages(), message -> message.sent() == sent && message.isRequest()
                && message.method().equals("INVITE")).callId();
    }

    private static List<String> leaks(List<TracedMessage> messages, List<String> secrets) {
        return messages.stream()
                .flatMap(message -> secrets.stream()
                        .filter(message.text()::contains)
                        .map(secret -> secret + " in " + message.firstLine()))
                .distinct()
                .toList();
    }

    private Check leftoverCheck() {
        double left = Findings.left(found.after());
        return new Check(left == 0, "Clean-up", left == 0
                ? "the SBC holds no dialog, media session or port of the call any more"
                : String.format(Locale.ROOT, "the SBC still holds %.0f dialogs, media sessions and ports", left));
    }
}
