package io.sbc.admin.alarm.send;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What is counted of messages about alarms. */
public enum DeliveryCounter implements CounterDescriptor {
    SYSLOG_SENT("Alarms sent by syslog"),
    SYSLOG_FAILED("Tries to send alarms by syslog that failed"),
    SYSLOG_LOST("Alarms that were not sent by syslog: given up, or too many waited"),
    WEBHOOK_SENT("Alarms sent to the webhook"),
    WEBHOOK_FAILED("Tries to send alarms to the webhook that failed"),
    WEBHOOK_LOST("Alarms that were not sent to the webhook: given up, or too many waited"),
    MAIL_SENT("Alarms sent by mail"),
    MAIL_FAILED("Tries to send alarms by mail that failed"),
    MAIL_LOST("Alarms that were not sent by mail: given up, or too many waited");

    private final String help;

    DeliveryCounter(String help) {
        this.help = help;
    }

    /** Those of one channel. */
    record Of(DeliveryCounter sent, DeliveryCounter failed, DeliveryCounter lost) {}

    static Of of(String channel) {
        String prefix = channel.toUpperCase(Locale.ROOT);
        return new Of(valueOf(prefix + "_SENT"), valueOf(prefix + "_FAILED"), valueOf(prefix + "_LOST"));
    }

    @Override
    public String metric() {
        return "sbc_alarms_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
