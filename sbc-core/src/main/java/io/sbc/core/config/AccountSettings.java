package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code admin.accounts}.
 *
 * @param sessionIdle a session that nobody uses ends after it
 * @param sessionLife a session ends after it, however busy
 * @param sessions at a time, of all accounts
 * @param lockAfter failed logins of an account that are borne; of a source, four times as many
 * @param lockFirst how long the next one shuts out; each further one twice as long
 */
public record AccountSettings(Duration sessionIdle, Duration sessionLife, int sessions, int sessionsPerAccount,
        int lockAfter, Duration lockFirst, Duration lockMaximum, Duration apiKeyLife) {

    static final AccountSettings USUAL = new AccountSettings(Duration.ofMinutes(15), Duration.ofHours(12), 100, 10, 5,
            Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofDays(365));
}
