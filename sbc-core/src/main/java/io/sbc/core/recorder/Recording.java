package io.sbc.core.recorder;

import io.sbc.core.record.CallRecord;
import io.sbc.core.recorder.RecordedEvent.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * All that was recorded of one call, or of one registration attempt. Immutable.
 *
 * @param id names it towards operators
 * @param registration whether it is an attempt to register; else a call
 * @param user the device's set-side user; of an attempt the user that it names, whether there is one or not
 * @param source the address that it came from
 * @param caller the caller's user part, empty for attempts
 * @param callee the user part that was dialled
 * @param callIds the Call-IDs of its legs, the first leg first
 * @param startedMillis wall clock
 * @param endedMillis wall clock; empty while it goes on
 * @param status the final status that who asked got; 0 before
 * @param call what call control knows of it; empty for attempts and for an INVITE that was refused at the door
 * @param events the oldest first
 * @param dropped events that had to make room
 */
public record Recording(String id, boolean registration, String user, String source, String caller, String callee,
        List<String> callIds, long startedMillis, OptionalLong endedMillis, int status, Optional<CallRecord> call,
        List<RecordedEvent> events, int dropped) {

    public Recording {
        callIds = List.copyOf(callIds);
        events = List.copyOf(events);
    }

    /** Its messages, in order. */
    public Stream<Message> messages() {
        return events.stream().filter(Message.class::isInstance).map(Message.class::cast);
    }

    /** What was decided, in order. */
    public Stream<RecordedEvent.Decision> decisions() {
        return events.stream().filter(RecordedEvent.Decision.class::isInstance)
                .map(RecordedEvent.Decision.class::cast);
    }

    /** Wall clock of an event, milliseconds. */
    public long millisOf(RecordedEvent event) {
        return startedMillis + event.atMicros() / 1000;
    }
}
