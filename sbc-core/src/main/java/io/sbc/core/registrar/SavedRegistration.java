package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import java.util.List;
import java.util.OptionalInt;

/**
 * What outlives the process of one device's registration: what its PBX holds, and which phones stood behind it. Times are
 * of the wall clock, in milliseconds since 1970.
 *
 * @param pbx the id of the PBX, {@code icpUser} the extension there
 * @param contact the URI that the PBX holds for it
 * @param callId of our REGISTERs there, {@code cseq} the number of the last one
 * @param grantedSeconds what the PBX granted last
 * @param expiresAtMillis when the PBX forgets it
 * @param serviceRoute the route that the PBX gave with it, as in a Service-Route header (RFC 3608); may be empty
 */
public record SavedRegistration(DeviceId device, String pbx, String icpUser, String contact, String callId, long cseq,
        long grantedSeconds, long expiresAtMillis, String serviceRoute, List<Phone> phones) {

    public SavedRegistration {
        phones = List.copyOf(phones);
    }

    /**
     * A phone that was bound.
     *
     * @param contact as the phone wrote it, {@code +sip.instance} included
     * @param callId of its last REGISTER, {@code cseq} likewise
     * @param regId only where it counted (RFC 5626)
     */
    public record Phone(String contact, String callId, long cseq, OptionalInt regId, long expiresAtMillis) {}
}
