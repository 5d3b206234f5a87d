package io.sbc.simulation;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of the messages of the SBC, seen from outside: the rules of RFC 3261 §17 on both sides of it, and that
 * nothing of one side is seen on the other.
 */
final class WireRules implements Network.Tap {

    /** INVITE: {@code calls.answer-timeout}, the time-out of a CANCEL's outcome, and some time for what is lost. */
    private static final long INVITE_MILLIS = 260_000;
    private static final long OTHER_MILLIS = 33_000;
    private static final long TRANSACTION_MILLIS = 32_000;
    private static final long REPEATED_MILLIS = 33_000;

    private static final List<String> SET_WORDS = List.of(Phone.MARK, "198.51.100.", "203.0.113.", "set.example",
            "password-of");
    private static final List<String> ICP_WORDS = List.of(Pbx.MARK, "10.77.", "pbx.example", "password-of");

    private final World world;
    private final Verdicts verdicts;
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<String, Asking> asking = new HashMap<>();
    private final Map<String, Side> sides = new HashMap<>();
    private final Map<String, Long> awaitingAck = new HashMap<>();

    /** Until when each request that was seen may have a transaction in the SBC, the first to end first. */
    private final PriorityQueue<Long> lives = new PriorityQueue<>();

    /** A request that the SBC received. */
    private static final class Asked {
        int status;
        String toTag = "";
    }

    /** A request that the SBC sent. */
    private static final class Asking {
        final Flow flow;
        final String text;
        final long sinceMillis;
        boolean heard;
        int status;
        boolean acknowledged;
        long cancelledMillis = Long.MAX_VALUE;
        long answeredMillis = Long.MAX_VALUE >> 1;

        Asking(Flow flow, String text, long sinceMillis) {
            this.flow = flow;
            this.text = text;
            this.sinceMillis = sinceMillis;
        }

        /**
         * What comes after its end (its connection's, timer B or F, the wait for a cancelled INVITE) matches nothing any
         * more and is dropped (RFC 6026 §7.2).
         */
        boolean isAlive(long nowMillis) {
            return flow.isOpen() && (status != 0 || (heard
                    ? cancelledMillis == Long.MAX_VALUE || nowMillis - cancelledMillis < TRANSACTION_MILLIS
                    : nowMillis - sinceMillis < TRANSACTION_MILLIS));
        }

        /** In this millisecond timer B or F fires, before what came or behind it: that may be heard, and nothing has to follow. */
        boolean isEnding(long nowMillis) {
            return flow.isOpen() && nowMillis - sinceMillis == TRANSACTION_MILLIS;
        }
    }

    WireRules(World world, Verdicts verdicts) {
        this.world = world;
        this.verdicts = verdicts;
    }

    /** The SBC is killed: it owes nobody an answer any more, and knows nothing of what it asked. */
    void forget() {
        asked.clear();
        asking.clear();
    }

    @Override
    public void received(Flow flow, String text) {
        world.trace().add("--> " + flow, text);
        Sip message = Sip.parse(text);
        Sound.keys(text).forEach(key -> belongs("key " + key, flow.side(), text));
        if (!message.isRequest()) {
            onAnswer(flow, message);
        } else if (message.is("ACK")) {
            belongs("Call-ID " + message.callId(), flow.side(), text);
        } else {
            belongs("Call-ID " + message.callId(), flow.side(), text);
            asked.computeIfAbsent(key(flow, message), key -> {
                Asked fresh = new Asked();
                lives.add(world.millis() + lifeOf(message));
                world.afterMillis(message.is("INVITE") ? INVITE_MILLIS : OTHER_MILLIS, () -> {
                    verdicts.that(fresh.status >= 200 || !flow.isOpen(), "no final answer to " + text);
                    world.afterMillis(2 * OTHER_MILLIS, () -> asked.remove(key, fresh));
                });
                return fresh;
            });
        }
    }

    /** The longest that RFC 3261 §17 and our own limits let its transaction live: until its final answer, and 64*T1 behind it. */
    private static long lifeOf(Sip request) {
        return (request.is("INVITE") ? INVITE_MILLIS : OTHER_MILLIS) + OTHER_MILLIS;
    }

    /** More transactions than that there cannot be now. */
    int transactionsAtMost() {
        while (!lives.isEmpty() && lives.peek() < world.millis()) {
            lives.remove();
        }
        return lives.size();
    }

