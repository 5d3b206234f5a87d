package io.sbc.kit.demo;

import io.sbc.kit.provision.Outcome;
import io.sbc.kit.provision.PbxKind;
import io.sbc.kit.provision.Rehearsal;
import io.sbc.kit.provision.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ./sbc demo provisioning}: exit code 0 only when every step had its effect. */
@Command(name = "provisioning", sortOptions = false, usageHelpWidth = Paper.WIDTH, description = {
    "Starts a fresh SBC and a stand-in PBX, whose provisioning manager gets its token by OAuth 1.0a, adds the PBX, pushes users, "
            + "and changes, disables and deletes some, while softphones register, call and see what becomes of it.",
    "Exit codes: 0 every step had its effect, 1 one had not, 2 wrong usage."})
final class ProvisioningDemo implements Callable<Integer> {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final int LOG_LINES = 40;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ParentCommand
    private @Nullable Demo demo;

    @Option(names = "--pbx", paramLabel = "PROFILE", defaultValue = "mx-one", description = "mx-one, mivoice-business, mivoice-5000, openscape-voice, openscape-4000 (default: ${DEFAULT-VALUE}).")
    private String pbx = "mx-one";

    @Option(names = "--users", paramLabel = "N", defaultValue = "500", description = "How many are pushed, 5 to 999 (default: ${DEFAULT-VALUE}).")
    private int users = 500;

    @Override
    public Integer call() throws IOException {
        if (users < Rehearsal.USERS_MIN || users > Rehearsal.USERS_MAX) {
            throw wrong("--users must be " + Rehearsal.USERS_MIN + " to " + Rehearsal.USERS_MAX);
        }
        PbxKind kind = Arrays.stream(PbxKind.values()).filter(each -> each.profile().equals(pbx)).findFirst()
                .orElseThrow(() -> wrong("--pbx must be one of " + PbxKind.profiles()));
        Demo parent = demo == null ? new Demo() : demo;
        Paper paper = parent.prepare();
        paper.title("sbc demo provisioning: " + kind.title()
                + " provisions its users at a fresh session border controller");
        paper.line();
        DemoSite site = new DemoSite();
        AtomicReference<@Nullable SbcProcess> sbc = new AtomicReference<>();
        // An interrupted reader leaves nothing behind either.
        Thread cleaner = new Thread(() -> clean(sbc, site), "demo-cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return tell(paper, kind, site, parent.sbc(), sbc);
        } finally {
            clean(sbc, site);
        }
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private int tell(Paper paper, PbxKind kind, DemoSite site, String command,
            AtomicReference<@Nullable SbcProcess> running) throws IOException {
        long startNanos = System.nanoTime();
        SecureRandom random = new SecureRandom();
        // The PBX of the file is nobody: the one that matters comes by the API.
        site.writeConfig(new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 2, (byte) 254}), 9), random);
        SbcProcess sbc = new SbcProcess(command, site.directory(), site.config(), site.portsFile());
        running.set(sbc);
        try {
            Duration took = sbc.awaitReady(READY_LIMIT);
            paper.item(true, "SBC",
                    String.format(Locale.ROOT, "ready in %.1f s: API by TLS port %d, phones by TLS port %d",
                            took.toMillis() / 1e3, sbc.port("admin.api"), sbc.port("set.tls")));
            Surroundings surroundings = new Surroundings(URI.create("https://localhost:" + sbc.port("admin.api")),
                    URI.create("http://127.0.0.1:" + sbc.port("admin.http")),
                    site.directory().resolve("data/local-api.key"), site.ca(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls")));
            try (Rehearsal rehearsal = new Rehearsal(kind, surroundings, users, random,
                    (what, text) -> paper.item(true, what, text))) {
                conclude(paper, rehearsal.run(), System.nanoTime() - startNanos);
                return 0;
            }
        } catch (IOException | IllegalStateException e) {
            paper.line();
            paper.item(false, "Failed", String.valueOf(e.getMessage()));
            paper.heading("The end of the SBC's log");
            List<String> log = sbc.logTail(LOG_LINES);
            log.forEach(paper::line);
            return 1;
        }
    }

    private static void conclude(Paper paper, Outcome outcome, long nanos) {
        paper.line();
        paper.line(paper.ink(Paper.Ink.GREEN, "  ✓ Let in, " + outcome.pushed().size()
                + " users pushed, one changed, one disabled, one deleted; phones and PBX saw each.")
                + String.format(Locale.ROOT, " (%.1f s in all)", nanos / 1e9));
    }

    private static void clean(AtomicReference<@Nullable SbcProcess> running, DemoSite site) {
        SbcProcess sbc = running.getAndSet(null);
        if (sbc != null) {
            sbc.close();
        }
        site.close();
    }
}
