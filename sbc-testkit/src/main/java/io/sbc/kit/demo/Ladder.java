package io.sbc.kit.demo;

import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.TracedMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The messages of both phones and of the PBX as one picture: caller, SBC, PBX, SBC again, callee. What passed between a
 * phone and the SBC is told by the phone, what passed between the SBC and the PBX by the PBX; all on one clock.
 */
final class Ladder {
    static final int CALLER = 0;
    static final int SBC_OF_CALLER = 1;
    static final int PBX = 2;
    static final int SBC_OF_CALLEE = 3;
    static final int CALLEE = 4;

    private final List<LadderRow> rows = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /** Adds what a phone saw; it is the caller or the callee. */
    Ladder phone(List<TracedMessage> messages, boolean caller) {
        int phone = caller ? CALLER : CALLEE;
        int sbc = caller ? SBC_OF_CALLER : SBC_OF_CALLEE;
        messages.forEach(message -> add(message, phone, sbc));
        return this;
    }

    /** Adds what the PBX saw of one side's messages. */
    Ladder pbx(List<TracedMessage> messages, Predicate<TracedMessage> ofCaller) {
        messages.forEach(message -> add(message, PBX, ofCaller.test(message) ? SBC_OF_CALLER : SBC_OF_CALLEE));
        return this;
    }

    private void add(TracedMessage message, int observer, int other) {
        int from = message.sent() ? observer : other;
        int to = message.sent() ? other : observer;
        boolean again = !seen.add(from + "→" + to + message.text());
        rows.add(new LadderRow.Arrow(message.nanos(), from, to, (again ? "again " : "") + label(message),
                message.status()));
    }

    Ladder chapter(long nanos, String text) {
        rows.add(new LadderRow.Chapter(nanos, text));
        return this;
    }

    Ladder media(LadderRow.Media media) {
        rows.add(media);
        return this;
    }

    /** All rows in the order of time. */
    List<LadderRow> rows() {
        List<LadderRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong(LadderRow::nanos));
        return sorted;
    }

    static String label(TracedMessage message) {
        String line = message.firstLine();
        String base = message.isRequest() ? message.method() : line.substring("SIP/2.0 ".length());
        if (!message.hasSdp()) {
            return base;
        }
        Direction direction = Sdp.parse(message.body()).direction();
        return base + " " + (direction == Direction.SENDRECV ? "SDP" : direction.sdpName());
    }
}