    private void onAnswer(Flow flow, Sip response) {
        Asking request = asking.get(key(flow, response));
        if (request == null) {
            return;
        }
        if (!request.isAlive(world.millis())) {
            request.heard |= request.isEnding(world.millis());
            return;
        }
        request.heard = true;
        if (request.status >= 200 && response.status() >= 200
                && (request.status >= 300) != (response.status() >= 300)) {
            return; // a PBX that came back to life and asked again; behind a 2xx no refusal is acknowledged (RFC 6026 §7.2)
        }
        if (response.status() >= 200 && request.status == 0) {
            request.status = response.status();
            request.answeredMillis = world.millis();
        }
        if (world.millis() >= request.answeredMillis + TRANSACTION_MILLIS) {
            return; // a fork behind timer M (RFC 6026 §8.4)
        }
        if (response.cseqMethod().equals("INVITE") && response.status() >= 300) {
            world.afterMillis(1, () -> verdicts.that(request.acknowledged || !flow.isOpen(),
                    "no ACK for " + response));
        } else if (response.cseqMethod().equals("INVITE") && response.status() >= 200) {
            String dialog = dialogOf(response);
            long heardAt = world.millis();
            world.afterMillis(OTHER_MILLIS, () -> verdicts.that(
                    awaitingAck.getOrDefault(dialog, -1L) >= heardAt || !flow.isOpen(), "no ACK for " + response));
        }
    }

    @Override
    public void sent(Flow flow, String text) {
        world.trace().add("<-- " + flow, text);
        Sip message = Sip.parse(text);
        hides(flow, text);
        belongs("Call-ID " + message.callId(), flow.side(), text);
        Sound.keys(text).forEach(key -> belongs("key " + key, flow.side(), text));
        if (!message.isRequest()) {
            onOurAnswer(flow, message);
        } else if (message.is("ACK")) {
            Asking invite = asking.get(key(flow, message).replace("ACK", "INVITE"));
            if (invite != null) {
                invite.acknowledged = true;
            }
            awaitingAck.put(dialogOf(message), world.millis());
        } else {
            onOurRequest(flow, message, text);
        }
    }

    private void onOurRequest(Flow flow, Sip request, String text) {
        belongs("branch " + request.branch(), flow.side(), text);
        belongs("tag " + request.fromTag(), flow.side(), text);
        Asking known = asking.get(key(flow, request));
        if (known == null) {
            if (request.is("CANCEL")) {
                onCancel(asking.get(key(flow, request).replace("CANCEL", "INVITE")), text);
            }
            asking.put(key(flow, request), new Asking(flow, text, world.millis()));
            lives.add(world.millis() + lifeOf(request));
            return;
        }
        verdicts.that(!flow.protocol().isStream(), "repeated over a stream: " + text);
        verdicts.that(known.text.equals(text), "not the same as before: " + text);
        verdicts.that(known.status == 0, "repeated after its answer: " + text);
        verdicts.that(!(known.heard && request.is("INVITE")), "repeated after a provisional answer: " + text);
        verdicts.that(world.millis() - known.sinceMillis < REPEATED_MILLIS, "repeated for too long: " + text);
    }

    private void onCancel(@Nullable Asking invite, String text) {
        verdicts.that(invite != null && invite.heard && invite.status == 0, "CANCEL out of place: " + text);
        if (invite != null) {
            invite.cancelledMillis = world.millis();
        }
    }

    private void onOurAnswer(Flow flow, Sip response) {
        Asked request = asked.get(key(flow, response));
        if (request == null) {
            verdicts.wrong("answer to nothing: " + response);
        } else if (request.status == 0) {
            request.status = response.status() >= 200 ? response.status() : 0;
            request.toTag = response.toTag();
        } else {
            verdicts.that(request.status == response.status() && request.toTag.equals(response.toTag()),
                    "after a " + request.status + " came another answer: " + response);
        }
    }

    private void hides(Flow flow, String text) {
        for (String word : flow.side() == Side.SET ? ICP_WORDS : SET_WORDS) {
            if (text.contains(word)) {
                verdicts.wrong(word + " leaks to the " + flow.side() + " side: " + text);
            }
        }
    }

    /** What belongs to one side is never seen on the other. */
    private void belongs(String what, Side side, String text) {
        Side before = sides.putIfAbsent(what, side);
        verdicts.that(before == null || before == side, what + " of the " + before + " side on the other: " + text);
    }

    /** RFC 3261 §17.2.3: two nodes of a PBX may well send the same branch. */
    private static String key(Flow flow, Sip message) {
        return flow.side() + message.branch() + ' ' + message.sentBy() + message.cseqMethod();
    }

    private static String dialogOf(Sip message) {
        return message.callId() + " " + message.fromTag() + " " + message.toTag() + " " + message.cseq();
    }
}
