package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.IdentityRules;
import io.sbc.core.policy.Parties;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.translate.AddressMap;
import java.util.List;
import java.util.Optional;

/**
 * Whom a request outside a dialog is for, and by whom, as the other side is to read it: after the number and domain rules of
 * the PBX (SIP-13), as {@code core.call} writes an INVITE. Pure.
 *
 * @param from without tag
 * @param route whom it has to pass: the PBX's Service-Route (RFC 3608), or the Path of a phone (RFC 3327)
 */
record Heading(SipUri requestUri, NameAddr from, NameAddr to, List<NameAddr> route) {

    Heading {
        route = List.copyOf(route);
    }

    /** Of a phone's request; empty without anybody to ask for. */
    static Optional<Heading> towardsPbx(RequestEnvironment env, Route route, SipRequest request) {
        AddressMap addresses = route.addresses(env.bindings());
        RuleSet rules = route.pbx().profile().to();
        NameAddr from = rules.on(Place.FROM, NameAddr.of(addresses.self()));
        List<NameAddr> serviceRoute = env.bindings().serviceRoute(route.icpContact().user());
        Optional<SipUri> focus = focus(env, route, request);
        if (focus.isPresent()) { // a conference of the PBX's by its own name, no number
            return Optional.of(new Heading(focus.get(), from, NameAddr.of(focus.get()), serviceRoute));
        }
        return Parties.dialled(request).map(user -> addresses.map(SipUri.of(user, route.domain(Side.SET))))
                .map(uri -> new Heading(rules.on(uri), from, rules.on(Place.TO, NameAddr.of(uri)), serviceRoute));
    }

    /** Of a PBX's request, for one phone of the device. */
    static Heading towardsPhone(RequestEnvironment env, Route route, Binding binding, SipRequest request) {
        AddressMap addresses = route.addresses(env.bindings());
        NameAddr from = Optional.of(request.from()).filter(_ -> !IdentityRules.hidesUser(request))
                .flatMap(addresses::address).orElseGet(Parties::anonymous);
        SipUri uri = focus(env, route, request).orElseGet(() -> binding.contact().sipUri().orElseThrow());
        return new Heading(uri, route.pbx().profile().from().on(Place.FROM, from), NameAddr.of(addresses.self()),
                binding.path());
    }

    /** The conference behind our Contact, when that is who is asked. */
    private static Optional<SipUri> focus(RequestEnvironment env, Route route, SipRequest request) {
        return request.sipRequestUri().flatMap(uri -> env.dialogs().focus(route.to(), uri));
    }

    /** Adds its Route. */
    void direct(SipRequest.Builder request) {
        route.forEach(hop -> request.add(HeaderName.ROUTE, hop));
    }
}
