package io.sbc.core.call;

/** Where a call stands; see {@link CallMachine} for the ways between. */
public sealed interface CallState {

    /** The INVITE is taken; ports are being opened. Nothing has gone to the callee. */
    record Setup() implements CallState {}

    /**
     * Our INVITE is out.
     *
     * @param targetsLeft further targets to try when this one fails
     * @param progressed a provisional response was relayed: from then on no other target is tried
     */
    record Calling(int targetsLeft, boolean progressed) implements CallState {}

    /**
     * A 2xx to an INVITE is given to {@code asker} and repeated until its ACK comes.
     *
     * @param late the 2xx carried the offer, so the ACK brings the answer, and the 2xx of the other party is not
     *     acknowledged before
     */
    record Answered(LegRole asker, boolean late) implements CallState {}

    /** Both dialogs are confirmed and nothing is outstanding. */
    record Established() implements CallState {}

    /** {@code asker} sent a new offer, or asked for one; ports are made sure of. Nothing has gone to the other party. */
    record Preparing(LegRole asker) implements CallState {}

    /** The offer of {@code asker} is with the other party. */
    record Renegotiating(LegRole asker) implements CallState {}

    /** A re-INVITE of our own, which refreshes the session, is with this party. */
    record Refreshing(LegRole with) implements CallState {}

    /**
     * It is over; what is outstanding comes in.
     *
     * @param invite an INVITE of ours that has no final response yet
     * @param callerBye our BYE to the caller is not answered yet
     * @param calleeBye the same for the callee
     * @param media the media session is not closed yet
     */
    record Ending(Invite invite, boolean callerBye, boolean calleeBye, boolean media) implements CallState {

        /** Which INVITE of ours is outstanding. */
        public enum Invite {
            /** None. */
            NONE,
            /** The one that would make the callee's dialog: a 2xx that comes yet is acknowledged and ended by BYE. */
            FIRST,
            /** One inside a dialog that has its BYE already: a 2xx is acknowledged. */
            AGAIN
        }
    }

    /** Nothing is left of it. */
    record Ended() implements CallState {}
}
