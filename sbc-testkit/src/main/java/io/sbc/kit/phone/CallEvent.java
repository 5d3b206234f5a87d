package io.sbc.kit.phone;

import io.sbc.kit.sdp.Direction;

/** What happened to a call, in the order of its happening. */
public sealed interface CallEvent {

    /** A provisional response came, 100 left aside. */
    record Progress(int status, String reason, boolean withSdp) implements CallEvent {}

    /** The call stands: 2xx sent or received. */
    record Answered() implements CallEvent {}

    /** The 2xx that we sent was acknowledged. */
    record Acknowledged() implements CallEvent {}

    /** The other side changed the session (re-INVITE). */
    record Changed(Direction theirs) implements CallEvent {
        /** Whether they put us on hold. */
        public boolean isHold() {
            return !theirs.receives();
        }
    }

    /** A final refusal came, or we sent one. */
    record Refused(int status, String reason) implements CallEvent {}

    /** It was cancelled before an answer, by whoever called. */
    record Cancelled() implements CallEvent {}

    /** BYE. */
    record Ended(boolean byUs) implements CallEvent {}

    /** It died: no response in time, no common codec or cipher, no connection. */
    record Failed(String why) implements CallEvent {}

    /** Nothing comes after it. */
    default boolean isLast() {
        return this instanceof Refused || this instanceof Cancelled || this instanceof Ended || this instanceof Failed;
    }
}
