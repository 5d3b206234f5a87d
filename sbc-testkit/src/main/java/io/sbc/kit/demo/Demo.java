package io.sbc.kit.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./sbc demo}: exit code 0 only when everything was verified. */
@Command(name = "sbc demo", subcommands = ProvisioningDemo.class, sortOptions = false, usageHelpWidth = Paper.WIDTH, description = {
    "Starts a fresh SBC, a stand-in PBX and two softphones, lets them talk, verifies every sample of audio and tells "
            + "the life of the call. Needs no root and no network, leaves nothing behind.",
    "Exit codes: 0 all was verified, 1 something was not, 2 wrong usage."})
public final class Demo implements Callable<Integer> {
    private static final int LOG_LINES = 40;
    private static final int TALK_SECONDS_MAX = 600;

    @Option(names = "--sbc", scope = CommandLine.ScopeType.INHERIT, paramLabel = "COMMAND", defaultValue = "./sbc", description = "How to start the SBC (default: ${DEFAULT-VALUE}).")
    private String sbc = "./sbc";

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "5", description = "How long they talk, 1 to 600 (default: ${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(names = "--hold", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Alice holds and retrieves the call in the middle (default).")
    private boolean hold = true;

    @Option(names = "--ascii", scope = CommandLine.ScopeType.INHERIT, description = "No box drawing, whatever the terminal can show.")
    private boolean ascii;

    @Option(names = {"-h", "--help"}, scope = CommandLine.ScopeType.INHERIT, usageHelp = true, description = "This text.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Option(names = "--verbose", scope = CommandLine.ScopeType.INHERIT, description = "Log what phones and PBX do, to standard error.")
    private boolean verbose;

    /** Runs it and ends the JVM. */
    public static void main(String[] arguments) {
        // The launcher names the SBC; a reader may name another behind it.
        System.exit(new CommandLine(new Demo()).setOverwrittenOptionsAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (seconds < 1 || seconds > TALK_SECONDS_MAX) {
            throw new CommandLine.ParameterException(new CommandLine(this),
                    "--seconds must be 1 to " + TALK_SECONDS_MAX);
        }
        Paper paper = prepare();
        paper.title("sbc demo: two softphones, a PBX, and a call through a fresh session border controller");
        paper.line();
        DemoStory story = new DemoStory(paper, sbc, Duration.ofSeconds(seconds), hold);
        Thread cleaner = new Thread(story::close, "demo-cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return tell(paper, story);
        } finally {
            story.close();
        }
    }

    /** How to start the SBC. */
    String sbc() {
        return sbc;
    }

    /** Switches the log as asked for, and gives the paper to write on. */
    Paper prepare() {
        logTo(verbose ? Level.DEBUG : Level.OFF);
        return paper();
    }

    private static int tell(Paper paper, DemoStory story) {
        long startNanos = System.nanoTime();
        try {
            boolean good = new DemoReport(paper, story.tell()).print();
            conclude(paper, good, System.nanoTime() - startNanos);
            if (good) {
                return 0;
            }
        } catch (IOException | IllegalStateException e) {
            paper.line();
            paper.item(false, "Failed", String.valueOf(e.getMessage()));
        }
        printLog(paper, story);
        return 1;
    }

    private static void logTo(Level level) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(level);
        }
    }

    private Paper paper() {
        Charset charset = System.out.charset();
        boolean unicode = !ascii && Paper.canDraw(charset);
        boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        boolean colours = terminal && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return new Paper(new PrintStream(System.out, true, unicode ? charset : StandardCharsets.US_ASCII), colours,
                unicode);
    }

    private static void conclude(Paper paper, boolean good, long nanos) {
        paper.line();
        String time = String.format(java.util.Locale.ROOT, " (%.1f s in all)", nanos / 1e9);
        paper.line(good
                ? paper.ink(Paper.Ink.GREEN, "  ✓ They registered, talked and hung up; all of it was verified.") + time
                : paper.ink(Paper.Ink.RED, "  ✗ Not everything is as it must be.") + time);
    }

    private static void printLog(Paper paper, DemoStory story) {
        paper.heading("The end of the SBC's log");
        story.sbcLog(LOG_LINES).forEach(paper::line);
    }
}
