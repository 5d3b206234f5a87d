package io.sbc.core.registrar;

import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.Directory;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.Icps;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.auth.DigestAuthenticator;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Flow;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrar of one shard (RFC 3261 §10.3): says who may register, and hands what is asked to the device's {@link
 * DeviceRegistration}. A device lives on the shard of its set-side user. All methods are called on the shard.
 */
public final class RegistrarService {

    /** REGISTER exchanges with one PBX under way at once, of one shard. */
    static final int UPSTREAM_IN_FLIGHT_MAX = 200;

    /** After a start the way to the PBXs is not open yet. */
    private static final Duration RESTORED_SETTLES = Duration.ofSeconds(5);

    private static final Set<String> SUPPORTED = Set.of("path", "outbound");
    private static final Logger LOG = LoggerFactory.getLogger(RegistrarService.class);

    private final RegistrarContext context;
    private final Directory directory;
    private final DigestAuthenticator authenticator;
    private final Set<String> domains;
    private final IcpContacts contacts;
    private final Consumer<SavedRegistration> heirs;
    private final Map<DeviceId, DeviceRegistration> registrations = new HashMap<>();

    /** What its devices tell it. */
    private final DeviceRegistration.Listener listener = new DeviceRegistration.Listener() {

        @Override
        public void onReleased(DeviceRegistration registration) {
            registrations.remove(registration.device().id(), registration);
        }

        @Override
        public void onPbxAnswered(String pbx) {
            onPbxReachable(pbx); // whatever the health checks say
        }
    };

    /**
     * @param authenticator of this shard
     * @param domains what phones may write as the domain: the set side's domain first, and its advertised address
     * @param contacts what PBXs get as a device's Contact
     * @param heirs takes what a renamed device leaves to the registrar of the shard that it belongs to now
     */
    public RegistrarService(ShardContext shard, Transactions transactions, Directory directory, Icps icps,
            DigestAuthenticator authenticator, RegistrationSettings settings, List<String> domains,
            IcpContacts contacts, RegistrarShared shared, Consumer<SavedRegistration> heirs) {
        this.context = new RegistrarContext(shard, transactions, icps, shared.table(), settings,
                new UpstreamPace(shard, shared.budget(), UPSTREAM_IN_FLIGHT_MAX, settings.bindings(),
                        shared.metrics()),
                new RegistrarAnswers(shard, domains.getFirst(), settings.flowTimer()), shared.metrics(),
                shared.journal(),
                new PbxReach(shard.clock()), shared.board());
        this.directory = directory;
        this.heirs = heirs;
        this.authenticator = authenticator;
        this.domains = domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.contacts = contacts;
    }

    /** A REGISTER from the set side. It is answered, now or once the PBX has answered. */
    public void onRegister(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        context.metrics().count(RegistrarCounter.REGISTERS);
        List<String> unsupported = unsupported(request);
        if (!unsupported.isEmpty()) {
            context.metrics().count(RegistrarCounter.REJECTED);
            transaction.respond(context.answers().badExtension(request, unsupported));
            return;
        }
        Optional<SipUri> addressOfRecord = request.to().sipUri();
        if (addressOfRecord.isEmpty()) {
            reject(transaction, 400, "Bad Request"); // RFC 4475 §3.3.4: nobody registers names of other schemes
            return;
        }
        Optional<SipUri> registrar = request.sipRequestUri();
        if (registrar.isEmpty() || !isOurs(addressOfRecord.get(), transaction.flow())
                || !isOurs(registrar.get(), transaction.flow())) {
            context.transactions().witness().onDecision(request.callId(), "foreign-domain",
                    "neither " + request.requestUri() + " nor the To is of our domains");
            reject(transaction, 404, "Not Found");
            return;
        }
        authenticate(transaction, directory.bySetUser(addressOfRecord.get().userDecoded()));
    }

    private static List<String> unsupported(SipRequest request) {
        return request.has(HeaderName.REQUIRE)
                ? request.headers(HeaderName.REQUIRE).stream()
                        .filter(extension -> !SUPPORTED.contains(extension.toLowerCase(Locale.ROOT))).toList()
                : List.of();
    }

