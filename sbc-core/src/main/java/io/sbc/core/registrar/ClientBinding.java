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
        OptionalInt regId) implements RegisteredContact {

    ClientBinding with(Binding changed) {
        return new ClientBinding(changed, uri, callId, cseq, instance, regId);
    }

    /** Whether it differs from that one by no more than its age. */
    boolean isRefreshOf(ClientBinding before) {
        return callId.equals(before.callId) && regId.equals(before.regId)
                && binding.contact().equals(before.binding.contact());
    }
}
