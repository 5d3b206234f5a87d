package io.sbc.core.capture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which calls a capture follows, by the Call-IDs of their legs. That a call is meant may show late, on its second leg only (the PBX's address, a
 * number that a rule has rewritten): so what the last messages said is held for a while, and is given out when their call turns out to be meant.
 * Bounded in everything. Thread-safe, never waits for long.
 */
final class FollowedCalls {

    /** Call-IDs, after which no further call is followed. */
    private static final int FOLLOWED_MAX = 20_000;
    /** Legs of calls that are not followed, the newest. */
    private static final int LINKS_MAX = 4_096;
    /** A second of a busy SBC; 1 MiB of usual messages. */
    private static final int HELD_MAX = 512;

    private final Set<String> followed = new HashSet<>();
    private final Map<String, String> links = new LinkedHashMap<>() {

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > LINKS_MAX;
        }
    };
    private final Deque<Held> held = new ArrayDeque<>();

    private record Held(String callId, SipCopy copy) {}

    synchronized boolean isFollowed(String callId) {
        return followed.contains(callId);
    }

    /** From now on both legs are followed; what is held of them, the oldest first. */
    synchronized List<SipCopy> follow(String callId) {
        List<SipCopy> late = new ArrayList<>();
        follow(callId, late);
        return late;
    }

    /** Two Call-IDs are legs of one call; what is held of it, should it be followed. */
    synchronized List<SipCopy> link(String callId, String otherCallId) {
        links.put(callId, otherCallId);
        links.put(otherCallId, callId);
        List<SipCopy> late = new ArrayList<>();
        if (followed.contains(callId)) {
            follow(otherCallId, late);
        } else if (followed.contains(otherCallId)) {
            follow(callId, late);
        }
        return late;
    }

    private void follow(String callId, List<SipCopy> late) {
        String next = callId;
        while (next != null && followed.size() < FOLLOWED_MAX && followed.add(next)) {
            for (Iterator<Held> each = held.iterator(); each.hasNext();) {
                Held one = each.next();
                if (one.callId.equals(next)) {
                    late.add(one.copy);
                    each.remove();
                }
            }
            next = links.get(next);
        }
    }

    /** Keeps a message of a call that is not followed yet, instead of the oldest. */
    synchronized void hold(String callId, SipCopy copy) {
        if (held.size() == HELD_MAX) {
            held.removeFirst();
        }
        held.addLast(new Held(callId, copy));
    }
}
