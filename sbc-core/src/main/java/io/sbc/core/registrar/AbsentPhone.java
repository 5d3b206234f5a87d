package io.sbc.core.registrar;

import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A phone that was bound before a restart and is not back yet: there is no way to it, but a REGISTER of it that was
 * overtaken is still told from a new one.
 *
 * @param contact as the phone wrote it
 */
record AbsentPhone(String contact, SipUri uri, String callId, long cseq, Optional<String> instance, OptionalInt regId,
        long expiresAtNanos) implements RegisteredContact {

    /** Empty for a Contact that is no SIP URI: such a phone is nobody's to miss. */
    static Optional<AbsentPhone> of(SavedRegistration.Phone saved, long nowMillis, long nowNanos) {
        Optional<NameAddr> contact = NameAddr.parse(saved.contact());
        return contact.flatMap(NameAddr::sipUri)
                .map(uri -> new AbsentPhone(saved.contact(), uri, saved.callId(), saved.cseq(),
                        contact.get().parameters().get(ContactWish.INSTANCE).filter(text -> !text.isEmpty()),
                        saved.regId(),
                        nowNanos + Duration.ofMillis(saved.expiresAtMillis() - nowMillis).toNanos()));
    }
}
