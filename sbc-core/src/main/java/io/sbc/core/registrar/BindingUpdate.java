package io.sbc.core.registrar;

import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a REGISTER makes of a device's bindings (RFC 3261 §10.3 steps 6 to 8): all of it or nothing. Pure.
 */
final class BindingUpdate {

    /** RFC 3261 §10.3 step 7: only an expiry below one hour may be called too brief. */
    private static final long TOO_BRIEF_BELOW_SECONDS = 3600;

    private BindingUpdate() {}

    /**
     * None of it, and why.
     *
     * @param minimumSeconds for Min-Expires
     */
    record Rejected(int status, String reason, OptionalLong minimumSeconds) {}

    /**
     * Where and for whom.
     *
     * @param flow that the REGISTER came over: the only way back
     * @param grantedByPbx seconds; no phone gets more than the PBX gave
     */
    record Terms(Device device, Flow flow, SipUri icpContact, long grantedByPbx, long nowNanos) {}

    /**
     * The refusals that need no answer of the PBX.
     *
     * @param absent phones that are not back since a restart
     */
    static Optional<Rejected> check(List<ClientBinding> current, List<AbsentPhone> absent, RegisterRequest request,
            RegistrationSettings settings) {
        long minimum = settings.minimumExpires().toSeconds();
        int kept = 0;
        for (ContactWish wish : request.contacts()) {
            if (!wish.isRemoval() && wish.seconds() < Math.min(minimum, TOO_BRIEF_BELOW_SECONDS)) {
                return Optional.of(new Rejected(423, "Interval Too Brief", OptionalLong.of(minimum)));
            }
            kept += wish.isRemoval() ? 0 : 1;
        }
        if (kept > settings.contactsPerDevice()) {
            return Optional.of(new Rejected(403, "Too Many Contacts", OptionalLong.empty()));
        }
        return isOvertaken(current, request) || isOvertaken(absent, request)
                ? Optional.of(new Rejected(500, "CSeq Out Of Order", OptionalLong.empty()))
                : Optional.empty();
    }

    private static boolean isOvertaken(List<? extends RegisteredContact> known, RegisterRequest request) {
        for (RegisteredContact contact : known) {
            if (contact.isNewerThan(request) && (request.removesAll() || contact.isMeantByOneOf(request.contacts()))) {
                return true;
            }
        }
        return false;
    }

    /** The device's bindings after a request that {@link #check} does not refuse, the newest first. */
    static List<ClientBinding> applyChecked(List<ClientBinding> current, RegisterRequest request, Terms terms,
            RegistrationSettings settings) {
        if (request.removesAll()) {
            return List.of();
        }
        List<ClientBinding> bindings = new ArrayList<>(current);
        int place = 0;
        for (ContactWish wish : request.contacts()) {
            bindings.removeIf(binding -> binding.isMeantBy(wish));
            if (!wish.isRemoval()) {
                bindings.add(Math.min(place++, bindings.size()), bind(wish, request, terms, settings));
            }
        }
        // A phone that lost its instance id and its flow must not lock its user out: the oldest gives way.
        int size = Math.min(bindings.size(), settings.contactsPerDevice());
        return List.copyOf(bindings.subList(0, size));
    }

    private static ClientBinding bind(ContactWish wish, RegisterRequest request, Terms terms,
            RegistrationSettings settings) {
        long seconds = grant(wish.seconds(), settings.clientExpires().toSeconds(), terms.grantedByPbx);
        Binding binding = new Binding(terms.device, wish.contact(), terms.flow, terms.icpContact,
                terms.nowNanos + Duration.ofSeconds(seconds).toNanos(), request.path());
        return new ClientBinding(binding, wish.uri(), request.callId(), request.cseq(), wish.instance(),
                wish.regId());
    }

    /** The least of the three, in whole minutes where it is a minute or more. */
    static long grant(long wished, long allowed, long grantedByPbx) {
        long seconds = Math.min(wished, Math.min(allowed, grantedByPbx));
        return seconds < 60 ? seconds : seconds - seconds % 60;
    }
}
