package io.sbc.core.config;

import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rules that look at more than one key. Run only when every key by itself is right. */
final class ConfigRules {

    private final SbcConfig config;
    private final List<ConfigProblem> problems;

    private ConfigRules(SbcConfig config, List<ConfigProblem> problems) {
        this.config = config;
        this.problems = problems;
    }

    static void check(SbcConfig config, List<ConfigProblem> problems) {
        ConfigRules rules = new ConfigRules(config, problems);
        rules.checkListeners();
        rules.checkPbxs();
        rules.checkOrders();
        rules.checkDatabases();
        rules.checkMail();
        rules.checkOidc();
    }

    private void checkOidc() {
        OidcSettings oidc = config.admin().oidc();
        if (!oidc.isUsed()) {
            return;
        }
        if (oidc.clientId().isEmpty()) {
            problem("admin.oidc.client-id", "must be given, since there is an issuer");
        }
        if (!oidc.redirect().endsWith("/api/v1/login/oidc/callback")) {
            problem("admin.oidc.redirect", "must be given, and end in /api/v1/login/oidc/callback");
        }
        if (!oidc.scopes().contains("openid")) {
            problem("admin.oidc.scopes", "must have openid among them");
        }
        if (oidc.administrators().isEmpty() && oidc.operators().isEmpty() && oidc.auditors().isEmpty()) {
            problem("admin.oidc.administrators", "must be given, or operators, or auditors: nobody could be let in");
        }
    }

    private void problem(String path, String message) {
        problems.add(new ConfigProblem(path, 0, message));
    }

    /** A port that somebody binds. */
    private record Bound(String path, boolean udp, String address, int port) {

        boolean clashesWith(Bound other) {
            return udp == other.udp && port == other.port && overlaps(address, other.address);
        }
    }

    private void checkListeners() {
        SetSide set = config.set();
        IcpSide icp = config.icp();
        if (!set.tls().listener().enabled() && !set.tcp().enabled() && !set.udp().enabled()) {
            problem("set", "at least one of tls, tcp and udp must be enabled");
        }
        List<Bound> bound = new ArrayList<>();
        add(bound, "set.tls.port", set.tls().listener(), false, set.address());
        add(bound, "set.tcp.port", set.tcp(), false, set.address());
        add(bound, "set.udp.port", set.udp(), true, set.address());
        add(bound, "icp.udp.port", icp.udp(), true, icp.address());
        add(bound, "icp.tcp.port", icp.tcp(), false, icp.address());
        add(bound, "icp.tls.port", icp.tls().listener(), false, icp.address());
        bound.add(new Bound("admin.port", false, config.admin().address(), config.admin().port()));
        ApiListener api = config.admin().api();
        if (api.enabled()) {
            bound.add(new Bound("admin.api.port", false, api.address(), api.port()));
        }
        for (int i = 0; i < bound.size(); i++) {
            Bound later = bound.get(i);
            bound.subList(0, i).stream().filter(earlier -> later.port() != 0 && earlier.clashesWith(later)).findFirst()
                    .ifPresent(earlier -> problem(later.path(),
                            later.port() + " is not allowed: " + earlier.path()
                                    + " has that port on the same address"));
            if (later.udp()) {
                checkAgainstMedia(later);
            }
        }
    }

    private static void add(List<Bound> bound, String path, Listener listener, boolean udp, String address) {
        if (listener.enabled()) {
            bound.add(new Bound(path, udp, address, listener.port()));
        }
    }

    private void checkAgainstMedia(Bound udp) {
        MediaSettings media = config.media();
        boolean shared = overlaps(udp.address(), config.set().media().address())
                || overlaps(udp.address(), config.icp().media().address());
        if (shared && udp.port() >= media.portMin() && udp.port() <= media.portMax()) {
            problem(udp.path(), udp.port() + " is not allowed: media.ports has it on the same address");
        }
    }

    private void checkPbxs() {
        IcpSide icp = config.icp();
        Map<String, Integer> byId = new HashMap<>();
        for (int i = 0; i < icp.pbxs().size(); i++) {
            PbxDefinition pbx = icp.pbxs().get(i);
            String path = "icp.pbxs[" + i + "]";
            Integer earlier = byId.putIfAbsent(pbx.id(), i);
            if (earlier != null) {
                problem(path + ".id", "\"" + pbx.id() + "\" is not allowed: icp.pbxs[" + earlier + "] has it");
            }
            checkProfile(pbx, path);
            for (int n = 0; n < pbx.nodes().size(); n++) {
                checkNode(pbx.nodes().get(n), pbx.nodes().size() == 1 ? path : path + ".nodes[" + n + "]");
            }
        }
    }

