package io.sbc.core.recorder.sql;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.recorder.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A call without its events as octets in a {@link Segment}, and whether a query means it. Pure. */
final class CallRow {

    private static final int THINNED = 1;
    private static final int ANSWERED = 2;
    private static final int POOR = 4;

    private CallRow() {}

    static void write(OctetWriter out, long number, ArchivedCall call) {
        Recording recording = call.recording();
        out.number(number).text(recording.id()).number(recording.callIds().size());
        recording.callIds().forEach(out::text);
        out.text(recording.user()).text(recording.source()).text(recording.caller()).text(recording.callee())
                .number(recording.startedMillis())
                .number(recording.endedMillis().orElse(recording.startedMillis()) - recording.startedMillis())
                .number(recording.status())
                .number((call.thinned() ? THINNED : 0) | (call.answered() ? ANSWERED : 0) | (call.poor() ? POOR : 0))
                .number(recording.dropped()).text(call.addresses()).text(call.rule()).octets(call.summary());
    }

    /** @throws IndexOutOfBoundsException when it is damaged */
    static ArchivedCall read(byte[] rows, int from) {
        OctetReader in = new OctetReader(rows, from);
        long number = in.number();
        String id = in.text();
        List<String> callIds = new ArrayList<>(2);
        for (long left = in.number(); left > 0; left--) {
            callIds.add(in.text());
        }
        String user = in.text();
        String source = in.text();
        String caller = in.text();
        String callee = in.text();
        long started = in.number();
        long ended = started + in.number();
        int status = (int) in.number();
        int flags = (int) in.number();
        int dropped = (int) in.number();
        String addresses = in.text();
        String rule = in.text();
        Recording recording = new Recording(id, false, user, source, caller, callee, callIds, started,
                OptionalLong.of(ended), status, Optional.empty(), List.of(), dropped);
        return new ArchivedCall(number, recording, in.octets(), new byte[0], (flags & THINNED) != 0,
                (flags & ANSWERED) != 0, (flags & POOR) != 0, addresses, rule);
    }

    /** What a call can be found by, besides its time. */
    static List<String> terms(ArchivedCall call) {
        Recording recording = call.recording();
        List<String> terms = new ArrayList<>(10);
        terms.add(Terms.id(recording.id()));
        recording.callIds().forEach(callId -> terms.add(Terms.id(callId)));
        for (String number : new String[]{recording.user(), recording.caller(), recording.callee()}) {
            String term = Terms.number(number);
            if (!number.isEmpty() && !terms.contains(term)) {
                terms.add(term);
            }
        }
        if (!call.addresses().isEmpty()) {
            for (String address : call.addresses().strip().split(" ")) {
                terms.add(Terms.address(address));
            }
        }
        if (recording.status() / 100 != 2) {
            terms.add(Terms.outcome(Integer.toString(recording.status())));
        }
        if (!call.answered()) {
            terms.add(Terms.outcome(Terms.FAILED));
        }
        if (call.poor()) {
            terms.add(Terms.outcome(Terms.POOR));
        }
        if (!call.rule().isEmpty()) {
            terms.add(Terms.rule(call.rule()));
        }
        return terms;
    }

    static boolean matches(ArchivedCall call, CallQuery query) {
        Recording recording = call.recording();
        return query.number().stream().allMatch(number -> number.equals(recording.user())
                || number.equals(recording.caller()) || number.equals(recording.callee()))
                && query.callId().stream().allMatch(recording.callIds()::contains)
                && query.address().stream().allMatch(address -> call.addresses().contains(" " + address + " "))
                && recording.startedMillis() >= query.fromMillis().orElse(Long.MIN_VALUE)
                && recording.startedMillis() < query.toMillis().orElse(Long.MAX_VALUE)
                && call.number() < query.before().orElse(Long.MAX_VALUE)
                && query.rule().stream().allMatch(call.rule()::equals)
                && query.outcome().stream().allMatch(outcome -> isOutcome(call, outcome));
    }

    private static boolean isOutcome(ArchivedCall call, String outcome) {
        return switch (outcome) {
            case Terms.ANSWERED -> call.answered();
            case Terms.FAILED -> !call.answered();
            case Terms.POOR -> call.poor();
            default -> Integer.toString(call.recording().status()).equals(outcome);
        };
    }
}
