package io.sbc.core.config;

import io.sbc.core.alarm.Severity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code alarms}.
 *
 * @param interval between two looks at the conditions
 * @param keep how long cleared ones are kept
 * @param entries how many are kept at most
 * @param diskFree octets below which a disk is nearly full
 */
public record AlarmSettings(Duration interval, Duration keep, int entries, long diskFree, SyslogSettings syslog,
        WebhookSettings webhook, MailSettings mail) {

    /** How syslog travels: RFC 5426, 6587, 5425. */
    public enum SyslogTransport {
        UDP,
        TCP,
        TLS;

        /** Where receivers of it usually listen. */
        public int usualPort() {
            return switch (this) {
                case UDP -> 514;
                case TCP -> 601;
                case TLS -> 6514;
            };
        }
    }

    /** How a mail server is spoken to. */
    public enum MailSecurity {
        STARTTLS,
        TLS,
        NONE
    }

    /**
     * {@code alarms.syslog}.
     *
     * @param host empty: nothing is sent
     * @param facility of RFC 5424 §6.2.1
     * @param trust CAs of the receiver; empty: the system's
     */
    public record SyslogSettings(String host, int port, SyslogTransport transport, int facility, Severity severity,
            Optional<Path> trust) {}

    /**
     * {@code alarms.webhook}.
     *
     * @param url empty: nothing is sent
     * @param secretFile holds the key of the signature; empty: none
     * @param trust CAs of the receiver; empty: the system's
     */
    public record WebhookSettings(Optional<URI> url, Optional<Path> secretFile, Severity severity, Duration timeout,
            Optional<Path> trust) {}

    /**
     * {@code alarms.mail}.
     *
     * @param host empty: nothing is sent
     * @param user empty: no log-in
     * @param digest how long a message waits for more that go with it
     * @param trust CAs of the server; empty: the system's
     */
    public record MailSettings(String host, int port, MailSecurity security, String user, Optional<Path> passwordFile,
            String from, List<String> to, Severity severity, Duration digest, Optional<Path> trust) {

        public MailSettings {
            to = List.copyOf(to);
        }
    }
}
