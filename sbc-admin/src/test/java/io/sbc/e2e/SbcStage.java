package io.sbc.e2e;

import io.sbc.admin.cli.InProcess;
import io.sbc.admin.http.Described;
import org.jspecify.annotations.Nullable;
import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.net.Trust;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * One SBC process with several PBXs behind it, each at an address of its own, by which the SBC knows it. The numbers of a PBX
 * start with its place, counted from 1: {@code x001} and so on; passwords differ between the sides.
 */
final class SbcStage implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final int NUMBERS_PER_STAND_IN = 3;
    private static final int NUMBERS_PER_SCRIPT = 300;

    private final Map<String, StandInPbx> standIns = new LinkedHashMap<>();
    private final Map<String, ScriptedPbx> scripts = new LinkedHashMap<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<SoftPhone> phones = new CopyOnWriteArrayList<>();
    private final List<ScriptedPhone> scriptedPhones = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final Function<Path, SSLContext> clients;
    private SbcProcess sbc;
    private InProcess commands;
    private final int numbers;
    private @Nullable Described described;
    private final Map<String, Integer> numbersGiven = new ConcurrentHashMap<>();

    /** What is to be on stage. */
    static final class Builder {
        private final Path directory;
        private final Map<String, UnaryOperator<StandInPbx.Builder>> standIns = new LinkedHashMap<>();
        private final List<String> scripts = new ArrayList<>();
        private final Map<String, String> extras = new LinkedHashMap<>();
        private final Set<String> pairs = new HashSet<>();
        private final StringBuilder settings = new StringBuilder();
        private final StringBuilder icp = new StringBuilder();
        private final Map<String, SSLContext> tlsScripts = new LinkedHashMap<>();
        private String setTls = "";
        private Function<Path, SSLContext> clients = Trust::clientOf;
        private String mediaPorts = "10000-10999";
        private String setSide = "";
        private String media = "";
        private final Set<String> tcpScripts = new HashSet<>();
        private int tlsPort;
        private int icpPort;
        private int icpTlsPort;
        private int numbers = NUMBERS_PER_SCRIPT;

        Builder(Path directory) {
            this.directory = directory;
        }

        /** A PBX that works by itself, made of a plain one. */
        Builder standIn(String name, UnaryOperator<StandInPbx.Builder> kind) {
            standIns.put(name, kind);
            return this;
        }

        /** A PBX that does what a test tells it. */
        Builder script(String name) {
            return script(name, "");
        }

        /**
         * A PBX that does what a test tells it.
         *
         * @param extra further keys of its definition, as in {@code profile: mx-one}; or all of its nodes, where {@code %port%} is its own port
         */
        Builder script(String name, String extra) {
            scripts.add(name);
            extras.put(name, extra);
            return this;
        }

        /** A PBX of two nodes, the second of which has the name with {@code -2} behind it and takes over from the first. */
        Builder pair(String name) {
            pairs.add(name);
            return script(name);
        }

        /** How many numbers each scripted PBX has. */
        Builder numbers(int perScript) {
            numbers = perScript;
            return this;
        }

        /** Where its SBC binds for media: two that run at a time must not want the same ports. */
        Builder mediaPorts(String range) {
            mediaPorts = range;
            return this;
        }

        /** RTP security of both sides, as in {@code {preferred: AEAD_AES_256_GCM, …}}. */
        Builder rtpSecurity(String set, String icp) {
            setSide += ", rtp-security: " + set;
            this.icp.append("  rtp-security: ").append(icp).append('\n');
            return this;
        }

        /** Further keys of the set side, as in {@code media: {dscp: 0}}. */
        Builder set(String keys) {
            setSide += ", " + keys;
            return this;
        }

        /** Further keys of the media plane, as in {@code silence: 2s}. */
        Builder media(String keys) {
            media = ", " + keys;
            return this;
        }

        /** The SBC has the same ports after a {@link SbcStage#killAndStartAgain}. */
        Builder fixedPorts() throws IOException {
            try (ServerSocket tcp = new ServerSocket(0); DatagramSocket udp = new DatagramSocket(0)) {
                tlsPort = tcp.getLocalPort();
                icpPort = udp.getLocalPort();
            }
            try (ServerSocket tcp = new ServerSocket(icpPort); ServerSocket tls = new ServerSocket(0)) {
                icpPort = tcp.getLocalPort();
                icpTlsPort = tls.getLocalPort();
            }
            return this;
        }

        /** A top-level entry of the configuration, as in {@code signalling: {t1: 100ms}}. */
        Builder setting(String yaml) {
            settings.append(yaml).append('\n');
            return this;
        }

        /** A PBX that does what a test tells it, over TLS only. */
        Builder tlsScript(String name, SSLContext tls) {
            tlsScripts.put(name, tls);
            return script(name);
        }

        /** What phones show and trust, made of the file with the SBC's CA. */
        Builder clients(Function<Path, SSLContext> contexts) {
            clients = contexts;
            return this;
        }

        /** A PBX that does what a test tells it, asked over TCP. */
        Builder tcpScript(String name) {
            tcpScripts.add(name);
            return script(name);
        }

        /** The port for PBXs that come over TLS, if ports are fixed; else 0. */
        int icpTlsPort() {
            return icpTlsPort;
        }

        /** Further keys of {@code set.tls}, as in {@code client-auth: required}. */
        Builder setTls(String keys) {
            setTls = ", " + keys;
            return this;
        }

        /** Where a PBX will be that was named before, and to which others may be added. */
        InetAddress addressOf(String pbx) throws IOException {
            return SbcStage.addressOf(standIns.size() + scripts.indexOf(pbx) + 1);
        }

        /** Where the SBC lives. */
        Path directory() {
            return directory;
        }

        /** A further entry of {@code icp}, as in {@code dns-servers: [127.0.0.1:5353]}. */
        Builder icp(String yaml) {
            icp.append("  ").append(yaml).append('\n');
            return this;
        }

        SbcStage start() throws IOException {
            return new SbcStage(this);
        }
    }

    /** Starts all. */
    private SbcStage(Builder builder) throws IOException {
        this.directory = builder.directory;
        this.clients = builder.clients;
        this.numbers = builder.numbers;
        StringBuilder csv = new StringBuilder(
                "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled\n");
        StringBuilder definitions = new StringBuilder();
        int devices = 0;
        for (Map.Entry<String, UnaryOperator<StandInPbx.Builder>> kind : builder.standIns.entrySet()) {
            String name = kind.getKey();
            InetAddress address = addressOf(place(name));
            StandInPbx.Builder pbx = kind.getValue()
                    .apply(StandInPbx.builder().domain(name + ".local").address(address));
            for (int i = 1; i <= NUMBERS_PER_STAND_IN; i++) {
                String number = number(name, i);
                pbx.extension(new Extension(number, "auth" + number, "icp-" + number));
                csv.append(row(number, name));
                devices++;
            }
            standIns.put(name, pbx.start());
            definitions.append(definition(name, standIns.get(name).address(), "", "udp"));
        }
        for (String name : builder.scripts) {
            SSLContext tls = builder.tlsScripts.get(name);
            scripts.put(name, tls == null
                    ? ScriptedPbx.start(name + ".local", addressOf(place(name)), 0)
                    : ScriptedPbx.startTls(name + ".local", addressOf(place(name)), tls));
            for (int i = 1; i <= builder.numbers; i++) {
                csv.append(row(number(name, i), name));
                devices++;
            }
            String extra = builder.extras.getOrDefault(name, "");
            if (builder.pairs.contains(name)) {
                ScriptedPbx second = ScriptedPbx.start(name + ".local", addressOf(place(name + "-2")), 0);
                scripts.put(name + "-2", second);
                extra = "nodes: [%s, %s]".formatted(node(scripts.get(name), 1), node(second, 2));
            }
            definitions.append(definition(name, scripts.get(name).address(), extra,
                    tls != null ? "tls" : builder.tcpScripts.contains(name) ? "tcp" : "udp"));
        }
        Files.writeString(directory.resolve("sbc.yaml"),
                """
                        set: {tls: {port: %d%s}%s}
                        icp:
                          udp: {port: %d}
                          tcp: {port: %d}
                        %s  pbxs:
                        %sadmin: {port: 0}
                        media: {ports: %s%s}
                        run: {ports-file: ports}
                        %s""".formatted(builder.tlsPort, builder.setTls, builder.setSide, builder.icpPort,
                        builder.icpPort, builder.icp,
                        definitions, builder.mediaPorts,
                        builder.media,
                        builder.settings));
        this.sbc = process();
        try {
            sbc.awaitReady(READY_LIMIT);
            this.commands = new InProcess(directory, "127.0.0.1:" + sbc.port("admin.http"));
            sbc.tool("users", "import", Files.writeString(directory.resolve("users.csv"), csv).toString());
            awaitMetric("sbc_directory_devices", devices);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\n" + String.join("\n", sbc.logTail(50)), e);
        }
    }

    private SbcProcess process() throws IOException {
        return new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, directory.resolve("sbc.yaml"), directory.resolve("ports"));
    }

    /** Ends the SBC as {@code kill -9} does, and starts it again where it was; how long it took to be ready. */
    Duration killAndStartAgain() throws IOException {
        sbc.kill();
        Files.delete(directory.resolve("ports"));
        return startAgain();
    }

    /** Stops the SBC as {@code systemctl} does, and starts it again. */
    void stopAndStartAgain() throws IOException {
        sbc.close();
        Files.deleteIfExists(directory.resolve("ports"));
        startAgain();
    }

    private Duration startAgain() throws IOException {
        sbc = process();
        Duration took = sbc.awaitReady(READY_LIMIT);
        commands = new InProcess(directory, "127.0.0.1:" + sbc.port("admin.http"));
        return took;
    }

    private int place(String name) {
        return places.computeIfAbsent(name, fresh -> places.size() + 1);
    }

    private static InetAddress addressOf(int place) throws IOException {
        return InetAddress.getByAddress(new byte[]{127, 0, 0, (byte) (10 + place)});
    }

    private String number(String pbx, int i) {
        return "%d%03d".formatted(place(pbx), i);
    }

    private static String row(String number, String pbx) {
        return String.join(",", number + "@example.com", "desktop", number, "set-" + number, number, "auth" + number,
                "icp-" + number, pbx, "true") + "\n";
    }

    private static String definition(String name, InetSocketAddress address, String extra, String transport) {
        String place = extra.startsWith("nodes:")
                ? extra.replace("%port%", Integer.toString(address.getPort()))
                : "host: %s, port: %d".formatted(address.getAddress().getHostAddress(), address.getPort())
                        + (extra.isEmpty() ? "" : ", " + extra);
        return "    - {id: %s, domain: %s.local, transport: %s, %s}%n".formatted(name, name, transport, place);
    }

    private static String node(ScriptedPbx pbx, int priority) {
        return "{host: %s, port: %d, priority: %d}".formatted(pbx.address().getAddress().getHostAddress(),
                pbx.address().getPort(), priority);
    }

    /** Waits until a metric has come down to a value. */
    void awaitMetricAtMost(String name, double value) throws IOException {
        sbc.await("have " + name + " at most " + value, READY_LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(name, Double.MAX_VALUE) <= value;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Waits until a metric has a value. */
    void awaitMetric(String name, double value) throws IOException {
        sbc.await("have " + name + " " + value, READY_LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(name, -1.0) == value;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Waits until something holds, whatever it is. */
    void await(String what, Duration limit, BooleanSupplier holds) throws IOException {
        sbc.await(what, limit, holds);
    }

    /** What the admin server says at a path, with whatever status; it has to be as the description of the API has it. */
    synchronized String get(String path) throws IOException {
        String said = sbc.said(path);
        if (path.startsWith("/api/")) {
            if (described == null) {
                described = new Described(sbc.said("/api/v1/openapi.json"));
            }
            described.checkDocument(path, said);
        }
        return said;
    }

    /** A port that it bound, by its name in the ports file. */
    int port(String name) {
        return sbc.port(name);
    }

    /** Something of the admin server, in clear. */
    URI admin(String path) {
        return URI.create("http://127.0.0.1:" + sbc.port("admin.http") + path);
    }

    /** Where the web console is. */
    String console() {
        return "https://127.0.0.1:" + sbc.port("admin.api");
    }

    /** What another command of the distribution prints. */
    String tool(String... subcommand) throws IOException {
        return sbc.tool(subcommand);
    }

    /** The same without a process of its own. */
    String command(String... subcommand) throws IOException {
        return commands.run(subcommand);
    }

    Map<String, Double> metrics() throws IOException {
        return sbc.metrics();
    }

    StandInPbx pbx(String name) {
        StandInPbx pbx = standIns.get(name);
        if (pbx == null) {
            throw new IllegalArgumentException("no PBX " + name);
        }
        return pbx;
    }

    ScriptedPbx script(String name) {
        ScriptedPbx pbx = scripts.get(name);
        if (pbx == null) {
            throw new IllegalArgumentException("no scripted PBX " + name);
        }
        return pbx;
    }

    List<ScriptedPbx> scripts() {
        return List.copyOf(scripts.values());
    }

    List<ScriptedPhone> scriptedPhones() {
        return List.copyOf(scriptedPhones);
    }

    /** All that it logged. */
    Path log() {
        return sbc.log();
    }

    /** What is no text, at a path of the admin server. */
    byte[] octets(String path) throws IOException {
        return sbc.octets(path);
    }

    List<String> logTail() {
        return sbc.logTail(60);
    }

    /** What the SBC's own certificate chains to. */
    Path ca() {
        return directory.resolve("certs/ca.pem");
    }

    /** A file where the SBC lives. */
    Path file(String name) {
        return directory.resolve(name);
    }

    InetSocketAddress server() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls"));
    }

    SoftPhone.Builder phone(String number) {
        return SoftPhone.builder()
                .user(number)
                .password("set-" + number)
                .server(server())
                .trust(directory.resolve("certs/ca.pem"));
    }

    /** A number of a scripted PBX that no test had before: what another left behind does not show. */
    String freshNumber(String pbx) {
        int given = numbersGiven.merge(pbx, 1, Integer::sum);
        if (given > numbers) {
            throw new IllegalStateException("only " + numbers + " numbers on a stage");
        }
        return number(pbx, given);
    }

    /** Connects a scripted phone; it ends with {@link #endPhones}. */
    ScriptedPhone connected(String number) throws IOException {
        ScriptedPhone phone = ScriptedPhone.connect(server(), clients.apply(ca()), number, "set-" + number);
        scriptedPhones.add(phone);
        return phone;
    }

    /** Starts a phone; it ends with {@link #endPhones}. */
    SoftPhone start(SoftPhone.Builder builder) throws IOException {
        SoftPhone phone = builder.start();
        phones.add(phone);
        return phone;
    }

    /** Starts and registers. */
    SoftPhone registered(SoftPhone.Builder builder) throws IOException {
        SoftPhone phone = start(builder);
        RegisterResult result = phone.register().await();
        if (!result.isRegistered()) {
            throw new IllegalStateException(phone.user() + " was refused: " + result);
        }
        return phone;
    }

    /** What the SBC holds now. */
    Occupancy occupancy() throws IOException {
        return Occupancy.of(sbc);
    }

    /** What it holds when nobody is there. */
    Occupancy emptiness() {
        return Occupancy.none(sbc);
    }

    void endPhones() {
        phones.forEach(SoftPhone::close);
        phones.clear();
        scriptedPhones.forEach(ScriptedPhone::close);
        scriptedPhones.clear();
    }

    @Override
    public void close() {
        endPhones();
        sbc.close();
        standIns.values().forEach(StandInPbx::close);
        scripts.values().forEach(ScriptedPbx::close);
    }
}
