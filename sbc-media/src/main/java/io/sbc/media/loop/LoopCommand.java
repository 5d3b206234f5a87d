package io.sbc.media.loop;

import io.sbc.media.api.MediaSessionId;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.socket.PortPair;
import io.sbc.media.tap.StreamTap;
import java.util.List;
import java.util.Optional;

/** What the conductor asks of a loop. Handled in order, between batches of packets. */
public sealed interface LoopCommand {

    /** Begins to carry further streams of a session, which may be new; from now on their channels are the loop's. */
    record Attach(MediaSessionId session, List<BoundStream> streams) implements LoopCommand {}

    /** Replaces the setups of a session's streams, in order. */
    record Apply(MediaSessionId session, List<StreamSetup> streams) implements LoopCommand {}

    /** Asks for the counters; answered by {@code MediaEvent.Report}. */
    record Query(MediaSessionId session) implements LoopCommand {}

    /** Ends a session and closes its channels; answered by {@link LoopEvent.Detached}. */
    record Detach(MediaSessionId session) implements LoopCommand {}

    /**
     * Shows packets to a tap from now on, or to nobody.
     *
     * @param all of every session, also of those to come; else of those that {@link TapSession} names
     */
    record Tap(Optional<StreamTap> tap, boolean all) implements LoopCommand {}

    /** Shows packets of this session to the tap, if there is one. */
    record TapSession(MediaSessionId session) implements LoopCommand {}

    /** Ends the loop's thread; every session was detached before. */
    record Stop() implements LoopCommand {}

    /** The bound ports of one m-line. */
    record BoundStream(PortPair set, PortPair icp) {}
}
