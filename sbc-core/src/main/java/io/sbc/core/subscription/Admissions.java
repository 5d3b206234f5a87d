package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.InviteAuthentication;
import io.sbc.core.call.Rejection;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.Parties;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Optional;

/**
 * Decides who asks and whom it concerns, as {@code core.call} does for INVITE: from a phone the flow that it registered
 * over says who it is, else digest; from a PBX the Request-URI names the device. On the shard.
 */
final class Admissions {

    /** What became of a request. */
    sealed interface Admission {

        record Granted(Route route) implements Admission {}

        record Refused(Rejection rejection) implements Admission {}

        /** A challenge, or a refusal of the authentication. */
        record Answer(SipResponse.Builder response) implements Admission {}
    }

    private final RequestEnvironment env;

    Admissions(RequestEnvironment env) {
        this.env = env;
    }

    Admission admit(SipRequest request, Flow flow) {
        return flow.side() == Side.SET ? fromPhone(request, flow) : fromPbx(request, flow);
    }

    private static Admission refused(Rejection rejection) {
        return new Admission.Refused(rejection);
    }

    private Admission fromPhone(SipRequest request, Flow flow) {
        Optional<String> claimed = request.from().sipUri().map(SipUri::userDecoded);
        Optional<Binding> owner = env.bindings().onFlow(flow).stream()
                .filter(binding -> claimed.isPresent() && names(binding, claimed.get())).findFirst();
        if (owner.isPresent()) {
            return env.directory().byId(owner.get().device().id()).map(device -> authorized(device, owner))
                    .orElseGet(() -> refused(new Rejection.Forbidden("device was removed")));
        }
        return switch (env.authentication().check(request, flow, claimed.flatMap(env.directory()::bySetUser))) {
            case InviteAuthentication.Verdict.Answer answer -> new Admission.Answer(answer.response());
            case InviteAuthentication.Verdict.Authenticated known -> authorized(known.device(),
                    env.bindings().of(known.device().id()).stream().findFirst());
        };
    }

    private static boolean names(Binding binding, String user) {
        return binding.device().setUser().equals(user)
                || binding.contact().sipUri().map(SipUri::userDecoded).filter(user::equals).isPresent();
    }

    private Admission authorized(Device device, Optional<Binding> binding) {
        if (!device.enabled()) {
            return refused(new Rejection.Forbidden("device is disabled"));
        }
        if (binding.isEmpty()) { // there is no Contact at the PBX that would lead back to it
            return refused(new Rejection.Forbidden("device is not registered"));
        }
        return env.routes().byId(device.icp())
                .<Admission>map(pbx -> new Admission.Granted(
                        new Route(device, pbx, Side.SET, env.setDomain(), List.of(binding.get()))))
                .orElseGet(() -> refused(new Rejection.Overloaded("no such PBX")));
    }

    private Admission fromPbx(SipRequest request, Flow flow) {
        Optional<PbxDefinition> pbx = env.routes().bySource(flow.remote().getAddress());
        if (pbx.isEmpty()) {
            return refused(new Rejection.Forbidden("source is no PBX"));
        }
        Optional<Binding> meant = request.sipRequestUri().map(SipUri::user).flatMap(env.bindings()::byIcpContactUser)
                .filter(binding -> binding.device().icp().equals(pbx.get().id()));
        Optional<Device> device = meant.map(Binding::device).flatMap(known -> env.directory().byId(known.id()))
                .or(() -> extension(pbx.get(), Place.REQUEST_URI, Parties.dialled(request)))
                .or(() -> extension(pbx.get(), Place.TO, Parties.user(request.to())));
        if (device.isEmpty()) {
            return refused(new Rejection.NotFound());
        }
        List<Binding> reached = env.bindings().of(device.get().id()).stream()
                .filter(binding -> binding.flow().isOpen() && binding.contact().sipUri().isPresent()).toList();
        return !device.get().enabled() || reached.isEmpty()
                ? refused(new Rejection.Unavailable())
                : new Admission.Granted(new Route(device.get(), pbx.get(), Side.ICP, env.setDomain(), reached));
    }

    private Optional<Device> extension(PbxDefinition pbx, Place place, Optional<String> user) {
        return user.map(dialled -> pbx.profile().from().dialled(place, dialled))
                .map(extension -> SipUri.of(extension, pbx.domain()).userDecoded())
                .flatMap(extension -> env.directory().byIcpUser(pbx.id(), extension));
    }
}
