package io.sbc.core.config;

import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.MailSecurity;
import io.sbc.core.config.AlarmSettings.MailSettings;
import io.sbc.core.config.AlarmSettings.SyslogSettings;
import io.sbc.core.config.AlarmSettings.SyslogTransport;
import io.sbc.core.config.AlarmSettings.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Builds {@link AlarmSettings} and {@link TracingSettings}: what is told to others. */
final class AlarmBinder {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,252}");
    private static final Pattern MAIL = Pattern.compile("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,255}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MEBI = 1024 * 1024;
    /** RFC 5424 §6.2.1, local0 to local7 among them. */
    private static final int FACILITY_MAX = 23;

    private AlarmBinder() {}

    static AlarmSettings alarms(ConfigCursor at) {
        return new AlarmSettings(at.duration("interval", SECOND, Duration.ofMinutes(5)),
                at.duration("keep", DAY, DAY.multipliedBy(3650)), at.integer("entries", 100, 1_000_000),
                at.storage("disk-free", MEBI, 1024L * 1024 * MEBI), syslog(at.section("syslog")),
                webhook(at.section("webhook")), mail(at.section("mail")));
    }

    static TracingSettings tracing(ConfigCursor at) {
        return new TracingSettings(url(at, "endpoint"), at.integer("percent", 0, 100),
                at.optionalPath("headers-file"), at.duration("timeout", SECOND, Duration.ofMinutes(2)),
                at.optionalPath("trust"));
    }

    private static Optional<URI> url(ConfigCursor at, String key) {
        String url = at.text(key, text -> text.isEmpty() || isHttp(text),
                "a URL beginning with https:// or http://, or empty");
        return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
    }

    private static SyslogSettings syslog(ConfigCursor at) {
        SyslogTransport transport = at.choice("transport", SyslogTransport.class);
        int port = at.port("port");
        return new SyslogSettings(host(at), port == 0 ? transport.usualPort() : port, transport,
                at.integer("facility", 0, FACILITY_MAX), at.choice("severity", Severity.class),
                at.optionalPath("trust"));
    }

    private static WebhookSettings webhook(ConfigCursor at) {
        return new WebhookSettings(url(at, "url"),
                at.optionalPath("secret-file"), at.choice("severity", Severity.class),
                at.duration("timeout", SECOND, Duration.ofMinutes(2)), at.optionalPath("trust"));
    }

    private static MailSettings mail(ConfigCursor at) {
        String host = host(at);
        String from = at.text("from", text -> text.isEmpty() || isMail(text), "a mail address, or empty");
        List<String> to = at.texts("to", AlarmBinder::isMail, "a mail address");
        return new MailSettings(host, at.integer("port", 1, 65535), at.choice("security", MailSecurity.class),
                at.text("user"), at.optionalPath("password-file"), from, to, at.choice("severity", Severity.class),
                at.duration("digest", Duration.ZERO, Duration.ofHours(1)), at.optionalPath("trust"));
    }

    private static String host(ConfigCursor at) {
        return at.text("host", text -> text.isEmpty() || HOST.matcher(text).matches(),
                "a host name or an IP address, or empty");
    }

    private static boolean isMail(String text) {
        return MAIL.matcher(text).matches();
    }

    private static boolean isHttp(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = uri.getScheme();
            return scheme != null && (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException noUrl) {
            return false;
        }
    }
}
