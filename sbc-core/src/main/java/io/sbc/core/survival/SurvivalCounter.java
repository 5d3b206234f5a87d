package io.sbc.core.survival;

import io.sbc.base.CounterDescriptor;

/** What is counted about records of live calls. */
public enum SurvivalCounter implements CounterDescriptor {
    WRITTEN("sbc_call_records_written_total", "Records of live calls that were written"),
    RESTORED("sbc_calls_restored_total", "Calls that went on after the process before this one had ended"),
    LOST("sbc_calls_restore_failed_total",
            "Calls that were taken up again but had to be ended, since a media port of theirs was taken"),
    TOO_OLD("sbc_call_records_dropped_old_total",
            "Calls that were hung up at the start: their records were older than calls.survive-outage"),
    UNACKNOWLEDGED("sbc_call_records_dropped_unacknowledged_total",
            "Calls that were hung up at the start: answered, but not acknowledged yet when the process before ended"),
    UNREADABLE("sbc_call_records_dropped_unreadable_total",
            "Records of calls that were dropped at the start: torn, changed, or sealed with another key"),
    FOREIGN("sbc_call_records_dropped_foreign_total",
            "Records of calls that were dropped at the start: of another version, or of a shard that is no more"),
    ORPHANED("sbc_call_records_dropped_orphaned_total",
            "Calls that were dropped at the start, or hung up where they could be: their device or PBX is gone"),
    NOT_KEPT("sbc_call_records_refused_total",
            "Records of calls that found no room, were too long, or could not be written: such a call ends with the process");

    private final String metric;
    private final String help;

    SurvivalCounter(String metric, String help) {
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
