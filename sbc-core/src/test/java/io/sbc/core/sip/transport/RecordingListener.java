package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.sip.message.SipMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what the edge received; waits for it where real sockets are used. */
final class RecordingListener implements TransportListener {

    /** Generous: only a failing test waits for so long. */
    static final long PATIENCE_SECONDS = 20;

    record Received(Flow flow, SipMessage message) {}

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> closed = new LinkedBlockingQueue<>();

    private final Set<Flow> heard = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Flow, Integer> ends = new ConcurrentHashMap<>();

    @Override
    public void onMessage(Flow flow, SipMessage message) {
        heard.add(flow);
        received.add(new Received(flow, message));
    }

    @Override
    public void onFlowClosed(Flow flow) {
        ends.merge(flow, 1, Integer::sum);
        closed.add(flow);
    }

    /** Once the transport is closed: no stream that spoke stays, and none ends twice. */
    void assertEachClosedOnce() {
        assertEquals(List.of(), heard.stream().filter(flow -> flow.protocol().isStream() && !ends.containsKey(flow))
                .toList(), "never told closed");
        assertEquals(List.of(), ends.entrySet().stream().filter(end -> end.getValue() > 1).toList(),
                "told closed more than once");
    }

    Received next() throws InterruptedException {
        Received next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came");
        }
        return next;
    }

    Flow nextClosed() throws InterruptedException {
        Flow next = closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no flow was closed");
        }
        return next;
    }
}
