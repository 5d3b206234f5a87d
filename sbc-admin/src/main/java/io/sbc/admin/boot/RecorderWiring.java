package io.sbc.admin.boot;

import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.diagnosis.Diagnosis;
import io.sbc.core.directory.Directory;
import io.sbc.core.record.CallRecords;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.recorder.sql.SqlCallArchive;

/** Makes the flight recorder. */
final class RecorderWiring {

    /** Names of calls count from the time of the start, so many a second: no process names a call as one before it did. */
    private static final long IDS_PER_SECOND = 64;

    /** 2025-06-15: keeps the names short. Seconds since 1970. */
    private static final long IDS_SINCE_SECONDS = 1_750_000_000;

    private RecorderWiring() {}

    /** Opens the archive and starts to write. */
    static FlightRecorder start(SbcConfig config, Directory directory, CallRecords records, Clock clock) {
        FlightRecorder recorder = new FlightRecorder(config.recorder(), config.signalling().shards(),
                user -> directory.bySetUser(user).isPresent(), records::newId,
                SqlCallArchive.open(config.recorder().database()), clock,
                recording -> Diagnosis.ruleOf(recording).orElse(""));
        recorder.start();
        return recorder;
    }

    static long firstId(Clock clock) {
        return Math.max(0, clock.epochMillis() / 1000 - IDS_SINCE_SECONDS) * IDS_PER_SECOND;
    }
}