    /** RFC 3261 §10.3 steps 1 and 5. A phone may use the address that it connected to instead of the domain. */
    private boolean isOurs(SipUri uri, Flow flow) {
        String host = uri.host().toLowerCase(Locale.ROOT);
        return domains.contains(host) || isAddress(host, flow.local().getAddress());
    }

    private static boolean isAddress(String host, InetAddress address) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host).equals(address);
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }

    private void authenticate(ServerTransaction transaction, Optional<Device> claimed) {
        SipRequest request = transaction.request();
        switch (authenticator.check(request, transaction.flow(), claimed)) {
            case AuthVerdict.Malformed(String what) -> reject(transaction, 400, what);
            case AuthVerdict.Challenged challenged -> {
                context.metrics().count(switch (challenged.reason()) {
                    case NO_CREDENTIALS -> RegistrarCounter.CHALLENGES;
                    case WRONG_CREDENTIALS -> RegistrarCounter.WRONG_CREDENTIALS;
                    case STALE_NONCE -> RegistrarCounter.STALE_NONCES;
                });
                if (challenged.reason() == AuthVerdict.Reason.WRONG_CREDENTIALS) {
                    claimed.ifPresent(device -> noteRefused(device, 401, "credentials"));
                }
                transaction.respond(context.answers().challenge(request, challenged));
            }
            case AuthVerdict.Authenticated(Device device) -> onAuthenticated(transaction, device);
        }
    }

    private void onAuthenticated(ServerTransaction transaction, Device device) {
        SipRequest request = transaction.request();
        if (!device.enabled() || !isFrom(request.from(), device)) {
            noteRefused(device, 403, device.enabled() ? "refused" : "disabled");
            context.transactions().witness().onDecision(request.callId(),
                    device.enabled() ? "registers-another" : "device-disabled", "device " + device.setUser()
                            + (device.enabled() ? " may not register somebody else" : " is disabled"));
            reject(transaction, 403, "Forbidden"); // disabled; or a registration for somebody else
            return;
        }
        switch (RegisterRequest.read(request, context.settings().clientExpires().toSeconds(),
                transaction.flow().protocol().isStream())) {
            case RegisterRequest.Reading.Rejected(int status, String reason) -> reject(transaction, status, reason);
            case RegisterRequest.Reading.Read(RegisterRequest read) -> register(transaction, device, read);
        }
    }

    private void noteRefused(Device device, int status, String why) {
        if (context.table().of(device.id()).isEmpty()) { // who is well registered is not touched by what others try
            context.board().failed(device.id(), new RegistrationBoard.Trouble(Side.SET, status, why,
                    context.shard().clock().epochMillis()));
        }
    }

    private static boolean isFrom(NameAddr from, Device device) {
        return from.sipUri().filter(uri -> uri.userDecoded().equals(device.setUser())).isPresent();
    }

    private void register(ServerTransaction transaction, Device device, RegisterRequest request) {
        Optional<DeviceRegistration> registration = registrationOf(device);
        if (registration.isPresent()) {
            registration.get().onRegister(transaction, request);
            if (registration.get().isUnused()) {
                registrations.remove(device.id(), registration.get()); // it only asked
            }
            return;
        }
        LOG.error("device names a PBX that is not configured deviceId={} pbx={}", device.id().value(), device.icp());
        context.metrics().count(RegistrarCounter.REJECTED);
        transaction.respond(context.answers().refused(transaction.request(), new UpstreamRefusal.NoSuchPbx()));
    }

    private Optional<DeviceRegistration> registrationOf(Device device) {
        DeviceRegistration current = registrations.get(device.id());
        if (current != null && !current.device().equals(device)) {
            onDeviceChanged(device.id());
            current = registrations.get(device.id());
        }
        if (current != null) {
            return Optional.of(current);
        }
        return context.icps().byId(device.icp()).map(pbx -> newRegistration(device, pbx));
    }

    private DeviceRegistration newRegistration(Device device, PbxDefinition pbx) {
        return place(device,
                new PbxAccount(device, pbx, contacts.contactOf(device, pbx.transport()), context.shard(),
                        context.settings().path()));
    }

    private DeviceRegistration place(Device device, PbxAccount account) {
        DeviceRegistration registration = new DeviceRegistration(context, device, account, listener);
        registrations.put(device.id(), registration);
        return registration;
    }

    /**
     * Takes up what an earlier process, or another shard, left of a device of this shard. What is of no use any more is
     * forgotten: run out, the device or its PBX are gone or others, or we have another address towards the PBX.
     */
    public void restore(SavedRegistration saved) {
        if (registrations.containsKey(saved.device())) {
            return; // its phone was faster
        }
        Optional<Device> device = directory.byId(saved.device()).filter(
                known -> known.icp().equals(saved.pbx()) && known.icpUser().equals(saved.icpUser()));
        Optional<PbxAccount> account = device.flatMap(known -> context.icps().byId(known.icp()))
                .map(pbx -> PbxAccount.restored(device.get(), pbx,
                        contacts.contactOf(device.get(), pbx.transport()), context.shard(),
                        context.settings().path(), saved))
                .filter(made -> made.contact().toString().equals(saved.contact()));
        if (account.isEmpty() || saved.expiresAtMillis() <= context.shard().clock().epochMillis()) {
            context.metrics().count(RegistrarCounter.NOT_RESTORED);
            context.journal().forget(saved.device());
            return;
        }
        DeviceRegistration registration = place(device.get(), account.get());
        context.metrics().count(RegistrarCounter.RESTORED);
        registration.restore(saved);
        if (!device.get().enabled()) { // told to the PBX once there is a way to it
            context.shard().schedule(RESTORED_SETTLES.toNanos(), () -> onDeviceChanged(saved.device()));
        }
    }

    /** A flow is gone, and every binding over it (lesson 6). */
    public void onFlowClosed(Flow flow) {
        context.board().disappeared(flow.id());
        for (Binding binding : context.table().onFlow(flow)) {
            DeviceRegistration registration = registrations.get(binding.device().id());
            if (registration != null) {
                registration.onFlowClosed(flow);
            }
        }
    }

    /**
     * The directory changed. A device that is gone, disabled, or has another set-side password loses its bindings and is
     * unregistered at the PBX; so is one that moved at or between PBXs, whose phones register it anew. One that was only
     * renamed on the set side keeps what it has at the PBX, for its phones to come back under the new name. Other changes
     * are taken over silently.
     */
    public void onDeviceChanged(DeviceId id) {
        context.board().changed(id);
        DeviceRegistration registration = registrations.get(id);
        if (registration == null) {
            return;
        }
        Device before = registration.device();
        Optional<Device> now = directory.byId(id);
        if (now.isEmpty() || !now.get().enabled()) {
            registration.withdraw("device disabled or removed");
        } else if (!registration.isAt(now.get())) {
            registrations.remove(id); // the old one unregisters and ends by itself
            registration.retire("device moved at the PBX");
        } else if (!before.setUser().equals(now.get().setUser())) {
            registrations.remove(id);
            registration.handOver(heirs);
            return;
        } else if (!before.ha1().equals(now.get().ha1())) {
            registration.withdraw("set-side password changed");
        }
        now.filter(registration::isAt).ifPresent(registration::adopt);
    }

    /**
     * No node of a PBX answers: phones are answered from what it holds; whom it does not hold is sent away for a while, those
     * that wait for it at once. Our own refreshes wait.
     */
    public void onPbxUnreachable(String pbx) {
        context.reach().onLost(pbx);
        context.pace().giveUp(pbx);
        List.copyOf(registrations.values()).stream().filter(registration -> registration.isAtPbx(pbx))
                .forEach(DeviceRegistration::onPbxLost);
    }

    /**
     * A PBX is back. It may have forgotten everything: every device that has phones, or may have again soon, is registered
     * there anew, at the PBX's pace, and behind the phones that wait.
     */
    public void onPbxReachable(String pbx) {
        if (context.reach().onBack(pbx)) {
            List.copyOf(registrations.values()).stream().filter(registration -> registration.isAtPbx(pbx))
                    .forEach(DeviceRegistration::onPbxBack);
        }
    }

    /** Devices that there is anything to remember of. */
    int registrations() {
        return registrations.size();
    }

    private void reject(ServerTransaction transaction, int status, String reason) {
        context.metrics().count(RegistrarCounter.REJECTED);
        transaction.respond(context.answers().status(transaction.request(), status, reason));
    }
}
