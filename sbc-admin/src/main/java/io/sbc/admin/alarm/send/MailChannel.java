package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.alarm.AlarmNews.Change;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.admin.certs.TrustedPeers;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.MailSecurity;
import io.sbc.core.config.AlarmSettings.MailSettings;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** A mail of plain text for what came within {@code alarms.mail.digest}. The server's certificate has to be for its name. */
final class MailChannel implements Channel {

    private static final int BATCH_MAX = 200;
    private static final String TIMEOUT_MILLIS = "10000";

    private final MailSettings settings;
    private final String host;
    private final InstantSource clock;

    /** @param host what we call ourselves */
    MailChannel(MailSettings settings, String host, InstantSource clock) {
        this.settings = settings;
        this.host = host;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String target() {
        return String.join(", ", settings.to()) + " by " + settings.host() + ":" + settings.port();
    }

    @Override
    public Severity severity() {
        return settings.severity();
    }

    @Override
    public int batchMax() {
        return BATCH_MAX;
    }

    @Override
    public Duration gather() {
        return settings.digest();
    }

    @Override
    public void send(List<AlarmNews> batch) throws IOException {
        Session session = Session.getInstance(properties());
        try {
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom(new InternetAddress(settings.from()));
            for (String to : settings.to()) {
                mail.addRecipient(RecipientType.TO, new InternetAddress(to));
            }
            mail.setSubject(subject(batch), StandardCharsets.UTF_8.name());
            mail.setSentDate(Date.from(clock.instant()));
            mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office replies
            mail.setText(text(batch), StandardCharsets.UTF_8.name());
            mail.saveChanges();
            try (Transport transport = session.getTransport("smtp")) {
                if (settings.user().isEmpty()) {
                    transport.connect();
                } else {
                    transport.connect(settings.user(), password());
                }
                transport.sendMessage(mail, mail.getAllRecipients());
            }
        } catch (MessagingException failure) {
            throw new IOException(words(failure), failure);
        }
    }

    private static String words(MessagingException failure) {
        Throwable cause = failure.getCause();
        String words = String.valueOf(failure.getMessage()).strip();
        return cause == null || cause.getMessage() == null ? words : words + ": " + cause.getMessage();
    }

    private String password() throws IOException {
        return settings.passwordFile().isEmpty() ? "" : Files.readString(settings.passwordFile().get()).strip();
    }

    private Properties properties() throws IOException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.port", Integer.toString(settings.port()));
        properties.put("mail.smtp.auth", Boolean.toString(!settings.user().isEmpty()));
        properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.localhost", host.isEmpty() ? "sbc" : host);
        if (settings.security() != MailSecurity.NONE) {
            boolean starttls = settings.security() == MailSecurity.STARTTLS;
            properties.put(starttls ? "mail.smtp.starttls.enable" : "mail.smtp.ssl.enable", "true");
            properties.put("mail.smtp.starttls.required", Boolean.toString(starttls));
            properties.put("mail.smtp.ssl.checkserveridentity", "true");
            properties.put("mail.smtp.ssl.socketFactory",
                    TrustedPeers.context(settings.trust()).getSocketFactory());
        }
        return properties;
    }

    private String subject(List<AlarmNews> batch) {
        AlarmNews first = batch.getFirst();
        if (batch.size() > 1) {
            Severity worst = batch.stream().map(news -> news.alarm().severity()).min(Comparator.naturalOrder())
                    .orElse(Severity.MINOR);
            return "[SBC " + host + "] " + batch.size() + " messages of alarms, the worst is " + worst.wireName();
        }
        return "[SBC " + host + "] " + words(first) + ": " + title(first.alarm())
                + (first.alarm().subject().isEmpty() ? "" : " " + first.alarm().subject());
    }

    private static String words(AlarmNews news) {
        return news.change() == Change.RAISED
                ? news.alarm().severity().wireName()
                : news.change().name().toLowerCase(Locale.ROOT);
    }

    private static String title(AlarmRecord alarm) {
        return AlarmKind.named(alarm.kind()).map(AlarmKind::title).orElse(alarm.kind());
    }

    private static String text(List<AlarmNews> batch) {
        StringBuilder text = new StringBuilder();
        for (AlarmNews news : batch) {
            AlarmRecord alarm = news.alarm();
            text.append(words(news).toUpperCase(Locale.ROOT)).append("  ").append(title(alarm)).append('\n')
                    .append("  ").append(alarm.text()).append('\n')
                    .append("  since ").append(alarm.since()).append(", alarm ").append(alarm.id()).append('\n');
            alarm.cleared().ifPresent(time -> text.append("  cleared ").append(time).append('\n'));
            if (news.change() == Change.RAISED) {
                AlarmKind.named(alarm.kind()).ifPresent(kind -> text.append("  likely cause: ").append(kind.cause())
                        .append("\n  what to do: ").append(kind.remedy()).append('\n'));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
