package io.sbc.admin.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.sbc.admin.support.PartText;
import io.sbc.admin.logging.LogLevels;
import io.sbc.core.config.LoggingSettings;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets Logback up in code: where the log goes, how a line looks, from which level on. */
public final class LogOutput {

    /** Time, level, class, text, then the fields of the event as {@code name=value}, and of the request of the API that it belongs to. */
    private static final String TEXT_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg %kvp{NONE}"
            + "%replace( correlationId=%X{correlationId}){' correlationId=$', ''}%n%ex";

    /** Libraries that tell at info what no operator acts upon. */
    private static final String[] QUIET_LIBRARIES = {"org.eclipse.jetty", "org.flywaydb", "io.netty",
        "org.xbill", "org.jdbi"};

    /** Where Logback keeps the last lines. */
    private static final String RECENT = "io.sbc.recent-log";

    private LogOutput() {}

    /** The last lines of the log, the oldest first, as many as there is room for. */
    static void writeRecentTo(PartText out) {
        if (((LoggerContext) LoggerFactory.getILoggerFactory()).getObject(RECENT) instanceof RecentLog recent) {
            recent.text(out.room() - 1).lines().forEach(out::line);
        }
    }

    /** For the server: standard output, as configured. */
    public static void forServer(LoggingSettings settings) {
        boolean json = settings.format() == LoggingSettings.Format.JSON;
        install("System.out", json ? new JsonLineEncoder() : textEncoder(), Level.toLevel(settings.level()));
    }

    /** Another level from now on. */
    public static void setLevel(String name) {
        setLevel((LoggerContext) LoggerFactory.getILoggerFactory(), Level.toLevel(name));
    }

    /** The log as {@link LogLevels} sees it. */
    static final class Levels implements LogLevels.Backend {

        @Override
        public String base() {
            return String.valueOf(context().getLogger(Logger.ROOT_LOGGER_NAME).getLevel());
        }

        @Override
        @SuppressWarnings("NullAway") // no level of its own is null to Logback
        public void set(String logger, Optional<LogLevels.Level> level) {
            context().getLogger(logger).setLevel(level.map(each -> Level.toLevel(each.name())).orElse(null));
        }

        private static LoggerContext context() {
            return (LoggerContext) LoggerFactory.getILoggerFactory();
        }
    }

    private static void setLevel(LoggerContext context, Level level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        for (String library : QUIET_LIBRARIES) {
            context.getLogger(library).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        }
    }

    /** For the tools: warnings and errors on standard error, so that standard output has the answer only. */
    public static void forTools() {
        install("System.err", textEncoder(), Level.WARN);
    }

    private static void install(String target, Encoder<ILoggingEvent> encoder, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        encoder.setContext(context);
        encoder.start();
        RecentLog recent = new RecentLog(encoder);
        context.putObject(RECENT, recent);
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget(target);
        console.setEncoder(recent);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        setLevel(context, level);
        context.getLogger("io.javalin").setLevel(Level.OFF); // what it has to say, AdminServer says
    }

    private static Encoder<ILoggingEvent> textEncoder() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        encoder.setPattern(TEXT_PATTERN);
        return encoder;
    }
}
