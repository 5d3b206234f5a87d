package io.sbc.core.registrar;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a REGISTER asks for (RFC 3261 §10.3, RFC 5626 §6).
 *
 * @param contacts empty for a query and for the wildcard
 * @param removesAll {@code Contact: *}
 * @param path who stands between and wants to see what goes to the phone (RFC 3327)
 * @param outbound outbound processing applies: the phone supports it, reaches us directly and gave a reg-id
 */
record RegisterRequest(String callId, long cseq, List<ContactWish> contacts, boolean removesAll, boolean outbound,
        List<NameAddr> path) {

    /** RFC 3261 §10.2.1.1: what a malformed expiry is taken for. */
    private static final long EXPIRES_MALFORMED = 3600;

    /** Proxies between a phone and us; a home or hotel has one. */
    private static final int PATH_MAX = 4;

    RegisterRequest {
        contacts = List.copyOf(contacts);
        path = List.copyOf(path);
    }

    /** Read, or why not. */
    sealed interface Reading {
        record Read(RegisterRequest request) implements Reading {}

        record Rejected(int status, String reason) implements Reading {}
    }

    boolean isQuery() {
        return contacts.isEmpty() && !removesAll;
    }

    /** Whether nothing is added or kept: such a request needs no answer of the PBX. */
    boolean onlyRemoves() {
        return removesAll || contacts.stream().allMatch(ContactWish::isRemoval);
    }

    /**
     * @param defaultSeconds what a Contact gets that names no expiry
     * @param keepsFlows whether the flow that it came over has keepalives of ours: TCP and TLS; UDP would need STUN (RFC 5626
     *        §5.4), so there reg-id is ignored, as by a registrar without outbound
     */
    static Reading read(SipRequest request, long defaultSeconds, boolean keepsFlows) {
        List<NameAddr> contacts = request.contacts();
        OptionalLong expires = request.expires();
        if (hasWildcard(contacts)) {
            return contacts.size() == 1 && expires.isPresent() && expires.getAsLong() == 0
                    ? new Reading.Read(new RegisterRequest(request.callId(), request.cseq().number(), List.of(), true,
                            false, List.of()))
                    : new Reading.Rejected(400, "Contact: * needs Expires: 0 and stands alone");
        }
        List<NameAddr> path = request.addresses(HeaderName.PATH);
        if (path.size() > PATH_MAX) {
            return new Reading.Rejected(400, "Too many in Path");
        }
        boolean supportsOutbound = keepsFlows && request.lists(HeaderName.SUPPORTED, "outbound");
        List<ContactWish> wishes = new ArrayList<>(contacts.size());
        boolean outbound = false;
        for (NameAddr contact : contacts) {
            Optional<SipUri> uri = contact.sipUri();
            if (uri.isEmpty()) {
                return new Reading.Rejected(400, "Contact is no SIP URI");
            }
            long seconds = contact.parameters().get("expires").map(RegisterRequest::seconds)
                    .orElse(expires.orElse(defaultSeconds));
            Optional<String> instance = contact.parameters().get(ContactWish.INSTANCE).filter(text -> !text.isEmpty());
            OptionalInt regId = supportsOutbound && instance.isPresent() ? regId(contact) : OptionalInt.empty();
            outbound |= regId.isPresent();
            wishes.add(new ContactWish(kept(contact), uri.get(), seconds, instance, regId));
        }
        if (outbound && !isFirstHop(request)) {
            return new Reading.Rejected(439, "First Hop Lacks Outbound Support");
        }
        if (outbound && wishes.stream().filter(wish -> !wish.isRemoval()).count() > 1) {
            return new Reading.Rejected(400, "Several Contacts with a reg-id");
        }
        return new Reading.Read(
                new RegisterRequest(request.callId(), request.cseq().number(), wishes, false, outbound, path));
    }

    private static boolean hasWildcard(List<NameAddr> contacts) {
        for (NameAddr contact : contacts) {
            if (contact.isWildcard()) {
                return true;
            }
        }
        return false;
    }

    /** RFC 5627 §5.1: what a phone writes of GRUUs into its Contact does not count; we give none (see docs/rfcs.md). */
    private static NameAddr kept(NameAddr contact) {
        return contact.withoutParameter("expires").withoutParameter("pub-gruu").withoutParameter("temp-gruu");
    }

    /** RFC 5626 §6: one Via means that nobody stands between; else the first Path has to be one that keeps flows. */
    private static boolean isFirstHop(SipRequest request) {
        return request.headers(HeaderName.VIA).size() == 1 || request.addresses(HeaderName.PATH).stream().findFirst()
                .flatMap(NameAddr::sipUri).filter(uri -> uri.parameters().has("ob")).isPresent();
    }

    private static long seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            return seconds < 0 ? EXPIRES_MALFORMED : seconds;
        } catch (NumberFormatException e) {
            return EXPIRES_MALFORMED; // RFC 3261 §10.2.1.1
        }
    }

    private static OptionalInt regId(NameAddr contact) {
        try {
            int value = Integer.parseInt(contact.parameters().get("reg-id").orElse(""));
            return value > 0 ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // RFC 5626 §4.2: 1 to 2^31 - 1; anything else is no reg-id
        }
    }
}
