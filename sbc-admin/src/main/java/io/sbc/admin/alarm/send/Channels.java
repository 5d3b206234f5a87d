package io.sbc.admin.alarm.send;

import io.sbc.core.config.AlarmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes the channels that are configured. */
public final class Channels {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private Channels() {}

    /** Those with somewhere to go. */
    public static List<Channel> of(AlarmSettings settings, InstantSource clock) {
        String host = hostName();
        List<Channel> channels = new ArrayList<>();
        if (!settings.syslog().host().isEmpty()) {
            channels.add(new SyslogChannel(settings.syslog(), host, clock));
        }
        settings.webhook().url()
                .ifPresent(url -> channels.add(new WebhookChannel(settings.webhook(), url, host, clock)));
        if (!settings.mail().host().isEmpty()) {
            channels.add(new MailChannel(settings.mail(), host, clock));
        }
        return channels;
    }

    /** As the machine calls itself, without asking any DNS. */
    public static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
