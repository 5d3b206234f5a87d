package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.dialogid.DialogPair;
import io.sbc.core.directory.Device;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.Parties;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.record.PbxName;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.TelUri;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Decides about an INVITE outside a dialog: who asks, whether they may, and where it goes. From a phone always to its
 * PBX, from a PBX always to a phone. On the shard.
 */
final class CallRouting {

    /** What becomes of an INVITE. */
    sealed interface Decision {

        record Route(CallPlan plan) implements Decision {}

        record Refused(Rejection rejection) implements Decision {}

        /** A challenge, or a refusal of the authentication. */
        record Answer(SipResponse.Builder response) implements Decision {}
    }

    private final CallEnvironment env;

    CallRouting(CallEnvironment env) {
        this.env = env;
    }

    Decision decide(SipRequest invite, Flow flow) {
        return flow.side() == Side.SET ? fromPhone(invite, flow) : fromPbx(invite, flow);
    }

    // Phone to PBX

    private Decision fromPhone(SipRequest invite, Flow flow) {
        Optional<String> claimed = invite.from().sipUri().map(SipUri::userDecoded);
        Optional<Binding> owner = env.bindings().onFlow(flow).stream()
                .filter(binding -> claimed.isPresent() && names(binding, claimed.get())).findFirst();
        if (owner.isPresent()) {
            return env.directory().byId(owner.get().device().id())
                    .map(device -> authorized(invite, flow, device, owner))
                    .orElseGet(() -> new Decision.Refused(new Rejection.Forbidden("device was removed")));
        }
        return switch (env.authentication().check(invite, flow, claimed.flatMap(env.directory()::bySetUser))) {
            case InviteAuthentication.Verdict.Answer answer -> new Decision.Answer(answer.response());
            case InviteAuthentication.Verdict.Authenticated known ->
                authorized(invite, flow, known.device(), newest(known.device()));
        };
    }

    /** From names the device by its user, or by what it registered as its Contact. */
    private static boolean names(Binding binding, String user) {
        return binding.device().setUser().equals(user)
                || binding.contact().sipUri().map(SipUri::userDecoded).filter(user::equals).isPresent();
    }

    private Optional<Binding> newest(Device device) {
        return env.bindings().of(device.id()).stream().findFirst();
    }

    private Decision authorized(SipRequest invite, Flow flow, Device device, Optional<Binding> binding) {
        if (!device.enabled()) {
            return new Decision.Refused(new Rejection.Forbidden("device is disabled"));
        }
        Optional<PbxDefinition> pbx = env.routes().byId(device.icp());
        Optional<SipUri> contact = binding.map(Binding::icpContact)
                .or(() -> pbx.flatMap(its -> env.contacts().withoutBinding(invite, device, its)));
        if (contact.isEmpty()) { // there is no Contact at the PBX that would lead back to it
            return new Decision.Refused(new Rejection.Forbidden("device is not registered"));
        }
        Optional<String> dialled = Parties.dialled(invite);
        if (dialled.isEmpty()) {
            return new Decision.Refused(isOurScheme(invite)
                    ? new Rejection.NotFound()
                    : new Rejection.UnsupportedUriScheme());
        }
        return pbx.map(its -> (Decision) new Decision.Route(toPbx(invite, flow, device, contact.get(), its,
                dialled.get())))
                .orElseGet(() -> new Decision.Refused(new Rejection.Overloaded("no such PBX")));
    }

    private static boolean isOurScheme(SipRequest invite) {
        return invite.sipRequestUri().isPresent() || TelUri.isTel(invite.requestUri());
    }

    private CallPlan toPbx(SipRequest invite, Flow flow, Device device, SipUri contact, PbxDefinition pbx,
            String dialled) {
        RuleSet rules = pbx.profile().to();
        SipUri requestUri = rules.on(SipUri.of(dialled, pbx.domain()));
        rewritten(invite, pbx, "the number", dialled, requestUri.userDecoded());
        NameAddr from = Parties.named(invite.from(), escaped(device.icpUser()), pbx.domain());
        NameAddr caller = rules.on(Place.FROM, from);
        rewritten(invite, pbx, "the caller", Parties.user(from).orElse(""), Parties.user(caller).orElse(""));
        return new CallPlan(device, Side.SET, env.parameters().setDomain(), pbx.domain(),
                new PhonePath(device.id(), env.bindings(), flow), env.contacts().contact(flow, dialled),
                caller,
                rules.on(Place.TO, Parties.named(invite.to(), dialled, pbx.domain())), Parties.shown(dialled), false,
                then -> resolve(pbx, hops -> then.accept(told(invite, pbx, hops).stream()
                        .map(hop -> new Target(requestUri, hop, new PbxPath(pbx, env.routes(), hop),
                                contact, env.bindings().serviceRoute(contact.user())))
                        .toList())));
    }

    private void resolve(PbxDefinition pbx, Consumer<List<Destination.NextHop>> then) {
        env.routes().resolved(pbx, env.shard())
                .ifPresentOrElse(then, () -> env.routes().resolve(pbx, env.shard(), then));
    }

    /** The flight recorder hears of a number that the PBX's profile writes anew. */
    private void rewritten(SipRequest invite, PbxDefinition pbx, String what, String before, String after) {
        if (!before.equals(after)) {
            env.transactions().witness().onDecision(invite.callId(), "number-rewritten",
                    what + " " + before + " is " + after + " by the profile of PBX " + pbx.id());
        }
    }

