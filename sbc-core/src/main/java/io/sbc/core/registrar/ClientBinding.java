package io.sbc.core.registrar;

import io.sbc.core.sip.message.SipUri;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A binding with what the next REGISTER is compared to.
 *
 * @param uri of its contact
 * @param callId of the REGISTER that made it, {@code cseq} likewise (RFC 3261 §10.3 step 7)
 */
record ClientBinding(Binding binding, SipUri uri, String callId, long cseq, Optional<String> instance,
        OptionalInt regId) {

    /**
     * Whether that Contact means this binding: the same flow of the same instance (RFC 5626 §6), the same instance where
     * one of them numbers no flows, or the same URI (RFC 3261 §10.3 step 7).
     */
    boolean isMeantBy(ContactWish wish) {
        boolean sameInstance = instance.isPresent() && instance.equals(wish.instance());
        if (sameInstance && regId.isPresent() && wish.regId().isPresent()) {
            return regId.getAsInt() == wish.regId().getAsInt();
        }
        return sameInstance || uri.equivalent(wish.uri());
    }

    /** RFC 3261 §10.3 steps 6 and 7: a request that was overtaken by the one that made this binding. */
    boolean isNewerThan(RegisterRequest request) {
        return callId.equals(request.callId()) && request.cseq() <= cseq;
    }

    ClientBinding with(Binding changed) {
        return new ClientBinding(changed, uri, callId, cseq, instance, regId);
    }
}
