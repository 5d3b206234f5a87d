package io.sbc.interop.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Kamailio (Debian's 5.6) as the PBX: registrar with digest, location service in memory, stateful proxy over UDP and TCP on
 * one port of 127.0.0.1.
 */
public final class Kamailio {

    /** SIP domain and digest realm of this PBX. */
    public static final String DOMAIN = "pbx.local";

    private static final Duration START_LIMIT = Duration.ofSeconds(40);

    private final ManagedProcess process;
    private final int port;

    private Kamailio(ManagedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What this PBX knows before it starts. */
    public static final class Settings {

        private final Map<String, String> passwords = new TreeMap<>();
        private final Map<String, String> routes = new TreeMap<>();
        private final List<String> features = new ArrayList<>();
        private int rtpenginePort;
        private String offerFlags = "";
        private String answerFlags = "";

        /** A subscriber by digest user name, usually the extension. */
        public Settings subscriber(String user, String password) {
            passwords.put(user, password);
            return this;
        }

        /** Calls to this extension go to a fixed SIP URI instead of the location service. */
        public Settings route(String extension, String uri) {
            routes.put(extension, uri);
            return this;
        }

        /** An INVITE from a subscriber is answered with 407 until it carries credentials. */
        public Settings challengingInvites() {
            features.add("WITH_CHALLENGED_INVITES");
            return this;
        }

        /** Media goes through rtpengine, with these flags of Kamailio's rtpengine module. */
        public Settings mediaThrough(Rtpengine relay, String flagsForOffers, String flagsForAnswers) {
            features.add("WITH_RTPENGINE");
            rtpenginePort = relay.controlPort();
            offerFlags = flagsForOffers;
            answerFlags = flagsForAnswers;
            return this;
        }

        private String render(int port) {
            return template().replace("@port@", Integer.toString(port))
                    .replace("@realm@", DOMAIN)
                    .replace("@passwords@", table("passwords", passwords))
                    .replace("@routes@", table("routes", routes))
                    .replace("@rtpengine-port@", Integer.toString(rtpenginePort))
                    .replace("@offer-flags@", offerFlags)
                    .replace("@answer-flags@", answerFlags);
        }

        private static String table(String name, Map<String, String> entries) {
            return entries.entrySet().stream()
                    .map(entry -> "    $sht(%s=>%s) = \"%s\";".formatted(name, entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Starts the PBX and waits until it listens. */
    public static Kamailio start(PeerStage stage, Settings settings) {
        return start(stage, settings, stage.ports().one());
    }

    /** The same at a given port: one of several nodes, or the same one again after it was killed. */
    public static Kamailio start(PeerStage stage, Settings settings, int port) {
        Path directory = stage.directory("kamailio-" + stage.ports().one()); // one that was killed leaves its pid file
        Path configuration = directory.resolve("kamailio.cfg");
        PeerStage.write(configuration, settings.render(port));
        var command = new ArrayList<>(List.of(DebianProgram.KAMAILIO.path(), "-DD", "-E", "-m", "64", "-M", "8"));
        settings.features.forEach(feature -> command.addAll(List.of("-A", feature)));
        command.addAll(List.of("-f", configuration.toString(), "-Y", directory.toString()));
        command.addAll(List.of("-P", directory.resolve("kamailio.pid").toString()));
        ManagedProcess process = stage.startPeer("kamailio", directory, command);
        process.awaitLine("processes (at least)", START_LIMIT);
        return new Kamailio(process, port);
    }

    /** Ends all its processes at once, as a crash would. */
    public void kill() {
        process.kill();
    }

    /** Waits until an INVITE for this extension has come. */
    public void awaitInvite(String caller, String callee) {
        process.awaitLine("PBX-INVITE " + caller + " " + callee, START_LIMIT);
    }

    /** Where it listens, UDP and TCP alike. */
    public int port() {
        return port;
    }

    /** How a phone registers at this PBX directly. */
    public Account account(String user, String password) {
        return new Account(user, password, DOMAIN, new Account.Server("udp", "127.0.0.1", port));
    }

    /** Waits until it has accepted a REGISTER for this extension. */
    public void awaitRegistered(String extension) {
        process.awaitLine("PBX-REGISTERED " + extension + " ", START_LIMIT);
    }

    /** Whether it has ever accepted a REGISTER for this extension. */
    public boolean hasRegistered(String extension) {
        return process.output().all().stream().anyMatch(line -> line.contains("PBX-REGISTERED " + extension + " "));
    }

    public ManagedProcess process() {
        return process;
    }

    private static String template() {
        try (InputStream in = Kamailio.class.getResourceAsStream("/interop/kamailio.cfg")) {
            if (in == null) {
                throw new IllegalStateException("interop/kamailio.cfg is not among the test's resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
