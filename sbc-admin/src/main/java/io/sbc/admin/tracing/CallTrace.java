package io.sbc.admin.tracing;

import io.sbc.admin.tracing.Span.Event;
import io.sbc.admin.tracing.Span.Kind;
import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.MediaNote;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spans of a call. Pure.
 *
 * <pre>
 *  call                      from INVITE to the end; decisions as events
 *  ├─ leg set                the first to the last message of the phone's side
 *  │   └─ INVITE, BYE, …     one for each transaction, from request to final response; retransmissions as events
 *  ├─ leg icp                the same of the PBX's side
 *  └─ media                  from answer to end; what was wrong with it as events, loss, jitter and MOS as attributes
 * </pre>
 *
 * No body, no header but Call-ID and CSeq, no key: what is said is in the ladder.
 */
final class CallTrace {

    private static final int TRANSACTIONS_MAX = 64;
    private static final int EVENTS_MAX = 256;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Pattern CSEQ = Pattern
            .compile("(?im)^CSeq[ \\t]*:[ \\t]*([0-9]{1,10})[ \\t]+([A-Za-z]{1,32})");
    private static final Pattern CALL_ID = Pattern.compile("(?im)^(?:Call-ID|i)[ \\t]*:[ \\t]*([!-~]{1,256})");
    private static final Pattern STATUS = Pattern.compile("SIP/2\\.0 ([1-6][0-9]{2}).*");
    private static final int FAILED = 400;

    private final Recording recording;
    private final String id;
    private final List<Span> spans = new ArrayList<>();
    private int lastSpan;

    private CallTrace(Recording recording) {
        this.recording = recording;
        this.id = traceId(recording);
    }

