package io.sbc.core.subscription;

import io.sbc.base.CounterDescriptor;

/** What is counted about requests outside calls. */
public enum RequestCounter implements CounterDescriptor {
    SUBSCRIBED("sbc_subscriptions_started_total", "A subscription or a REFER outside a call was accepted for routing"),
    NOTIFIED("sbc_subscriptions_notified_total", "A NOTIFY was taken to the other side"),
    NOTICES("sbc_notices_total", "A NOTIFY that nobody subscribed to was taken to a phone"),
    PARKED("sbc_subscriptions_parked_total", "A NOTIFY waits for its phone to register again"),
    ABANDONED("sbc_subscriptions_abandoned_total", "A subscription was ended because its phone stayed away"),
    EXPIRED("sbc_subscriptions_expired_total", "A subscription was not refreshed in time"),
    LIMIT_REACHED("sbc_subscriptions_limit_reached_total",
            "A SUBSCRIBE or REFER met subscriptions.maximum or subscriptions.per-device"),
    BODY_REFUSED("sbc_requests_body_refused_total",
            "A body was malformed, too large, or of a type that is not translated"),
    CHALLENGED("sbc_requests_challenged_total", "A request outside calls was answered with a digest challenge"),
    REFUSED("sbc_requests_refused_total", "A request outside calls was refused before it went anywhere"),
    RELAYED("sbc_requests_relayed_total", "A MESSAGE or PUBLISH was taken to the other side");

    private final String metric;
    private final String help;

    RequestCounter(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    @Override
    public String metric() {
        return metric;
    }

    @Override
    public String help() {
        return help;
    }
}