    private List<Destination.NextHop> told(SipRequest invite, PbxDefinition pbx, List<Destination.NextHop> hops) {
        if (hops.isEmpty()) {
            boolean located = env.routes().isLocated(pbx);
            env.transactions().witness().onDecision(invite.callId(), located ? "pbx-unreachable" : "no-dns-answer",
                    PbxName.in(env.routes().trouble(pbx), pbx.id()));
        }
        return hops;
    }

    /** The store keeps users without escapes; {@code #} may not stand bare in a URI (RFC 3261 §25.1). */
    private static String escaped(String user) {
        return user.replace("%", "%25").replace("#", "%23");
    }

    // PBX to phone

    private Decision fromPbx(SipRequest invite, Flow flow) {
        Optional<PbxDefinition> pbx = env.routes().bySource(flow.remote().getAddress());
        if (pbx.isEmpty()) {
            return new Decision.Refused(new Rejection.Forbidden("source is no PBX"));
        }
        Optional<DialogPair> replaced = TransferHeaders.replaced(invite, env.transfers().dialogs());
        Optional<Binding> meant = invite.sipRequestUri().map(SipUri::user).flatMap(env.bindings()::byIcpContactUser)
                .filter(binding -> binding.device().icp().equals(pbx.get().id()));
        Optional<Device> device = replaced.map(DialogPair::device)
                .or(() -> invite.sipRequestUri().map(SipUri::user).flatMap(env.bindings()::deviceBehind))
                .flatMap(env.directory()::byId).filter(known -> known.icp().equals(pbx.get().id()))
                .or(() -> extension(pbx.get(), Place.REQUEST_URI, Parties.dialled(invite)))
                .or(() -> extension(pbx.get(), Place.TO, Parties.user(invite.to())));
        if (device.isEmpty()) {
            return new Decision.Refused(isOurOwn(invite) ? new Rejection.Looped() : new Rejection.NotFound());
        }
        List<Binding> bindings = env.bindings().reachable(device.get().id()).stream()
                .filter(binding -> meant.isEmpty() || replaced.isPresent()
                        || binding.icpContact().user().equals(meant.get().icpContact().user()))
                .filter(binding -> binding.contact().sipUri().isPresent()).toList();
        if (!device.get().enabled() || bindings.isEmpty()) {
            return new Decision.Refused(new Rejection.Unavailable());
        }
        return new Decision.Route(toPhone(invite, flow, device.get(), pbx.get(),
                replaced.flatMap(DialogPair::phone).map(phone -> holding(bindings, phone)).orElse(bindings)));
    }

    /** It went by us already: a Via below the PBX's is one that we write on this side. */
    private boolean isOurOwn(SipRequest invite) {
        return invite.headers(HeaderName.VIA).stream().skip(1).map(Via::parse).flatMap(Optional::stream)
                .anyMatch(via -> env.transactions().isOurs(Side.ICP, via));
    }

    /** The phone that has the dialog, of several that are registered as one device; all when it cannot be told. */
    private static List<Binding> holding(List<Binding> bindings, SipUri phone) {
        List<Binding> holders = bindings.stream()
                .filter(binding -> binding.contact().sipUri().filter(phone::equivalent).isPresent()).toList();
        return holders.isEmpty() ? bindings : holders;
    }

    private Optional<Device> extension(PbxDefinition pbx, Place place, Optional<String> user) {
        return user.map(dialled -> pbx.profile().from().dialled(place, dialled))
                .map(extension -> SipUri.of(extension, pbx.domain()).userDecoded())
                .flatMap(extension -> env.directory().byIcpUser(pbx.id(), extension));
    }

    private CallPlan toPhone(SipRequest invite, Flow flow, Device device, PbxDefinition pbx, List<Binding> bindings) {
        String domain = env.parameters().setDomain();
        NameAddr told = Parties.caller(invite, domain);
        NameAddr caller = pbx.profile().from().on(Place.FROM, told);
        String callerUser = Parties.user(caller).orElse("");
        rewritten(invite, pbx, "the caller", Parties.user(told).orElse(""), callerUser);
        return new CallPlan(device, Side.ICP, pbx.domain(), domain,
                new PbxPath(pbx, env.routes(), new Destination.OverFlow(flow)), bindings.getFirst().icpContact(),
                caller,
                Parties.named(invite.to(), escaped(device.setUser()), domain), called(invite, device, pbx), true,
                then -> then.accept(bindings.stream().flatMap(binding -> target(binding, callerUser)).toList()));
    }

    /** What the caller dialled, as far as the PBX tells: in To while the Request-URI is our Contact of the phone; else the phone's extension. */
    private String called(SipRequest invite, Device device, PbxDefinition pbx) {
        Optional<String> dialled = Parties.dialled(invite);
        return dialled.filter(user -> extension(pbx, Place.REQUEST_URI, dialled).isPresent())
                .or(() -> Parties.user(invite.to()).filter(user -> env.bindings().deviceBehind(user).isEmpty()))
                .map(Parties::shown).orElse(device.icpUser());
    }

    private Stream<Target> target(Binding binding, String callerUser) {
        return binding.contact().sipUri().stream()
                .map(uri -> new Target(uri, new Destination.OverFlow(binding.flow()),
                        new PhonePath(binding.device().id(), env.bindings(), binding.flow()),
                        env.contacts().contact(binding.flow(), callerUser), binding.path()));
    }
}
