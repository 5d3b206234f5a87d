package io.sbc.core.guard;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;

/** What goes first when there is too much, the least first: the more work would be lost with it, the later it is refused. */
enum Priority {
    /** A stranger's first request: nothing is lost but a round trip. */
    NEW(1, 40),
    /** A call from a registered phone. */
    CALL(1.5, 50),
    /** A registered phone wants to stay so, and has no nonce: as for a stranger, a round trip is lost. */
    RENEWAL(2, 60),
    /** Credentials for a challenge of ours: half of the work is done. */
    ANSWER(4, 80),
    /** The same with credentials: refused, it comes back with more work. */
    REFRESH(5, 85),
    /** Of a call or transaction that lives: refused, it would live longer and be asked for again. */
    IN_DIALOG(8, 100),
    /** Never refused. */
    EMERGENCY(Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

    private final double patience;
    private final int queuePercent;

    Priority(double patience, int queuePercent) {
        this.patience = patience;
        this.queuePercent = queuePercent;
    }

    /** Of a shard's room for messages, at which it is refused at once: what is worth more needs the rest. */
    int queuePercent() {
        return queuePercent;
    }

    /** How many times the target delay it puts up with. */
    double patience() {
        return patience;
    }

    /** Whether no work is lost with it. */
    boolean isNew() {
        return compareTo(ANSWER) < 0;
    }

    static Priority of(SipRequest request, boolean registered) {
        SipMethod method = request.method();
        if (method.equals(SipMethod.ACK) || method.equals(SipMethod.CANCEL) || method.equals(SipMethod.BYE)
                || request.to().tag().isPresent()) {
            return IN_DIALOG;
        }
        if (registered) {
            return !method.equals(SipMethod.REGISTER) ? CALL : hasCredentials(request) ? REFRESH : RENEWAL;
        }
        return hasCredentials(request) ? ANSWER : NEW;
    }

    private static boolean hasCredentials(SipRequest request) {
        return request.has(HeaderName.AUTHORIZATION) || request.has(HeaderName.PROXY_AUTHORIZATION);
    }
}
