package io.sbc.core.config;

import io.sbc.core.config.Listener.Access;
import io.sbc.core.config.LoggingSettings.Format;
import io.sbc.core.config.MediaSettings.MediaIo;
import io.sbc.core.config.RegistrationSettings.DigestAlgorithm;
import io.sbc.core.config.TlsListener.ClientAuth;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.nio.file.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/** Builds the records from a merged tree, one method per section, in the order of the reference file. */
final class ConfigBinder {

    private static final int REGISTRATION_DOMAINS_MAX = 3;
    /** What stands between the quotes of a realm without needing an escape. */
    private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]{1,64}");

    private static final Pattern EVENT_PACKAGE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern PORT_RANGE = Pattern.compile("([0-9]{1,5}) ?- ?([0-9]{1,5})");
    /** A password in it would be shown wherever the configuration is. */
    private static final Pattern POSTGRESQL = Pattern.compile("(?i)jdbc:postgresql:(?!.*password=)[!-~]{1,500}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{0,64}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** What a media loop takes in. */
    private static final int PACKET_SIZE_MAX = 2048;
    private static final int CORES_MAX = 256;
    private static final int MEBI = 1024 * 1024;
    /** The most whole mebibytes that an int holds. */
    private static final int SIZE_MAX = 2047 * MEBI;
    private static final int DNS_PORT = 53;
    /** Where Homer listens. */
    private static final int HEP_PORT = 9060;

    private final int cores;
    private final List<ConfigProblem> problems;

    ConfigBinder(int cores, List<ConfigProblem> problems) {
        this.cores = cores;
        this.problems = problems;
    }

    SbcConfig bind(ConfigCursor top) {
        Addresses common = Addresses.ofInterface(top.section("interface"));
        SbcConfig config = new SbcConfig(setSide(top.section("set"), common), icpSide(top.section("icp"), common),
                tls(top.section("tls")), registration(top.section("registration")), calls(top.section("calls")),
                subscriptions(top.section("subscriptions")), media(top),
                limits(top.section("limits")), signalling(top.section("signalling")), store(top.section("store")),
                AdminBinder.admin(top.section("admin"), common), run(top.section("run")),
                logging(top.section("logging")),
                GuardBinder.guard(top.section("guard")),
                GuardBinder.emergency(top.section("emergency")),
                policies(top.section("policies")), recorder(top.section("recorder")),
                capture(top.section("capture")), provisioning(top.section("provisioning")),
                AlarmBinder.alarms(top.section("alarms")),
                AlarmBinder.tracing(top.section("tracing")));
        if (problems.isEmpty()) {
            ConfigRules.check(config, problems);
        }
        return config;
    }

    private static SetSide setSide(ConfigCursor at, Addresses common) {
        String domain = at.host("domain");
        String realm = at.text("realm", text -> REALM.matcher(text).matches(),
                "1 to 64 printable ASCII characters without \" and \\");
        Addresses own = Addresses.below(common, at);
        return new SetSide(domain, realm, own.address(), own.advertised(), setTls(at.section("tls")),
                setListener(at.section("tcp")), setListener(at.section("udp")), rtpSecurity(at.section("rtp-security")),
                Addresses.below(own, at.section("media")).toMediaAddress());
    }

    private static TlsListener setTls(ConfigCursor at) {
        Listener listener = setListener(at);
        return tlsListener(at, listener);
    }

    private static TlsListener tlsListener(ConfigCursor at, Listener listener) {
        return new TlsListener(listener, at.words("protocols", List.of("TLSv1.3", "TLSv1.2")), certificates(at),
                at.choice("client-auth", ClientAuth.class), at.path("trust"), at.choice("provider", TlsProvider.class));
    }

    private static List<CertificateFiles> certificates(ConfigCursor at) {
        List<CertificateFiles> certificates = new ArrayList<>();
        for (ConfigCursor certificate : at.sections("certificates")) {
            if (at.isFromFile("certificates")) {
                List.of("certificate", "key").stream().filter(key -> !certificate.isFromFile(key))
                        .forEach(key -> certificate.problem(key, "must be given for every certificate"));
            }
            certificates.add(new CertificateFiles(certificate.path("certificate"), certificate.path("key"),
                    certificate.flag("required")));
        }
        if (certificates.isEmpty()) {
            at.problem("certificates", "must name at least one certificate");
            certificates.add(new CertificateFiles(Path.of("none"), Path.of("none"), true));
        }
        return certificates;
    }

    private static Listener setListener(ConfigCursor at) {
        boolean enabled = at.flag("enabled");
        int port = at.port("port");
        Access access = at.choice("access", Access.class);
        List<IpNetwork> networks = at.networks("networks");
        if (enabled && access == Access.PRIVATE && networks.isEmpty()) {
            at.problem("networks", "must name at least one network, because access is private");
        }
        return new Listener(enabled, port, access, networks);
    }

    private static IcpSide icpSide(ConfigCursor at, Addresses common) {
        Addresses own = Addresses.below(common, at);
        Listener udp = icpListener(at.section("udp"));
        Listener tcp = icpListener(at.section("tcp"));
        TlsListener tls = icpTls(at.section("tls"));
        return new IcpSide(own.address(), own.advertised(), udp, tcp, tls, rtpSecurity(at.section("rtp-security")),
                Addresses.below(own, at.section("media")).toMediaAddress(), failover(at.section("failover")),
                at.sockets("dns-servers", DNS_PORT),
                new PbxBinder(udp, tcp).pbxs(at));
    }

    private static FailoverSettings failover(ConfigCursor at) {
        Duration hour = Duration.ofHours(1);
        return new FailoverSettings(at.duration("timeout", SECOND.dividedBy(2), Duration.ofSeconds(32)),
                at.flag("health-checks"), at.duration("interval", SECOND, hour),
                at.duration("check-timeout", SECOND.dividedBy(2), Duration.ofSeconds(30)),
                at.integer("unhealthy-after", 1, 100), at.integer("healthy-after", 1, 100), at.flag("large-by-tcp"));
    }

    /** Who may use it follows from the PBX definitions: their hosts and {@code trusted} networks. */
    private static Listener icpListener(ConfigCursor at) {
        return new Listener(at.flag("enabled"), at.port("port"), Access.PRIVATE, List.of());
    }

    private static TlsListener icpTls(ConfigCursor at) {
        return tlsListener(at, icpListener(at));
    }

    private static TlsSettings tls(ConfigCursor at) {
        return new TlsSettings(at.duration("reload-check", Duration.ZERO, DAY));
    }

    private static RtpSecurityPolicy rtpSecurity(ConfigCursor at) {
        var inbound = at.choice("inbound", RtpSecurityPolicy.Inbound.class);
        var outbound = at.choice("outbound", RtpSecurityPolicy.Outbound.class);
        SrtpSuite preferred = at.choice("preferred", SrtpSuite.class, SrtpSuite::sdesName);
        SequencedSet<SrtpSuite> suites = new LinkedHashSet<>(
                at.choices("suites", SrtpSuite.class, SrtpSuite::sdesName));
        if (!suites.isEmpty() && !suites.contains(preferred)) {
            at.problem("preferred",
                    "\"" + preferred.sdesName() + "\" is not allowed: must be one of " + at.pathOf("suites"));
        }
        suites.add(preferred);
        int rekeyAfter = at.integer("rekey-after", 0, Integer.MAX_VALUE);
        return new RtpSecurityPolicy(inbound, outbound, preferred, List.copyOf(suites))
                .withKeysFor(rekeyAfter == 0 ? SrtpKey.LIFETIME_MAX : rekeyAfter);
    }

    private static RegistrationSettings registration(ConfigCursor at) {
        Duration week = DAY.multipliedBy(7);
        return new RegistrationSettings(at.duration("client-expires", SECOND, week),
                at.duration("minimum-expires", SECOND, week), at.duration("pbx-expires", SECOND, week),
                at.duration("grace", Duration.ZERO, Duration.ofHours(1)), at.integer("pbx-rate", 1, 100_000),
                at.duration("nonce-lifetime", SECOND, DAY),
                at.choices("algorithms", DigestAlgorithm.class, DigestAlgorithm::token),
                at.integer("contacts-per-device", 1, 64), at.integer("bindings", 1, 10_000_000),
                at.duration("flow-timer", Duration.ZERO, DAY), at.flag("path"), registrationDomains(at));
    }

    /** Softphones are given up to three addresses to register at: ours, and two more. */
    private static List<String> registrationDomains(ConfigCursor at) {
        List<String> domains = at.hosts("domains");
        if (domains.size() > REGISTRATION_DOMAINS_MAX) {
            at.problem("domains", "must name no more than " + REGISTRATION_DOMAINS_MAX);
        }
        return domains;
    }

    private static CallSettings calls(ConfigCursor at) {
        return new CallSettings(at.integer("maximum", 1, 1_000_000),
                at.duration("answer-timeout", SECOND, Duration.ofHours(1)),
                at.duration("media-timeout", Duration.ZERO, DAY), at.flag("follow-redirects"),
                at.duration("session-expires", Duration.ofSeconds(90), DAY),
                at.duration("minimum-session-expires", Duration.ofSeconds(90), DAY),
                at.duration("survive-outage", Duration.ZERO, Duration.ofMinutes(10)));
    }

    private static SubscriptionSettings subscriptions(ConfigCursor at) {
        Duration week = DAY.multipliedBy(7);
        return new SubscriptionSettings(
                at.tokens("packages", EVENT_PACKAGE, "the name of an event package in lower case"),
                at.integer("maximum", 1, 10_000_000), at.integer("per-device", 1, 100_000),
                at.duration("expires-minimum", SECOND, week), at.duration("expires-maximum", SECOND, week),
                at.duration("dead-flow-grace", Duration.ZERO, Duration.ofHours(1)),
                at.size("body", 1024, 1024 * 1024), at.choice("publish", SubscriptionSettings.Publish.class),
                at.integer("transfers", 1, 1_000_000),
                at.duration("transfer-lifetime", SECOND, Duration.ofMinutes(10)));
    }

    private MediaSettings media(ConfigCursor top) {
        ConfigCursor at = top.section("media");
        MediaRules.Both sides = new MediaRules.Both(mediaRules(top.section("set").section("media")),
                mediaRules(top.section("icp").section("media")));
        PortRange ports = at.read("ports", ConfigBinder::parsePortRange,
                "a range such as 20000-29999, from 1024 to 65535, of at least 8 ports");
        return new MediaSettings(ports.min(), ports.max(),
                at.duration("quarantine", Duration.ZERO, Duration.ofHours(1)),
                perCore(at.integer("loops", 0, CORES_MAX)), at.choice("io", MediaIo.class),
                at.integer("packets-per-second", 0, 1_000_000), at.integer("strangers-per-second", 0, 1_000_000),
                at.integer("packet-size", 200, PACKET_SIZE_MAX),
                at.duration("quality-interval", Duration.ZERO, Duration.ofMinutes(5)),
                at.duration("silence", SECOND, Duration.ofMinutes(10)),
                at.duration("rtcp-interval", Duration.ZERO, Duration.ofMinutes(5)), sides);
    }

    private static MediaRules mediaRules(ConfigCursor at) {
        return new MediaRules(at.integer("dscp", 0, 63), at.choice("learning", AddressLearning.class),
                at.flag("rtcp-mux"), at.networks("allow"), at.networks("deny"));
    }

    private static LimitSettings limits(ConfigCursor at) {
        ParseLimits message = new ParseLimits(at.size("message", 1024, 1024 * 1024), at.integer("headers", 16, 10_000),
                at.size("line", 256, 1024 * 1024));
        return new LimitSettings(message, at.integer("connections", 1, 1_000_000),
                at.integer("connections-per-source", 1, 1_000_000),
                at.duration("handshake-timeout", SECOND, Duration.ofMinutes(10)),
                at.duration("first-message-timeout", SECOND, Duration.ofHours(1)),
                at.duration("idle-timeout", SECOND, DAY),
                at.duration("write-timeout", SECOND, Duration.ofHours(1)), at.integer("transactions", 100, 10_000_000));
    }

    private SignallingSettings signalling(ConfigCursor at) {
        Duration shortest = Duration.ofMillis(10);
        Duration longest = Duration.ofMinutes(1);
        return new SignallingSettings(perCore(at.integer("shards", 0, CORES_MAX)), at.duration("t1", shortest, longest),
                at.duration("t2", shortest, longest), at.duration("t4", shortest, longest), at.integer("dscp", 0, 63));
    }

    private static RecorderSettings recorder(ConfigCursor at) {
        return new RecorderSettings(at.flag("enabled"), at.size("memory", MEBI, 1024 * MEBI),
                at.integer("attempts-per-device", 1, 100), at.path("database"),
                at.duration("retention-age", SECOND, DAY.multipliedBy(3650)),
                at.storage("retention-size", 1L << 16, 1024L * 1024 * MEBI), at.integer("full-calls", 0, 10_000));
    }

    private static StoreSettings store(ConfigCursor at) {
        return new StoreSettings(at.path("database"), at.path("key-file"), postgresql(at.section("postgresql")),
                history(at.section("history")));
    }

    private static StoreSettings.PostgresSettings postgresql(ConfigCursor at) {
        return new StoreSettings.PostgresSettings(
                at.text("url", text -> text.isEmpty() || POSTGRESQL.matcher(text).matches(),
                        "jdbc:postgresql://host/database without a password, or empty"),
                at.text("user"), at.optionalPath("password-file"), at.integer("connections", 1, 100));
    }

    private static StoreSettings.HistorySettings history(ConfigCursor at) {
        return new StoreSettings.HistorySettings(at.duration("keep", DAY, DAY.multipliedBy(36_500)),
                at.size("size", MEBI, SIZE_MAX));
    }

    private static ProvisioningSettings provisioning(ConfigCursor at) {
        return new ProvisioningSettings(at.flag("match-required"), at.integer("teleworker-licences", 0, 10_000_000),
                at.integer("jobs-kept", 1, 1_000),
                at.duration("jobs-kept-for", Duration.ofMinutes(1), DAY.multipliedBy(30)));
    }

    private static RunSettings run(ConfigCursor at) {
        return new RunSettings(at.optionalPath("ports-file"), at.text("node", NODE.asMatchPredicate(),
                "at most 64 letters, digits, dots, hyphens and underscores"));
    }

    private static LoggingSettings logging(ConfigCursor at) {
        return new LoggingSettings(at.choice("format", Format.class),
                at.word("level", List.of("error", "warn", "info", "debug")));
    }

    private static CaptureSettings capture(ConfigCursor at) {
        ConfigCursor hep = at.section("hep");
        List<InetSocketAddress> collectors = hep.sockets("address", HEP_PORT);
        if (collectors.size() > 1) {
            hep.problem("address", "must name one collector at most");
        }
        return new CaptureSettings(at.path("directory"), at.size("size", 1 << 16, SIZE_MAX),
                at.duration("time", SECOND, DAY), at.duration("keep", SECOND, DAY.multipliedBy(3_650)),
                at.size("total-size", 1 << 16, SIZE_MAX),
                new CaptureSettings.HepSettings(collectors, hep.choice("transport", CaptureSettings.HepTransport.class),
                        hep.integer("id", 0, Integer.MAX_VALUE)));
    }

    private static PolicySettings policies(ConfigCursor at) {
        return new PolicySettings(PbxBinder.profile(at, "set-profile", ProfileReader.SET_PRESETS),
                at.choice("diversion", PolicySettings.Diversion.class));
    }

    private int perCore(int configured) {
        return configured == 0 ? cores : configured;
    }

    private record PortRange(int min, int max) {}

    private static Optional<PortRange> parsePortRange(String text) {
        var matcher = PORT_RANGE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var range = new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        boolean valid = range.min() >= 1024 && range.max() <= 65535 && range.max() - range.min() >= 7;
        return valid ? Optional.of(range) : Optional.empty();
    }
}
