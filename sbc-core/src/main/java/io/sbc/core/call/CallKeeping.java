package io.sbc.core.call;

import io.sbc.base.Counters;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.SurvivalCounter;
import java.time.Duration;

/**
 * How the calls of one shard are kept for a process after this one. On the shard.
 *
 * @param outage older records are of no use: peers have given up
 * @param urgent of emergency calls
 * @param buffer for the record that is being written
 * @param due records that are to be written
 */
public record CallKeeping(CallVault vault, Counters<SurvivalCounter> counters, Duration outage, boolean urgent,
        OctetWriter buffer, DueRecords due) {

    private static final int USUAL_OCTETS = 4096;

    public CallKeeping(ShardContext shard, CallVault vault, Counters<SurvivalCounter> counters, Duration outage) {
        this(vault, counters, outage, false, new OctetWriter(USUAL_OCTETS), new DueRecords(shard));
    }

    CallKeeping ofUrgent() {
        return new CallKeeping(vault, counters, outage, true, buffer, due);
    }

    boolean isOn() {
        return outage.isPositive();
    }
}
