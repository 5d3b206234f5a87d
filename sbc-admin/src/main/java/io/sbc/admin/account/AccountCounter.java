package io.sbc.admin.account;

import io.sbc.base.CounterDescriptor;

/** What an operator counts of accounts. */
public enum AccountCounter implements CounterDescriptor {
    LOGINS("sbc_admin_logins_total", "Administrators that logged in."),
    LOGINS_FAILED("sbc_admin_logins_failed_total", "Logins with a wrong name or password."),
    LOGINS_SHUT("sbc_admin_logins_shut_total", "Logins refused unread because the account or the source is shut out."),
    LOCKED("sbc_admin_lockouts_total", "Times that an account or a source was shut out for guessing."),
    BUSY("sbc_admin_logins_busy_total", "Logins refused because too many passwords were being computed.");

    private final String metric;
    private final String help;

    AccountCounter(String metric, String help) {
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
