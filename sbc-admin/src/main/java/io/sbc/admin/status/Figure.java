package io.sbc.admin.status;

import java.util.List;

/** What the sampler reads each second, by its name in documents, and the metrics that it comes of, which are added up. */
public enum Figure {
    // @formatter:off
    CALLS("calls", Kind.NOW, "sbc_calls"),
    MEDIA_SESSIONS("mediaSessions", Kind.NOW, "sbc_media_sessions"),
    PHONES("phones", Kind.NOW, "sbc_bindings"),
    CONNECTIONS("connections", Kind.NOW, "sbc_flows_set"),
    AT_PBX("registeredAtPbx", Kind.NOW, "sbc_upstream_registrations"),
    PORTS("ports", Kind.NOW, "sbc_media_ports"),
    PORTS_RESTING("portsResting", Kind.NOW, "sbc_media_ports_resting"),
    BLOCKED("blockedSources", Kind.NOW, "sbc_guard_blocks"),
    ATTACKED("attackedUsers", Kind.NOW, "sbc_guard_users_attacked"),
    SHARD_WAIT("shardWaitMillis", Kind.NOW, "sbc_shard_wait_milliseconds"),
    CRITICAL("alarmsCritical", Kind.NOW, "sbc_alarms_active{severity=critical}"),
    MAJOR("alarmsMajor", Kind.NOW, "sbc_alarms_active{severity=major}"),
    MINOR("alarmsMinor", Kind.NOW, "sbc_alarms_active{severity=minor}"),
    CALLS_STARTED("callsStarted", Kind.PER_SECOND, "sbc_calls_started_total"),
    CALLS_ANSWERED("callsAnswered", Kind.PER_SECOND, "sbc_calls_answered_total"),
    CALLS_REFUSED("callsRefused", Kind.PER_SECOND, "sbc_calls_refused_total"),
    REGISTERS("registers", Kind.PER_SECOND, "sbc_registers_total"),
    REGISTERS_ACCEPTED("registersAccepted", Kind.PER_SECOND, "sbc_registers_accepted_total"),
    WRONG_CREDENTIALS("wrongCredentials", Kind.PER_SECOND, "sbc_register_wrong_credentials_total"),
    PACKETS("packets", Kind.PER_SECOND, "sbc_media_rtp_packets_relayed_total"),
    POOR_SESSIONS("poorSessions", Kind.PER_SECOND, "sbc_media_poor_sessions_total"),
    ONE_WAY("oneWay", Kind.PER_SECOND, "sbc_media_one_way_total"),
    REFUSED("guardRefused", Kind.PER_SECOND, "sbc_guard_connections_blocked_total",
            "sbc_guard_connections_rate_source_total", "sbc_guard_connections_rate_overall_total",
            "sbc_guard_datagrams_blocked_total", "sbc_guard_messages_blocked_total",
            "sbc_guard_requests_rate_source_total", "sbc_guard_requests_rate_registered_total",
            "sbc_guard_requests_rate_overall_total", "sbc_guard_requests_waiting_total"),
    OVERLOAD("overloadRefused", Kind.PER_SECOND, "sbc_guard_requests_overload_total",
            "sbc_guard_unparsed_overload_total"),
    MOS("mos", Kind.NOW, LiveQuality.MOS),
    MOS_ENDED("mosEnded", Kind.MEAN, "sbc_media_mos"),
    LOSS("lossRatio", Kind.MEAN, "sbc_media_loss_ratio"),
    JITTER("jitterSeconds", Kind.MEAN, "sbc_media_jitter_seconds");
    // @formatter:on

    /** How a figure comes of its metrics. */
    public enum Kind {
        /** A gauge, as it stands. */
        NOW,
        /** A counter: how much it grew in a second. */
        PER_SECOND,
        /** A distribution: the mean of what came in the last minute; nothing where nothing came. */
        MEAN
    }

    private final String wireName;
    private final Kind kind;
    private final List<String> metrics;

    Figure(String wireName, Kind kind, String... metrics) {
        this.wireName = wireName;
        this.kind = kind;
        this.metrics = List.of(metrics);
    }

    /** Its name in documents. */
    public String wireName() {
        return wireName;
    }

    public Kind kind() {
        return kind;
    }

    /** The metrics that it comes of. */
    public List<String> metrics() {
        return metrics;
    }
}