    /** The trace's id of a call: 32 hex digits, always the same of the same call. */
    static String traceId(Recording recording) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(
                    ("trace " + recording.id() + " " + recording.startedMillis()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** All of them, the first the parent of all others. */
    static List<Span> of(Recording recording) {
        CallTrace trace = new CallTrace(recording);
        trace.make();
        return trace.spans;
    }

    private void make() {
        String root = nextId();
        long start = recording.startedMillis() * NANOS_PER_MILLI;
        long end = Math.max(start, recording.endedMillis().orElse(recording.startedMillis()) * NANOS_PER_MILLI);
        spans.add(new Span(root, "", "call", Kind.SERVER, start, end, attributes(), decisions(), problem()));
        for (Side side : Side.values()) {
            leg(root, side);
        }
        recording.call().ifPresent(call -> media(root, call, end));
    }

    private Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("sbc.call", recording.id());
        attributes.put("sip.call_ids", String.join(" ", recording.callIds()));
        attributes.put("sbc.device", recording.user());
        attributes.put("sbc.caller", recording.caller());
        attributes.put("sbc.callee", recording.callee());
        attributes.put("sip.status_code", (long) status());
        recording.call().ifPresent(call -> {
            attributes.put("sbc.cause", call.cause());
            attributes.put("sbc.from_side", word(call.from()));
            attributes.put("sbc.set.protection", call.setCrypto());
            attributes.put("sbc.icp.protection", call.icpCrypto());
            attributes.put("sbc.talk_ms", call.talkMillis());
        });
        attributes.put("sbc.events_dropped", (long) recording.dropped());
        return attributes;
    }

    private int status() {
        return recording.call().map(CallRecord::status).filter(status -> status > 0).orElse(recording.status());
    }

    private String problem() {
        boolean usual = switch (status()) {
            case 480, 486, 487, 600, 603 -> true; // nobody there, busy, given up, declined
            default -> status() < FAILED;
        };
        return usual ? "" : "status " + status() + recording.call().map(call -> ": " + call.cause()).orElse("");
    }

    private List<Event> decisions() {
        return recording.decisions().limit(EVENTS_MAX)
                .map(decision -> new Event(nanos(decision.atMicros()), decision.kind(),
                        Map.of("words", decision.words())))
                .toList();
    }

    private void leg(String root, Side side) {
        List<Message> messages = recording.messages().filter(message -> message.side() == side).toList();
        if (messages.isEmpty()) {
            return;
        }
        String leg = nextId();
        Message first = messages.getFirst();
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("sip.call_id", found(CALL_ID, first.text(), 1).orElse(""));
        attributes.put("network.transport", first.protocol().name().toLowerCase(Locale.ROOT));
        attributes.put("network.peer.address", first.remote().getAddress().getHostAddress());
        attributes.put("network.peer.port", (long) first.remote().getPort());
        attributes.put("sip.messages", (long) messages.size());
        spans.add(new Span(leg, root, "leg " + word(side), first.sent() ? Kind.CLIENT : Kind.SERVER,
                nanos(first.atMicros()), nanos(messages.getLast().atMicros()), attributes, List.of(), ""));
        transactions(leg, messages);
    }

    /** A transaction of a leg while it is put together. */
    private static final class Transaction {

        final Message request;
        final List<Event> events = new ArrayList<>();
        long endMicros;
        int status;

        Transaction(Message request) {
            this.request = request;
            this.endMicros = request.atMicros();
        }
    }

    /** By CSeq and who asked: an ACK belongs to its INVITE. */
    private void transactions(String leg, List<Message> messages) {
        Map<String, Transaction> known = new LinkedHashMap<>();
        for (Message message : messages) {
            Matcher cseq = CSEQ.matcher(message.text());
            if (!cseq.find()) {
                continue;
            }
            Optional<String> status = found(STATUS, message.startLine(), 1);
            boolean ours = message.sent() == status.isEmpty();
            String method = cseq.group(2).toUpperCase(Locale.ROOT);
            String key = ours + " " + cseq.group(1) + " " + (method.equals("ACK") ? "INVITE" : method);
            Transaction transaction = known.get(key);
            if (transaction == null) {
                if (status.isEmpty() && !method.equals("ACK") && known.size() < TRANSACTIONS_MAX) {
                    known.put(key, new Transaction(message));
                }
                continue;
            }
            note(transaction, message, status);
        }
        known.values().forEach(transaction -> spans.add(span(leg, transaction)));
    }

    private void note(Transaction transaction, Message message, Optional<String> status) {
        transaction.endMicros = Math.max(transaction.endMicros, message.atMicros());
        if (status.isPresent()) {
            transaction.status = Integer.parseInt(status.get());
        }
        if (transaction.events.size() < EVENTS_MAX) {
            transaction.events.add(new Event(nanos(message.atMicros()), message.startLine(),
                    Map.of("repeated", message.repeated(), "sent", message.sent())));
        }
    }

    private Span span(String leg, Transaction transaction) {
        String method = transaction.request.startLine().split(" ", 2)[0];
        boolean challenge = transaction.status == 401 || transaction.status == 407;
        return new Span(nextId(), leg, method, transaction.request.sent() ? Kind.CLIENT : Kind.SERVER,
                nanos(transaction.request.atMicros()), nanos(transaction.endMicros),
                Map.of("sip.method", method, "sip.status_code", (long) transaction.status), transaction.events,
                transaction.status >= FAILED && !challenge ? "status " + transaction.status : "");
    }

    private void media(String root, CallRecord call, long end) {
        if (call.answeredMillis().isEmpty()) {
            return;
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        call.media().filter(stats -> !stats.streams().isEmpty()).ifPresent(stats -> {
            for (MediaSide side : MediaSide.values()) {
                attributes.put(name(side, "packets"), stats.streams().getFirst().on(side).packetsReceived());
                attributes.put(name(side, "lost"), stats.streams().getFirst().on(side).lost());
            }
        });
        if (!call.quality().streams().isEmpty()) {
            for (MediaSide side : MediaSide.values()) {
                MediaQuality.Direction heard = call.quality().streams().getFirst().on(side);
                attributes.put(name(side, "loss_percent"), heard.lossPercent());
                attributes.put(name(side, "jitter_max_us"), heard.jitterMicrosMax());
                heard.mos().ifPresent(mos -> attributes.put(name(side, "mos"), mos));
            }
        }
        List<Event> events = new ArrayList<>();
        for (MediaNote note : call.notes()) {
            events.add(new Event(note.atMillis() * NANOS_PER_MILLI, note.kind(),
                    Map.of("side", note.side(), "words", note.words())));
        }
        String problem = "";
        for (MediaVerdict verdict : call.quality().verdicts()) {
            events.add(new Event(verdict.beganMillis() * NANOS_PER_MILLI, "not-heard",
                    Map.of("side", verdict.side().name().toLowerCase(Locale.ROOT), "words", verdict.words())));
            problem = verdict.words();
        }
        long start = Math.min(end, call.answeredMillis().getAsLong() * NANOS_PER_MILLI);
        spans.add(new Span(nextId(), root, "media", Kind.INTERNAL, start, end, attributes,
                events.subList(0, Math.min(events.size(), EVENTS_MAX)), problem));
    }

    private static String name(MediaSide side, String what) {
        return "media." + side.name().toLowerCase(Locale.ROOT) + "." + what;
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> found(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
    }

    private long nanos(long micros) {
        return recording.startedMillis() * NANOS_PER_MILLI + micros * 1_000;
    }

    /** Never 0, and different within the trace. */
    private String nextId() {
        return id.substring(0, 12) + "%04x".formatted(++lastSpan);
    }
}
