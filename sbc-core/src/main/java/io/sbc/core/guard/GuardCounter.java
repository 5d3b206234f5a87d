package io.sbc.core.guard;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** Every decision of the guard, by reason. */
public enum GuardCounter implements CounterDescriptor {
    // @formatter:off
    CONNECTIONS_BLOCKED("Connections closed at once because their source is blocked"),
    CONNECTIONS_RATE_SOURCE("Connections closed at once because their source opens too many"),
    CONNECTIONS_RATE_OVERALL("Connections closed at once because all sources together open too many"),
    DATAGRAMS_BLOCKED("Datagrams dropped unread because their source is blocked"),
    MESSAGES_BLOCKED("Messages dropped, and their flows closed, because their source is blocked"),
    REQUESTS_RATE_SOURCE("Requests refused because their source, without a registered phone, sends too many"),
    REQUESTS_RATE_REGISTERED("Requests refused because a registered phone sends too many"),
    REQUESTS_RATE_OVERALL("Requests refused because all sources together send too many"),
    REQUESTS_WAITING("Requests with credentials refused because this source failed as this user too often"),
    REQUESTS_OVERLOAD("Requests refused because a shard is behind or transactions run out"),
    REFUSALS_SENT("503 responses with Retry-After sent by the guard"),
    REFUSALS_SILENT("Requests dropped without an answer because guard.overload.refusals was reached"),
    UNPARSED_OVERLOAD("Messages dropped unread because of overload"),
    FAILED_LOGINS("Wrong credentials seen"),
    DEVICE_ALARMS("Users that began to be attacked: too many wrong credentials for one, from everywhere"),
    CHALLENGES_SLOWED("Challenges that wait because their user is under attack"),
    BLOCKED_SCANNER("Sources blocked because they carry the marks of a scanner"),
    BLOCKED_ENUMERATION("Sources blocked because they asked for too many users that there are not"),
    BLOCKED_FAILED_LOGINS("Sources blocked because of wrong credentials"),
    BLOCKED_FLOOD("Sources blocked because they went on far beyond their limits"),
    BLOCKED_MALFORMED("Sources blocked because they sent too much that is no SIP"),
    BLOCKED_OPERATOR("Sources blocked by an operator"),
    UNBLOCKED("Blocks removed by an operator"),
    BLOCKS_RESTORED("Blocks taken up from an earlier process, those included that are over and count for the next"),
    BLOCK_SAVES_FAILED("Writes of blocks to the database that failed; they are tried again"),
    BLOCK_SAVES_LOST("Changes of the block list that never reached the database"),
    TRUST_LOST("Flows that lost the trust of their registration by abuse"),
    EMERGENCY_CALLS("Emergency INVITEs let through"),
    EMERGENCY_MESSAGES("Messages of emergency calls let through"),
    EMERGENCY_REFUSED("Emergency INVITEs treated as any other because they came from an unregistered device");
    // @formatter:on

    private final String help;

    GuardCounter(String help) {
        this.help = help;
    }

    /** That of a block's reason. */
    static GuardCounter blocked(BlockReason reason) {
        return switch (reason) {
            case SCANNER -> BLOCKED_SCANNER;
            case ENUMERATION -> BLOCKED_ENUMERATION;
            case FAILED_LOGINS -> BLOCKED_FAILED_LOGINS;
            case FLOOD -> BLOCKED_FLOOD;
            case MALFORMED -> BLOCKED_MALFORMED;
            case OPERATOR -> BLOCKED_OPERATOR;
        };
    }

    /** The decision and its reason, for whoever asks why somebody was refused. */
    String explanation() {
        return code() + ": " + help;
    }

    /** As it stands in logs: lower case with hyphens. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String metric() {
        return "sbc_guard_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
