package io.sbc.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sbc.core.Side;
import io.sbc.media.api.MediaQuality;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CallRecordsTest {

    private static CallRecord record(String callId, OptionalLong answeredMillis) {
        return new CallRecord(callId, callId, "", "d", Side.SET, "a", "b", 1000, answeredMillis, OptionalLong.of(9000),
                200, "x", "", "",
                Optional.empty(), MediaQuality.NONE, List.of());
    }

    @Test
    void shouldKeepTheNewestUpToItsLimit() {
        CallRecords records = new CallRecords(2);

        List.of("1", "2", "3").forEach(callId -> records.add(record(callId, OptionalLong.empty())));

        assertEquals(List.of("3", "2"), records.newestFirst().stream().map(CallRecord::callId).toList());
    }

    @Test
    void shouldCountTalkFromTheAnswer() {
        assertEquals(5000, record("1", OptionalLong.of(4000)).talkMillis());
        assertEquals(0, record("1", OptionalLong.empty()).talkMillis());
    }

    @Test
    void shouldNotBeWithoutLimit() {
        assertThrows(IllegalArgumentException.class, () -> new CallRecords(0));
    }
}