    private void checkProfile(PbxDefinition pbx, String path) {
        PbxProfile profile = pbx.profile();
        pbx.nodes().stream().flatMap(node -> node.transport().stream())
                .filter(transport -> !profile.transports().contains(transport)).findFirst()
                .ifPresent(transport -> problem(path + ".transport", "\"" + transport.name().toLowerCase(Locale.ROOT)
                        + "\" is not allowed: the profile " + profile.name() + " has "
                        + profile.transports().stream().map(known -> known.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
        long ofThisKind = config.icp().pbxs().stream()
                .filter(other -> other.profile().name().equals(profile.name())).count();
        if (profile.onlyOne() && ofThisKind > 1) {
            problem(path + ".profile",
                    "\"" + profile.name() + "\" is not allowed: an SBC may serve one PBX of this kind");
        }
    }

    private void checkNode(PbxNode node, String path) {
        if (node.transport().isEmpty()) {
            if (node.port() != 0 || literal(node.host()).isPresent()) {
                problem(path + ".transport",
                        "\"auto\" is not allowed: a port or an address leaves nothing for DNS to say");
            }
            return;
        }
        Listener listener = listener(node.transport().get());
        if (!listener.enabled()) {
            String name = node.transport().get().name().toLowerCase(Locale.ROOT);
            problem(path + ".transport", "\"" + name + "\" is not allowed: icp." + name + " is not enabled");
        } else if (node.port() != 0 && node.port() == listener.port() && isOurs(node.host())) {
            problem(path + ".port", node.port() + " is not allowed: that is our own listener");
        }
    }

    private Listener listener(TransportProtocol transport) {
        return switch (transport) {
            case UDP -> config.icp().udp();
            case TCP -> config.icp().tcp();
            case TLS -> config.icp().tls().listener();
        };
    }

    private boolean isOurs(String host) {
        return literal(host).isPresent() && overlaps(host, config.icp().address());
    }

    private void checkOrders() {
        RegistrationSettings registration = config.registration();
        notLonger("registration.minimum-expires", registration.minimumExpires(), "registration.client-expires",
                registration.clientExpires());
        CallSettings calls = config.calls();
        notLonger("calls.minimum-session-expires", calls.minimumSessionExpires(), "calls.session-expires",
                calls.sessionExpires());
        SubscriptionSettings subscriptions = config.subscriptions();
        notLonger("subscriptions.expires-minimum", subscriptions.expiresMinimum(), "subscriptions.expires-maximum",
                subscriptions.expiresMaximum());
        notLonger("signalling.t1", config.signalling().t1(), "signalling.t2", config.signalling().t2());
        LimitSettings limits = config.limits();
        if (limits.message().lineOctets() > limits.message().messageOctets()) {
            problem("limits.line", Units.formatSize(limits.message().lineOctets())
                    + " is not allowed: must not be more than limits.message ("
                    + Units.formatSize(limits.message().messageOctets()) + ")");
        }
        if (limits.connectionsPerSource() > limits.connections()) {
            problem("limits.connections-per-source", limits.connectionsPerSource()
                    + " is not allowed: must not be more than limits.connections (" + limits.connections() + ")");
        }
        checkGuard(config.guard());
        AccountSettings accounts = config.admin().accounts();
        notLonger("admin.accounts.lock-first", accounts.lockFirst(), "admin.accounts.lock-maximum",
                accounts.lockMaximum());
        notLonger("admin.accounts.session-idle", accounts.sessionIdle(), "admin.accounts.session-life",
                accounts.sessionLife());
    }

    /** Each has a version of its own in its file, and the archive begins a file anew whose version it does not know. */
    private void checkDatabases() {
        Path records = config.recorder().database().toAbsolutePath().normalize();
        if (config.recorder().enabled() && records.equals(config.store().database().toAbsolutePath().normalize())) {
            problem("recorder.database",
                    "\"" + config.recorder().database() + "\" is not allowed: store.database is that file");
        }
    }

    private void checkMail() {
        AlarmSettings.MailSettings mail = config.alarms().mail();
        if (!mail.host().isEmpty() && (mail.from().isEmpty() || mail.to().isEmpty())) {
            problem("alarms.mail", "from and to must be given where host is");
        }
    }

    private void checkGuard(GuardSettings guard) {
        notLonger("guard.block.first", guard.block().first(), "guard.block.maximum", guard.block().maximum());
        notLonger("guard.overload.retry-after-min", guard.overload().retryAfterMin(),
                "guard.overload.retry-after-max", guard.overload().retryAfterMax());
    }

    private void notLonger(String path, Duration value, String limitPath, Duration limit) {
        if (value.compareTo(limit) > 0) {
            problem(path, Units.formatDuration(value) + " is not allowed: must not be longer than " + limitPath + " ("
                    + Units.formatDuration(limit) + ")");
        }
    }

    /** The same address, or one of them stands for all. */
    private static boolean overlaps(String a, String b) {
        return a.equals(b) || InetAddress.ofLiteral(a).isAnyLocalAddress()
                || InetAddress.ofLiteral(b).isAnyLocalAddress();
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
