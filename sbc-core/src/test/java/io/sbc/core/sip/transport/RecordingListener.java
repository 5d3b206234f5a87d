package io.sbc.core.sip.transport;

import io.sbc.core.sip.message.SipMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what the edge received; waits for it where real sockets are used. */
final class RecordingListener implements TransportListener {

    /** Generous: only a failing test waits for so long. */
    static final long PATIENCE_SECONDS = 20;

    record Received(Flow flow, SipMessage message) {}

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> closed = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(Flow flow, SipMessage message) {
        received.add(new Received(flow, message));
    }

    @Override
    public void onFlowClosed(Flow flow) {
        closed.add(flow);
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
