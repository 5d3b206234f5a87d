package io.sbc.core.registrar;

import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the next REGISTER of a device is compared to (RFC 3261 §10.3 steps 6 and 7). */
interface RegisteredContact {

    SipUri uri();

    /** Of the REGISTER that made it. */
    String callId();

    /** Likewise. */
    long cseq();

    /** The value of {@code +sip.instance} (RFC 5626 §4.1). */
    Optional<String> instance();

    OptionalInt regId();

    /**
     * Whether that Contact means this one: the same flow of the same instance (RFC 5626 §6), the same instance where one
     * of them numbers no flows, or the same URI (RFC 3261 §10.3 step 7).
     */
    default boolean isMeantBy(ContactWish wish) {
        boolean sameInstance = instance().isPresent() && instance().equals(wish.instance());
        if (sameInstance && regId().isPresent() && wish.regId().isPresent()) {
            return regId().getAsInt() == wish.regId().getAsInt();
        }
        return sameInstance || uri().equivalent(wish.uri());
    }

    /** Whether one of them means this one. */
    default boolean isMeantByOneOf(List<ContactWish> wishes) {
        for (ContactWish wish : wishes) {
            if (isMeantBy(wish)) {
                return true;
            }
        }
        return false;
    }

    /** RFC 3261 §10.3 steps 6 and 7: a request that was overtaken by the one that made this. */
    default boolean isNewerThan(RegisterRequest request) {
        return callId().equals(request.callId()) && request.cseq() <= cseq();
    }
}
