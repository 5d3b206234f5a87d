package io.sbc.core.registrar;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One Contact of a REGISTER.
 *
 * @param contact as written, without {@code expires}
 * @param uri its URI, for comparison
 * @param seconds how long it is to live; 0 to remove it
 * @param instance the value of {@code +sip.instance} (RFC 5626 §4.1)
 * @param regId only together with an instance and with outbound processing (RFC 5626 §6)
 */
record ContactWish(NameAddr contact, SipUri uri, long seconds, Optional<String> instance, OptionalInt regId) {

    /** Names the instance of the phone, as a parameter of Contact (RFC 5626 §4.1). */
    static final String INSTANCE = "+sip.instance";

    boolean isRemoval() {
        return seconds == 0;
    }
}
