package io.sbc.kit.demo;

import io.sbc.kit.media.RtpStats;
import io.sbc.kit.net.Pending;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the demo, step by step, each told as soon as it has happened. It owns all that it starts; {@link #close}
 * may come from another thread, when the reader interrupts.
 */
final class DemoStory implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    private static final Duration RINGING = Duration.ofMillis(600);
    private static final Duration ON_HOLD = Duration.ofMillis(800);

    private final Paper paper;
    private final String sbcCommand;
    private final Duration talk;
    private final boolean withHold;
    private final Random random = new SecureRandom();
    private final DemoUser aliceUser = user("Alice", "1001");
    private final DemoUser bobUser = user("Bob", "1002");
    private final DemoSite site;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable StandInPbx pbx;
    private @Nullable SbcProcess sbc;
    private @Nullable SoftPhone alice;
    private @Nullable SoftPhone bob;

    DemoStory(Paper paper, String sbcCommand, Duration talk, boolean withHold) throws IOException {
        this.paper = paper;
        this.sbcCommand = sbcCommand;
        this.talk = talk;
        this.withHold = withHold;
        this.site = new DemoSite();
    }

    private DemoUser user(String name, String number) {
        return new DemoUser(name, number, secret(), "7" + number, secret());
    }

    private String secret() {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    /** All that the phones, the PBX and the SBC can tell when it is over. */
    Findings tell() throws IOException {
        StandInPbx startedPbx = startPbx();
        SbcProcess startedSbc = startSbc(startedPbx);
        importUsers(startedSbc);
        SoftPhone caller = startPhone(aliceUser, startedSbc);
        alice = caller;
        SoftPhone callee = startPhone(bobUser, startedSbc);
        bob = callee;
        RegisterResult aliceRegistered = register(caller, aliceUser);
        RegisterResult bobRegistered = register(callee, bobUser);
        Map<String, Double> before = startedSbc.metrics();

        Call outgoing = caller.call(bobUser.number());
        Call incoming = callee.awaitCall();
        outgoing.awaitRinging();
        outgoing.awaitAnswered();
        paper.item(true, "Call",
                "Alice called " + bobUser.number() + ", it rang " + seconds(RINGING) + ", Bob answered");
        talk(outgoing, incoming);
        incoming.hangUp().await();
        outgoing.awaitEnded();
        paper.item(true, "Hang-up", "Bob hung up, Alice's phone heard of it");
        RtpStats heardByAlice = outgoing.media().stats();
        RtpStats heardByBob = incoming.media().stats();
        Map<String, Double> after = settle(startedSbc);
        return new Findings(caller, callee, aliceUser, bobUser, startedPbx, aliceRegistered, bobRegistered, outgoing,
                incoming, heardByAlice, heardByBob, outgoing.media().check(incoming.media()),
                incoming.media().check(outgoing.media()), before, after);
    }

    private StandInPbx startPbx() throws IOException {
        StandInPbx.Builder builder = StandInPbx.builder().domain(DemoSite.PBX_DOMAIN);
        for (DemoUser user : List.of(aliceUser, bobUser)) {
            builder.extension(new Extension(user.number(), user.authorizationCode(), user.icpPassword()));
        }
        StandInPbx started = builder.start();
        pbx = started;
        paper.item(true, "PBX",
                "a stand-in at " + text(started.address()) + " (UDP and TCP), SIP domain " + started.domain()
                        + ", two extensions");
        return started;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private SbcProcess startSbc(StandInPbx startedPbx) throws IOException {
        site.writeConfig(startedPbx.address(), random);
        SbcProcess started = new SbcProcess(sbcCommand, site.directory(), site.config(), site.portsFile());
        sbc = started;
        Duration took = started.awaitReady(READY_LIMIT);
        paper.item(true, "SBC", "ready in " + seconds(took) + ": TLS port " + started.port("set.tls")
                + " for phones, UDP " + started.port("icp.udp") + " for the PBX, admin " + started.port("admin.http"));
        return started;
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    private void importUsers(SbcProcess startedSbc) throws IOException {
        List<DemoUser> users = List.of(aliceUser, bobUser);
        startedSbc.tool("users", "import", site.writeUsers(users).toString());
        startedSbc.await("take in its users", SETTLE_LIMIT, () -> {
            try {
                return startedSbc.metrics().getOrDefault("sbc_directory_devices", 0.0) >= users.size();
            } catch (IOException e) {
                return false;
            }
        });
        paper.item(true, "Users", aliceUser.email() + " and " + bobUser.email()
                + " imported; another password on each side");
    }

    private SoftPhone startPhone(DemoUser user, SbcProcess startedSbc) throws IOException {
        return SoftPhone.builder()
                .user(user.number())
                .displayName(user.name())
                .password(user.setPassword())
                .server(new InetSocketAddress(InetAddress.getLoopbackAddress(), startedSbc.port("set.tls")))
                .trust(site.ca())
                .answerAfter(RINGING)
                .start();
    }

    private RegisterResult register(SoftPhone phone, DemoUser user) {
        RegisterResult result = phone.register().await();
        String tls = phone.tlsSession().map(DemoStory::describe).orElse("no TLS");
        paper.item(result.isRegistered(), user.name(),
                result.isRegistered()
                        ? String.format(Locale.ROOT, "registered %s in %.0f ms over %s, %s, for %d s",
                                user.number(),
                                result.nanos() / 1e6, tls, result.algorithm(), result.expiresSeconds())
                        : "was refused: " + result.status() + " " + result.reason());
        if (!result.isRegistered()) {
            throw new IllegalStateException(user.name() + " could not register: " + result.status());
        }
        return result;
    }

    private static String describe(SSLSession session) {
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    private void talk(Call outgoing, Call incoming) {
        int frames = Math.toIntExact(talk.toMillis() / 20);
        int before = withHold ? frames / 2 : frames;
        hear(outgoing, incoming, before);
        if (withHold) {
            outgoing.hold().await();
            if (!incoming.await(CallEvent.Changed.class).isHold()) {
                throw new IllegalStateException("Bob's phone was not put on hold");
            }
            rest(ON_HOLD);
            outgoing.retrieve().await();
            incoming.await(CallEvent.Changed.class);
            hear(outgoing, incoming, frames - before);
        }
        paper.item(true, "Talk", seconds(talk) + " of audio each way"
                + (withHold ? ", Alice held the call for " + seconds(ON_HOLD) + " in between" : ""));
    }

    private static void hear(Call outgoing, Call incoming, int frames) {
        outgoing.media().awaitMore(frames);
        incoming.media().awaitHeard(outgoing.media().stats().received(), Pending.USUAL_LIMIT);
    }

    private static void rest(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The metrics once the SBC has put the call away; those of the last look if it does not in time. */
    private static Map<String, Double> settle(SbcProcess startedSbc) throws IOException {
        Supplier<Map<String, Double>> look = () -> {
            try {
                return startedSbc.metrics();
            } catch (IOException e) {
                return Map.of();
            }
        };
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        Map<String, Double> metrics = startedSbc.metrics();
        while (Findings.left(metrics) > 0 && System.nanoTime() < deadline) {
            rest(Duration.ofMillis(50));
            metrics = look.get();
        }
        return metrics;
    }

    /** The end of the SBC's log, for a reader who wants to know why. */
    List<String> sbcLog(int lines) {
        return sbc == null ? List.of() : sbc.logTail(lines);
    }

    /** Ends and removes everything that was started and made. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeAll(alice, bob, sbc, pbx, site);
        }
    }

    private static void closeAll(@Nullable AutoCloseable... all) {
        RuntimeException failure = null;
        for (AutoCloseable one : all) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("cannot clean up", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
