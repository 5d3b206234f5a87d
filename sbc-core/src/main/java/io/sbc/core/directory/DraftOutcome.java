package io.sbc.core.directory;

/** What becomes of one draft of a batch. */
public sealed interface DraftOutcome {

    /** There was no such device. */
    record Created(DeviceId id) implements DraftOutcome {}

    /** The device keeps its id and gets new values. */
    record Replaced(DeviceId id) implements DraftOutcome {}

    /** The device is like that already. */
    record Unchanged(DeviceId id) implements DraftOutcome {}

    /** It cannot be, and with it the whole batch cannot. */
    record Refused(String reason) implements DraftOutcome {}
}
