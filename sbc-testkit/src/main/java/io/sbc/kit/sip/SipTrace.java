package io.sbc.kit.sip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The record of all messages that a node sent and received, in the order of their passing; it keeps the newest {@value
 * #LIMIT}. Thread-safe.
 */
public final class SipTrace {
    /** 20,000 messages of about 1 KiB are 20 MiB: the longest test stays below that. */
    static final int LIMIT = 20_000;

    private final Deque<TracedMessage> messages = new ArrayDeque<>();

    /** Records one more. */
    public synchronized void add(TracedMessage message) {
        if (messages.size() == LIMIT) {
            messages.removeFirst();
        }
        messages.addLast(message);
    }

    /** A copy of what is recorded by now. */
    public synchronized List<TracedMessage> messages() {
        return List.copyOf(messages);
    }

    /** All of one call or registration (RFC 3261 §8.1.1.4). */
    public List<TracedMessage> ofCallId(String callId) {
        List<TracedMessage> found = new ArrayList<>(messages());
        found.removeIf(message -> !message.callId().equals(callId));
        return found;
    }
}
