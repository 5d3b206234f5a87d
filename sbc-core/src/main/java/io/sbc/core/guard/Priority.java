package io.sbc.core.guard;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;

/** What goes first when there is too much, the least first: the more work would be lost with it, the later it is refused. */
enum Priority {
    /** A stranger's first request: nothing is lost but a round trip. */
    NEW(1),
    /** A call from a registered phone. */
    CALL(1.5),
    /** Credentials for a challenge of ours: half of the work is done. */
    ANSWER(4),
    /** A registered phone wants to stay so: refused, it comes back with more work. */
    REFRESH(5),
    /** Of a call or transaction that lives: refused, it would live longer and be asked for again. */
    IN_DIALOG(8),
    /** Never refused. */
    EMERGENCY(Double.POSITIVE_INFINITY);

    private final double patience;

    Priority(double patience) {
        this.patience = patience;
    }

    /** How many times the target delay it puts up with. */
    double patience() {
        return patience;
    }

    static Priority of(SipRequest request, boolean registered) {
        SipMethod method = request.method();
        if (method.equals(SipMethod.ACK) || method.equals(SipMethod.CANCEL) || method.equals(SipMethod.BYE)
                || request.to().tag().isPresent()) {
            return IN_DIALOG;
        }
        if (registered) {
            return method.equals(SipMethod.REGISTER) ? REFRESH : CALL;
        }
        return request.has(HeaderName.AUTHORIZATION) || request.has(HeaderName.PROXY_AUTHORIZATION) ? ANSWER : NEW;
    }
}
