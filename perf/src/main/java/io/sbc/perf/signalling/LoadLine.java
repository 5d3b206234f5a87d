package io.sbc.perf.signalling;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A line on which several exchanges may be under way at once, told apart by their Call-IDs. On the rack's event loop. */
final class LoadLine implements PhoneLine.Task {

    /** An exchange that nobody answered for so long is given up: phones that honour nothing do not wait for timer F either. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(8);

    /** So many that the server's not reading is what ends it, not its silence. */
    private static final int UNDER_WAY_MAX = 64;

    private final PhoneLine line;
    private final Map<String, UnderWay> underWay = new LinkedHashMap<>();
    private boolean closed;

    /** What was begun here. */
    private record UnderWay(PhoneLine.Task exchange, long begunNanos) {}

    LoadLine(PhoneLine line) {
        this.line = line;
    }

    PhoneLine line() {
        return line;
    }

    /** Whether it takes one more: not when it is closed, when the server does not read, or leaves too many without answer. */
    boolean isFree() {
        long now = System.nanoTime();
        Iterator<UnderWay> oldestFirst = underWay.values().iterator();
        while (oldestFirst.hasNext() && now - oldestFirst.next().begunNanos > PATIENCE_NANOS) {
            oldestFirst.remove();
        }
        return !closed && line.isWritable() && underWay.size() < UNDER_WAY_MAX;
    }

    void begin(String callId, PhoneLine.Task exchange) {
        underWay.put(callId, new UnderWay(exchange, System.nanoTime()));
    }

    void end(String callId) {
        underWay.remove(callId);
    }

    @Override
    public void begin(PhoneLine any) {}

    @Override
    public void onMessage(PhoneLine over, SipText message) {
        UnderWay meant = underWay.get(message.need("Call-ID"));
        if (meant != null) {
            meant.exchange.onMessage(over, message);
        }
    }

    @Override
    public void onClosed(PhoneLine gone) {
        closed = true;
        underWay.clear();
    }
}
